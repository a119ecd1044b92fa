# Credentials come from the environment (see README.md). Certificates are always verified.
provider "proxmox" {
  endpoint  = "https://pve.house.home.arpa:8006/"
  api_token = var.proxmox_api_tokens["house"]
}

provider "proxmox" {
  alias     = "attic"
  endpoint  = "https://pve.attic.home.arpa:8006/"
  api_token = var.proxmox_api_tokens["attic"]
}

provider "proxmox" {
  alias     = "garden_shed"
  endpoint  = "https://pve.shed.home.arpa:8006/"
  api_token = var.proxmox_api_tokens["garden-shed"]
}

provider "talos" {}
