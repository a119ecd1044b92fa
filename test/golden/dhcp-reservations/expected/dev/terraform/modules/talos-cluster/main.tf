locals {
  control_planes = { for name, node in var.nodes : name => node if node.role == "controlplane" }
  workers        = { for name, node in var.nodes : name => node if node.role == "worker" }

  # Never reboot implicitly: Terraform configures all nodes at once. Changes that need a reboot wait for one.
  apply_mode = { for name, node in var.nodes : name => contains(var.maintenance, name) ? "auto" : "no_reboot" }
}

# The base configuration of Talos with the patches on top. Ephemeral: it contains the keys of the cluster.
ephemeral "talos_machine_configuration" "this" {
  for_each = var.nodes

  cluster_name       = var.cluster_name
  cluster_endpoint   = var.cluster_endpoint
  machine_type       = each.value.role
  machine_secrets    = var.machine_secrets
  talos_version      = var.talos_contract
  kubernetes_version = var.kubernetes_version
  config_patches     = var.patches[each.key]
  docs               = false
  examples           = false
}

# A recreated machine has lost its configuration.
resource "terraform_data" "machine" {
  for_each = var.nodes

  input = each.value.machine
}

resource "talos_machine_configuration_apply" "control_plane" {
  for_each = local.control_planes

  # Never by the virtual address: it needs the etcd that is bootstrapped here.
  node     = each.value.address
  endpoint = each.value.address

  client_configuration_wo        = var.client_configuration
  machine_configuration_input_wo = ephemeral.talos_machine_configuration.this[each.key].machine_configuration
  apply_mode                     = local.apply_mode[each.key]

  lifecycle {
    replace_triggered_by = [terraform_data.machine[each.key]]
  }
}

resource "talos_machine_bootstrap" "this" {
  node                    = var.nodes[var.bootstrap_node].address
  endpoint                = var.nodes[var.bootstrap_node].address
  client_configuration_wo = var.client_configuration

  depends_on = [talos_machine_configuration_apply.control_plane]

  lifecycle {
    # Once in the lifetime of the cluster, on whichever control plane it was.
    ignore_changes = [node, endpoint]
  }
}

resource "talos_machine_configuration_apply" "worker" {
  for_each = local.workers

  node     = each.value.address
  endpoint = each.value.address

  client_configuration_wo        = var.client_configuration
  machine_configuration_input_wo = ephemeral.talos_machine_configuration.this[each.key].machine_configuration
  apply_mode                     = local.apply_mode[each.key]

  depends_on = [talos_machine_bootstrap.this]

  lifecycle {
    replace_triggered_by = [terraform_data.machine[each.key]]
  }
}
