module oracle/proxmox

go 1.26.0

require github.com/bpg/terraform-provider-proxmox v0.112.0
