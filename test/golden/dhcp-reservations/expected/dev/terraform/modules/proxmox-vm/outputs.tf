output "id" {
  description = "Known after the machine was created; changes when it is recreated."
  value       = proxmox_virtual_environment_vm.this.id
}

output "vm_id" {
  description = "VM ID on the hypervisor."
  value       = proxmox_virtual_environment_vm.this.vm_id
}

output "mac_addresses" {
  description = "MAC addresses of the network interfaces, in order."
  value       = [for port in var.network_devices : port.mac_address]
}
