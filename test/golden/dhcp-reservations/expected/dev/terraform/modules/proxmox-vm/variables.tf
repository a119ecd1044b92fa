variable "name" {
  type        = string
  description = "Name of the machine on the hypervisor. A DNS label."

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.name))
    error_message = "A machine's name is a DNS label: lower-case letters, digits and hyphens, at most 63."
  }
}

variable "description" {
  type        = string
  description = "Free text. Proxmox strips a final newline, which would be a permanent difference."
  default     = ""
  nullable    = false

  validation {
    condition     = var.description == trimspace(var.description)
    error_message = "A description neither begins nor ends with blanks or newlines."
  }
}

variable "tags" {
  type        = list(string)
  description = "Tags, sorted and in lower case, as Proxmox stores them."
  default     = []
  nullable    = false

  validation {
    condition     = var.tags == tolist(sort([for tag in distinct(var.tags) : lower(tag)]))
    error_message = "Tags are sorted, unique and in lower case."
  }
}

variable "host" {
  type        = string
  description = "Host on which the machine is created. A migrated machine stays on its host."
}

variable "vm_id" {
  type        = number
  description = "VM ID on the hypervisor. It must be free: the provider adopts an existing machine with it."

  validation {
    condition     = var.vm_id >= 100 && var.vm_id <= 999999999 && floor(var.vm_id) == var.vm_id
    error_message = "Proxmox knows the ids 100 to 999999999."
  }
}

variable "uuid" {
  type        = string
  description = "SMBIOS UUID that the machine is created with, so that a recreated machine has the same one. Without it, Proxmox generates one."
  default     = null

  validation {
    condition     = var.uuid == null || can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.uuid))
    error_message = "A UUID is written in lower case, in groups of 8, 4, 4, 4 and 12 hexadecimal digits."
  }
}

variable "pool" {
  type        = string
  description = "Resource pool that the machine joins. It must exist."
  default     = null
}

variable "cpu" {
  type        = number
  description = "Virtual CPUs."

  validation {
    condition     = var.cpu >= 1 && floor(var.cpu) == var.cpu
    error_message = "A machine has at least one CPU, and whole ones."
  }
}

variable "cpu_type" {
  type        = string
  description = "Emulated CPU type. host is fastest; live migration needs a common type."
  default     = "host"
  nullable    = false
}

variable "numa" {
  type        = bool
  description = "Enable NUMA for the machine."
  default     = false
  nullable    = false
}

variable "memory" {
  type        = number
  description = "Memory in MiB. Ballooning is disabled: Kubernetes relies on the memory at boot."

  validation {
    condition     = var.memory >= 1024
    error_message = "Talos needs 1024 MiB at least, a control plane 2048."
  }
}

variable "firmware" {
  type        = string
  description = "uefi (OVMF) or bios (SeaBIOS)."
  default     = "uefi"
  nullable    = false

  validation {
    condition     = contains(["uefi", "bios"], var.firmware)
    error_message = "Firmware is uefi or bios."
  }
}

variable "tpm" {
  type        = bool
  description = "A TPM 2.0. Requires uefi."
  default     = false
  nullable    = false

  validation {
    condition     = !var.tpm || var.firmware == "uefi"
    error_message = "A TPM needs the firmware uefi."
  }
}

variable "image" {
  type        = string
  description = "File on the host that the system disk is created from: the id of a proxmox_download_file of type import."
}

variable "disks" {
  type = map(object({
    slot        = number
    size        = number
    datastore   = string
    cache       = optional(string, "none")
    holder      = optional(number)
    holder_uuid = optional(string)
  }))
  description = "Disks by name: place on the SCSI bus, size in GiB, datastore. Talos selects a disk by its place; its serial number is the name. A kept disk has a holder: the VM ID of the machine that owns it and never starts, and its SMBIOS UUID."

  validation {
    condition     = try(var.disks.system.slot, -1) == 0
    error_message = "The disk named system stands in slot 0."
  }

  validation {
    condition     = length(distinct([for disk in values(var.disks) : disk.slot])) == length(var.disks)
    error_message = "Two disks stand in one slot."
  }

  validation {
    condition     = try(var.disks.system.holder, null) == null
    error_message = "The system disk is made from the image, with its machine: it has no holder."
  }
}

variable "network_devices" {
  type = list(object({
    bridge      = string
    mac_address = string
    vlan_id     = optional(number)
    mtu         = optional(number)
    firewall    = optional(bool, false)
  }))
  description = "Network interfaces, in order. The first one is on the network of the cluster. MAC addresses in upper case, as Proxmox stores them."

  validation {
    condition     = alltrue([for port in var.network_devices : port.mac_address == upper(port.mac_address)])
    error_message = "MAC addresses are in upper case."
  }
}

variable "first_boot" {
  type = object({
    address = string
    gateway = optional(string)
    dns     = optional(list(string), [])
  })
  description = "Address (with prefix) of the first network interface until Talos has its configuration. Without it, DHCP."
  default     = null
}

variable "gpus" {
  type        = list(string)
  description = "PCI resource mappings to pass through. They must exist, with a device on the host of the machine."
  default     = []
  nullable    = false
}

variable "guest_agent" {
  type        = bool
  description = "Whether the image contains the guest agent. Without it in the image, every refresh would wait for it."
  default     = false
  nullable    = false
}

variable "watchdog" {
  type        = bool
  description = "A virtual watchdog, which resets the machine when Talos no longer responds. An existing machine has it after its next start."
  default     = false
  nullable    = false
}

variable "start_on_boot" {
  type        = bool
  description = "Start the machine when its host boots."
  default     = true
  nullable    = false
}

variable "start_order" {
  type        = number
  description = "Start order of the machine on its host."
  default     = null
}

variable "guarded" {
  type        = bool
  description = "Refuse every plan that would destroy or replace the machine."
  default     = false
  nullable    = false
}
