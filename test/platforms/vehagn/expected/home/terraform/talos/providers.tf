# Credentials come from the environment (see README.md). Certificates are always verified.
provider "proxmox" {
  endpoint = "https://proxmox.example.org:8006/"
}

provider "talos" {}
