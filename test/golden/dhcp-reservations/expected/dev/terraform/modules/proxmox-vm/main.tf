locals {
  # By slot, so that the system disk comes first and an additional disk never moves another one.
  disks = {
    for name, disk in var.disks : format("%02d", disk.slot) => merge(disk, { name = name })
  }

  kept = { for name, disk in var.disks : name => disk if disk.holder != null }
}

# Proxmox destroys the disks of a machine together with the machine. So a kept disk belongs to another machine, the holder,
# which never starts.
resource "proxmox_virtual_environment_vm" "holder" {
  for_each = local.kept

  name        = "${var.name}-${each.key}"
  description = "Never starts. Owns the disk ${each.key} that ${var.name} uses: with this, the data would go."
  tags        = var.tags
  node_name   = var.host
  vm_id       = each.value.holder
  pool_id     = var.pool

  started    = false
  on_boot    = false
  protection = true

  delete_unreferenced_disks_on_destroy = false

  machine       = "q35"
  scsi_hardware = "virtio-scsi-pci"

  operating_system {
    type = "l26"
  }

  dynamic "smbios" {
    for_each = each.value.holder_uuid == null ? [] : [each.value.holder_uuid]

    content {
      uuid = smbios.value
    }
  }

  disk {
    interface    = "scsi0"
    datastore_id = each.value.datastore
    size         = each.value.size
    serial       = substr(each.key, 0, 20)
    cache        = each.value.cache
    discard      = "on"
    ssd          = true
  }

  lifecycle {
    prevent_destroy = true

    ignore_changes = [
      # The provider does not resize a kept disk. Proxmox does, at the machine that uses it, and the guest sees it.
      disk[0].size,
      # After a manual migration. Reverting it here would destroy the data.
      node_name,
      # The identity of a machine does not change.
      smbios,
    ]
  }
}

resource "proxmox_virtual_environment_vm" "this" {
  name        = var.name
  description = var.description
  tags        = var.tags
  node_name   = var.host
  vm_id       = var.vm_id
  pool_id     = var.pool

  started    = true
  on_boot    = var.start_on_boot
  protection = var.guarded

  # Nothing is rebooted as a side effect: Terraform would do so to all control planes at once.
  reboot_after_update = false

  # A machine in maintenance mode does not answer a shutdown request.
  stop_on_destroy = true

  # A manually detached volume may contain data.
  delete_unreferenced_disks_on_destroy = false

  machine       = "q35"
  bios          = var.firmware == "uefi" ? "ovmf" : "seabios"
  scsi_hardware = "virtio-scsi-pci"
  boot_order    = ["scsi0"]

  operating_system {
    type = "l26"
  }

  dynamic "smbios" {
    for_each = var.uuid == null ? [] : [var.uuid]

    content {
      uuid = smbios.value
    }
  }

  cpu {
    cores = var.cpu
    type  = var.cpu_type
    numa  = var.numa
  }

  memory {
    dedicated = var.memory
    floating  = 0
  }

  agent {
    enabled = var.guest_agent

    # Addresses are known. Waiting for the agent would block every plan while a machine is down.
    wait_for_ip {
      disabled = true
    }
  }

  dynamic "efi_disk" {
    for_each = var.firmware == "uefi" ? [true] : []

    content {
      datastore_id = var.disks.system.datastore
      type         = "4m"
      # The disk image of Talos enrolls its own keys since 1.14.
      pre_enrolled_keys = false
    }
  }

  dynamic "tpm_state" {
    for_each = var.tpm ? [true] : []

    content {
      datastore_id = var.disks.system.datastore
      version      = "v2.0"
    }
  }

  dynamic "disk" {
    for_each = local.disks

    content {
      interface         = "scsi${disk.value.slot}"
      datastore_id      = disk.value.datastore
      path_in_datastore = try(proxmox_virtual_environment_vm.holder[disk.value.name].disk[0].path_in_datastore, null)
      size              = disk.value.size
      serial            = substr(disk.value.name, 0, 20)
      import_from       = disk.value.name == "system" ? var.image : null
      cache             = disk.value.cache
      discard           = "on"
      ssd               = true
    }
  }

  dynamic "network_device" {
    for_each = var.network_devices

    content {
      bridge      = network_device.value.bridge
      mac_address = network_device.value.mac_address
      vlan_id     = network_device.value.vlan_id
      mtu         = network_device.value.mtu
      firewall    = network_device.value.firewall
    }
  }

  dynamic "initialization" {
    for_each = var.first_boot == null ? [] : [var.first_boot]

    content {
      datastore_id = var.disks.system.datastore

      ip_config {
        dynamic "ipv4" {
          for_each = strcontains(initialization.value.address, ":") ? [] : [initialization.value]

          content {
            address = ipv4.value.address
            gateway = ipv4.value.gateway
          }
        }

        dynamic "ipv6" {
          for_each = strcontains(initialization.value.address, ":") ? [initialization.value] : []

          content {
            address = ipv6.value.address
            gateway = ipv6.value.gateway
          }
        }
      }

      dynamic "dns" {
        for_each = length(initialization.value.dns) > 0 ? [initialization.value.dns] : []

        content {
          servers = dns.value
        }
      }
    }
  }

  dynamic "hostpci" {
    for_each = { for index, mapping in var.gpus : index => mapping }

    content {
      device  = "hostpci${hostpci.key}"
      mapping = hostpci.value
      pcie    = true
      # Without it the provider sends 0, and cards that boot from their ROM do not work.
      rombar = true
    }
  }

  # Talos has the driver. The machine is reset when nothing feeds the watchdog any more.
  dynamic "watchdog" {
    for_each = var.watchdog ? [true] : []

    content {
      enabled = true
      model   = "i6300esb"
      action  = "reset"
    }
  }

  dynamic "startup" {
    for_each = var.start_order == null ? [] : [var.start_order]

    content {
      order = startup.value
    }
  }

  lifecycle {
    ignore_changes = [
      # Only for the first boot; afterwards the machine configuration sets the address.
      initialization,
      # After a manual or HA migration. Reverting it here would replace the machine.
      node_name,
      # A newer image is for new machines. Talos upgrades itself.
      disk[0].import_from,
      # Talos may have encrypted disks with a key derived from it: a machine with another UUID keeps it.
      smbios,
    ]
  }
}

# `prevent_destroy` cannot depend on a variable. Destroying or replacing the machine would replace the
# guard, which is refused, and with it the whole plan.
resource "terraform_data" "guard" {
  count = var.guarded ? 1 : 0

  triggers_replace = proxmox_virtual_environment_vm.this.id

  lifecycle {
    prevent_destroy = true
  }
}
