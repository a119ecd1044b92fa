# Only the settings of each node from infraflux.yaml: main.tf is the same for every node.
locals {
  platform    = "home"
  environment = "dev"
  cluster     = "lab"

  # Addresses of images, by the name of the downloaded file.
  images = {
    "talos-ce4c980550dd-v1.13.6-nocloud-amd64.qcow2" = "https://factory.talos.dev/image/ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515/v1.13.6/nocloud-amd64.qcow2"
  }

  # Datastore for images of each host.
  image_datastores = {
    pve1 = "local"
  }

  # Virtual machines.
  machines = {
    lab-cp-1 = {
      host   = "pve1"
      vm_id  = 2000
      uuid   = "b216182b-da60-8d7b-ac45-97a236fd2300"
      cpu    = 2
      memory = 4096
      image  = "talos-ce4c980550dd-v1.13.6-nocloud-amd64.qcow2"
      disks = {
        system = {
          slot      = 0
          size      = 20
          datastore = "local-zfs"
        }
      }
      network_devices = [
        {
          bridge      = "vmbr0"
          mac_address = "BC:24:11:1B:6C:62"
        },
        {
          bridge      = "vmbr1"
          mac_address = "BC:24:11:F1:05:DD"
        },
      ]
      guest_agent = true
    }
  }

  # Talos settings, with patches in the order in which they are applied.
  nodes = {
    lab-cp-1 = {
      role    = "controlplane"
      address = "10.10.1.24"
      patches = ["all.yaml", "controlplane.yaml", "nodes/lab-cp-1.yaml"]
    }
  }

  # Schematics of the images by id.
  schematics = {
    ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515 = "schematic-ce4c980550dd.yaml"
  }
}
