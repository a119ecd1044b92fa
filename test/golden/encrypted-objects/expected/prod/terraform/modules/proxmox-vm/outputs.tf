output "id" {
  description = "Known once the machine is there; changes when it is made anew."
  value       = proxmox_virtual_environment_vm.this.id
}

output "vm_id" {
  description = "Id on the hypervisor."
  value       = proxmox_virtual_environment_vm.this.vm_id
}

output "mac_addresses" {
  description = "MAC addresses of the ports, in order."
  value       = [for port in var.network_devices : port.mac_address]
}
