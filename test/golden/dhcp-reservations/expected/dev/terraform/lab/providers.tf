# Credentials come from the environment (see README.md). Certificates are always verified.
provider "proxmox" {
  endpoint = "https://pve.home.arpa:8006/"
}

provider "talos" {}
