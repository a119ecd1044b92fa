# Only the settings of each node from infraflux.yaml: main.tf is the same for every node.
locals {
  platform    = "own"
  environment = "dev"
  cluster     = "lab"

  # Talos settings, with patches in the order in which they are applied.
  nodes = {
    lab-cp-1 = {
      role    = "controlplane"
      address = "10.10.10.10"
      patches = ["all.yaml", "controlplane.yaml", "nodes/lab-cp-1.yaml"]
    }
  }

  # Schematics of the images by id.
  schematics = {
    "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba" = "schematic-376567988ad3.yaml"
  }
}
