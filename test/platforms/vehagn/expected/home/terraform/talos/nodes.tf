# Only the settings of each node from infraflux.yaml: main.tf is the same for every node.
locals {
  platform    = "homelab"
  environment = "home"
  cluster     = "talos"

  # Addresses of images, by the name of the downloaded file.
  images = {
    "talos-ce4c980550dd-v1.13.7-nocloud-amd64.qcow2" = "https://factory.talos.dev/image/ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515/v1.13.7/nocloud-amd64.qcow2"
  }

  # Datastore for images of each host.
  image_datastores = {
    abel   = "local"
    cantor = "local"
    euclid = "local"
  }

  # Virtual machines.
  machines = {
    ctrl-00 = {
      host   = "abel"
      vm_id  = 800
      uuid   = "184eba5d-421a-81fa-bada-0373f7bcaabf"
      cpu    = 8
      memory = 28672
      image  = "talos-ce4c980550dd-v1.13.7-nocloud-amd64.qcow2"
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
          mac_address = "BC:24:11:2E:C8:00"
        },
      ]
      first_boot = {
        address = "192.168.1.100/24"
        gateway = "192.168.1.1"
      }
      gpus        = ["iGPU"]
      guest_agent = true
    }
    ctrl-01 = {
      host   = "euclid"
      vm_id  = 801
      uuid   = "f64b6e0a-05fc-89b5-bb67-9d4a8498b8bb"
      cpu    = 4
      memory = 20480
      image  = "talos-ce4c980550dd-v1.13.7-nocloud-amd64.qcow2"
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
          mac_address = "BC:24:11:2E:C8:01"
        },
      ]
      first_boot = {
        address = "192.168.1.101/24"
        gateway = "192.168.1.1"
      }
      gpus        = ["iGPU"]
      guest_agent = true
    }
    ctrl-02 = {
      host   = "cantor"
      vm_id  = 802
      uuid   = "184ab820-eb87-8bb7-b39a-ce86a93da221"
      cpu    = 4
      memory = 6144
      image  = "talos-ce4c980550dd-v1.13.7-nocloud-amd64.qcow2"
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
          mac_address = "BC:24:11:2E:C8:02"
        },
      ]
      first_boot = {
        address = "192.168.1.102/24"
        gateway = "192.168.1.1"
      }
      guest_agent = true
    }
    work-00 = {
      host   = "abel"
      vm_id  = 810
      uuid   = "38253b6c-db6d-881a-8a47-685569508c92"
      cpu    = 8
      memory = 4096
      image  = "talos-ce4c980550dd-v1.13.7-nocloud-amd64.qcow2"
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
          mac_address = "BC:24:11:2E:A8:00"
        },
      ]
      first_boot = {
        address = "192.168.1.110/24"
        gateway = "192.168.1.1"
        dns     = ["1.1.1.1", "8.8.8.8"]
      }
      guest_agent = true
    }
  }

  # Talos settings, with patches in the order in which they are applied.
  nodes = {
    ctrl-00 = {
      role    = "controlplane"
      address = "192.168.1.100"
      patches = ["all.yaml", "controlplane.yaml", "nodes/ctrl-00.yaml"]
    }
    ctrl-01 = {
      role    = "controlplane"
      address = "192.168.1.101"
      patches = ["all.yaml", "controlplane.yaml", "nodes/ctrl-01.yaml"]
    }
    ctrl-02 = {
      role    = "controlplane"
      address = "192.168.1.102"
      patches = ["all.yaml", "controlplane.yaml", "nodes/ctrl-02.yaml"]
    }
    work-00 = {
      role    = "worker"
      address = "192.168.1.110"
      patches = ["all.yaml", "worker.yaml", "nodes/work-00.yaml"]
    }
  }

  # Schematics of the images by id.
  schematics = {
    ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515 = "schematic-ce4c980550dd.yaml"
  }
}
