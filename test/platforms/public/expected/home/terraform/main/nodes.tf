# Only the settings of each node from infraflux.yaml: main.tf is the same for every node.
locals {
  platform    = "public"
  environment = "home"
  cluster     = "main"

  # Talos settings, with patches in the order in which they are applied.
  nodes = {
    k8s-0 = {
      role    = "controlplane"
      address = "10.10.10.100"
      patches = ["all.yaml", "controlplane.yaml", "nodes/k8s-0.yaml"]
    }
    k8s-1 = {
      role    = "worker"
      address = "10.10.10.101"
      patches = ["all.yaml", "worker.yaml", "nodes/k8s-1.yaml"]
    }
  }
}
