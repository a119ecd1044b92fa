locals {
  talos = "${path.module}/../../clusters/${local.cluster}/talos"
}

# The Image Factory serves an image only after the schematic was uploaded. The ids were computed locally; the factory has to return the same.
resource "talos_image_factory_schematic" "this" {
  for_each = local.schematics

  schematic = file("${local.talos}/${each.value}")

  lifecycle {
    postcondition {
      condition     = self.id == each.key
      error_message = "The Image Factory gives ${each.value} another id than the one that the machines' images have."
    }
  }
}

# An image is downloaded once to each datastore, however many machines are created from it there.
resource "proxmox_download_file" "talos" {
  for_each = { for machine in values(local.machines["house"]) : "${local.image_places["house"][machine.host]}/${machine.image}" => machine... }

  content_type = "import"
  node_name    = sort(each.value[*].host)[0]
  datastore_id = local.image_datastores["house"][each.value[0].host]
  url          = local.images[each.value[0].image]
  file_name    = each.value[0].image

  # Otherwise every refresh would query the factory, and a different size would replace the file.
  overwrite           = false
  overwrite_unmanaged = true

  depends_on = [talos_image_factory_schematic.this]
}

module "vm" {
  source   = "../modules/proxmox-vm"
  for_each = local.machines["house"]

  name            = each.key
  description     = try(each.value.description, "${local.nodes[each.key].role} of ${local.environment}/${local.cluster}, platform ${local.platform}")
  tags            = try(each.value.tags, ["cluster-lab", "environment-dev", "infraflux", "platform-home"])
  host            = each.value.host
  vm_id           = each.value.vm_id
  uuid            = each.value.uuid
  cpu             = each.value.cpu
  memory          = each.value.memory
  image           = proxmox_download_file.talos["${local.image_places["house"][each.value.host]}/${each.value.image}"].id
  disks           = each.value.disks
  network_devices = each.value.network_devices

  # Defaults are omitted in nodes.tf; they are defined in the module.
  cpu_type      = try(each.value.cpu_type, null)
  numa          = try(each.value.numa, null)
  firmware      = try(each.value.firmware, null)
  tpm           = try(each.value.tpm, null)
  first_boot    = try(each.value.first_boot, null)
  gpus          = try(each.value.gpus, null)
  guest_agent   = try(each.value.guest_agent, null)
  start_on_boot = try(each.value.start_on_boot, null)
  start_order   = try(each.value.start_order, null)
}

# Started on another host when its own fails.
resource "proxmox_haresource" "control_plane" {
  for_each = toset(local.highly_available["house"])

  resource_id = "vm:${module.vm[each.key].vm_id}"
  state       = "started"
}

# Never two of them on one host.
resource "proxmox_harule" "control_plane" {
  rule      = "home-dev-lab"
  type      = "resource-affinity"
  affinity  = "negative"
  resources = [for resource in values(proxmox_haresource.control_plane) : resource.resource_id]
}

# Each host downloads an image once, however many machines are created from it there.
resource "proxmox_download_file" "talos_attic" {
  provider = proxmox.attic
  for_each = { for machine in values(local.machines["attic"]) : "${machine.host}/${machine.image}" => machine... }

  content_type = "import"
  node_name    = each.value[0].host
  datastore_id = local.image_datastores["attic"][each.value[0].host]
  url          = local.images[each.value[0].image]
  file_name    = each.value[0].image

  # Otherwise every refresh would query the factory, and a different size would replace the file.
  overwrite           = false
  overwrite_unmanaged = true

  depends_on = [talos_image_factory_schematic.this]
}

module "vm_attic" {
  source   = "../modules/proxmox-vm"
  for_each = local.machines["attic"]

  providers = {
    proxmox = proxmox.attic
  }

  name            = each.key
  description     = try(each.value.description, "${local.nodes[each.key].role} of ${local.environment}/${local.cluster}, platform ${local.platform}")
  tags            = try(each.value.tags, ["cluster-lab", "environment-dev", "infraflux", "platform-home"])
  host            = each.value.host
  vm_id           = each.value.vm_id
  uuid            = each.value.uuid
  cpu             = each.value.cpu
  memory          = each.value.memory
  image           = proxmox_download_file.talos_attic["${each.value.host}/${each.value.image}"].id
  disks           = each.value.disks
  network_devices = each.value.network_devices

  # Defaults are omitted in nodes.tf; they are defined in the module.
  cpu_type      = try(each.value.cpu_type, null)
  numa          = try(each.value.numa, null)
  firmware      = try(each.value.firmware, null)
  tpm           = try(each.value.tpm, null)
  first_boot    = try(each.value.first_boot, null)
  gpus          = try(each.value.gpus, null)
  guest_agent   = try(each.value.guest_agent, null)
  start_on_boot = try(each.value.start_on_boot, null)
  start_order   = try(each.value.start_order, null)
}

# Each host downloads an image once, however many machines are created from it there.
resource "proxmox_download_file" "talos_garden_shed" {
  provider = proxmox.garden_shed
  for_each = { for machine in values(local.machines["garden-shed"]) : "${machine.host}/${machine.image}" => machine... }

  content_type = "import"
  node_name    = each.value[0].host
  datastore_id = local.image_datastores["garden-shed"][each.value[0].host]
  url          = local.images[each.value[0].image]
  file_name    = each.value[0].image

  # Otherwise every refresh would query the factory, and a different size would replace the file.
  overwrite           = false
  overwrite_unmanaged = true

  depends_on = [talos_image_factory_schematic.this]
}

module "vm_garden_shed" {
  source   = "../modules/proxmox-vm"
  for_each = local.machines["garden-shed"]

  providers = {
    proxmox = proxmox.garden_shed
  }

  name            = each.key
  description     = try(each.value.description, "${local.nodes[each.key].role} of ${local.environment}/${local.cluster}, platform ${local.platform}")
  tags            = try(each.value.tags, ["cluster-lab", "environment-dev", "infraflux", "platform-home"])
  host            = each.value.host
  vm_id           = each.value.vm_id
  uuid            = each.value.uuid
  pool            = "infraflux"
  cpu             = each.value.cpu
  memory          = each.value.memory
  image           = proxmox_download_file.talos_garden_shed["${each.value.host}/${each.value.image}"].id
  disks           = each.value.disks
  network_devices = each.value.network_devices

  # Defaults are omitted in nodes.tf; they are defined in the module.
  cpu_type      = try(each.value.cpu_type, null)
  numa          = try(each.value.numa, null)
  firmware      = try(each.value.firmware, null)
  tpm           = try(each.value.tpm, null)
  first_boot    = try(each.value.first_boot, null)
  gpus          = try(each.value.gpus, null)
  guest_agent   = try(each.value.guest_agent, null)
  start_on_boot = try(each.value.start_on_boot, null)
  start_order   = try(each.value.start_order, null)
}

module "talos" {
  source = "../modules/talos-cluster"

  cluster_name       = local.cluster
  cluster_endpoint   = "https://10.10.1.5:6443"
  talos_contract     = "v1.13"
  kubernetes_version = "1.36.3"
  bootstrap_node     = "lab-cp-1"
  maintenance        = var.maintenance

  nodes = {
    for name, node in local.nodes : name => {
      role    = node.role
      address = node.address
      machine = try(module.vm[name].id, module.vm_attic[name].id, module.vm_garden_shed[name].id, name)
    }
  }

  patches = {
    for name, node in local.nodes : name => [
      for patch in node.patches : file("${local.talos}/${patch}")
    ]
  }

  machine_secrets      = var.machine_secrets
  client_configuration = var.client_configuration
}
