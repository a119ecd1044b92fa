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

module "talos" {
  source = "../modules/talos-cluster"

  cluster_name       = local.cluster
  cluster_endpoint   = "https://10.10.20.5:6443"
  talos_contract     = "v1.13"
  kubernetes_version = "1.36.3"
  bootstrap_node     = "home-cp-1"
  maintenance        = var.maintenance

  nodes = {
    for name, node in local.nodes : name => {
      role    = node.role
      address = node.address
      machine = name
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
