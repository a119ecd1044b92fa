locals {
  talos = "${path.module}/../../clusters/${local.cluster}/talos"
}

module "talos" {
  source = "../modules/talos-cluster"

  cluster_name       = local.cluster
  cluster_endpoint   = "https://10.10.10.254:6443"
  talos_contract     = "v1.13"
  kubernetes_version = "1.36.3"
  bootstrap_node     = "k8s-0"
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
