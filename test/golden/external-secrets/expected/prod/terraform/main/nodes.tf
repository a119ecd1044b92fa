# Only the settings of each node from infraflux.yaml: main.tf is the same for every node.
locals {
  platform    = "home"
  environment = "prod"
  cluster     = "main"

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
    main-cp-1 = {
      host   = "pve1"
      vm_id  = 2001
      uuid   = "cd15709a-4801-850f-ae87-7fb74b08ede3"
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
          mac_address = "BC:24:11:AB:79:C7"
        },
      ]
      first_boot = {
        address = "10.10.2.10/16"
        gateway = "10.10.0.1"
        dns     = ["10.10.0.1"]
      }
      guest_agent = true
    }
  }

  # Talos settings, with patches in the order in which they are applied.
  nodes = {
    main-cp-1 = {
      role    = "controlplane"
      address = "10.10.2.10"
      patches = ["all.yaml", "controlplane.yaml", "nodes/main-cp-1.yaml"]
    }
  }

  # Schematics of the images by id.
  schematics = {
    ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515 = "schematic-ce4c980550dd.yaml"
  }
}
