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

# Each host downloads an image once, however many machines are created from it there.
resource "proxmox_download_file" "talos" {
  for_each = { for machine in values(local.machines) : "${machine.host}/${machine.image}" => machine... }

  content_type = "import"
  node_name    = each.value[0].host
  datastore_id = local.image_datastores[each.value[0].host]
  url          = local.images[each.value[0].image]
  file_name    = each.value[0].image

  # Otherwise every refresh would query the factory, and a different size would replace the file.
  overwrite           = false
  overwrite_unmanaged = true

  depends_on = [talos_image_factory_schematic.this]
}

module "vm" {
  source   = "../modules/proxmox-vm"
  for_each = local.machines

  name            = each.key
  description     = try(each.value.description, "${local.nodes[each.key].role} of ${local.environment}/${local.cluster}, platform ${local.platform}")
  tags            = try(each.value.tags, ["cluster-lab", "environment-dev", "infraflux", "platform-home"])
  host            = each.value.host
  vm_id           = each.value.vm_id
  uuid            = each.value.uuid
  cpu             = each.value.cpu
  memory          = each.value.memory
  image           = proxmox_download_file.talos["${each.value.host}/${each.value.image}"].id
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
      machine = module.vm[name].id
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
