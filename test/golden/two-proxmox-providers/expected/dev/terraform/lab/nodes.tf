# Only the settings of each node from infraflux.yaml: main.tf is the same for every node.
locals {
  platform    = "home"
  environment = "dev"
  cluster     = "lab"

  # Addresses of images, by the name of the downloaded file.
  images = {
    "talos-ce4c980550dd-v1.13.6-nocloud-amd64.qcow2" = "https://factory.talos.dev/image/ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515/v1.13.6/nocloud-amd64.qcow2"
  }

  # Datastore for images of each host, by provider.
  image_datastores = {
    house = {
      pve1 = "nfs"
      pve2 = "nfs"
      pve3 = "nfs"
    }
    attic = {}
    garden-shed = {
      pve1 = "local"
    }
  }

  # Hosts that share a datastore share the images there.
  image_places = {
    house = {
      pve1 = "nfs"
      pve2 = "nfs"
      pve3 = "nfs"
    }
    attic = {}
    garden-shed = {
      pve1 = "pve1"
    }
  }

  # Machines that Proxmox starts on another host when theirs fails.
  highly_available = {
    house       = ["lab-cp-1", "lab-cp-2", "lab-cp-3"]
    attic       = []
    garden-shed = []
  }

  # Virtual machines, by provider.
  machines = {
    house = {
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
            datastore = "nfs"
          }
        }
        network_devices = [
          {
            bridge      = "vmbr0"
            mac_address = "BC:24:11:1B:6C:62"
          },
        ]
        first_boot = {
          address = "10.10.1.10/16"
          gateway = "10.10.0.1"
          dns     = ["10.10.0.1"]
        }
        guest_agent = true
      }
      lab-cp-2 = {
        host   = "pve2"
        vm_id  = 2001
        uuid   = "d5994769-d13f-8248-8fc3-d533d53be0e5"
        cpu    = 2
        memory = 4096
        image  = "talos-ce4c980550dd-v1.13.6-nocloud-amd64.qcow2"
        disks = {
          system = {
            slot      = 0
            size      = 20
            datastore = "nfs"
          }
        }
        network_devices = [
          {
            bridge      = "vmbr0"
            mac_address = "BC:24:11:28:86:31"
          },
        ]
        first_boot = {
          address = "10.10.1.11/16"
          gateway = "10.10.0.1"
          dns     = ["10.10.0.1"]
        }
        guest_agent = true
      }
      lab-cp-3 = {
        host   = "pve3"
        vm_id  = 2002
        uuid   = "34afc898-c519-8570-8bab-7de464f17bae"
        cpu    = 2
        memory = 4096
        image  = "talos-ce4c980550dd-v1.13.6-nocloud-amd64.qcow2"
        disks = {
          system = {
            slot      = 0
            size      = 20
            datastore = "nfs"
          }
        }
        network_devices = [
          {
            bridge      = "vmbr0"
            mac_address = "BC:24:11:83:C5:18"
          },
        ]
        first_boot = {
          address = "10.10.1.12/16"
          gateway = "10.10.0.1"
          dns     = ["10.10.0.1"]
        }
        guest_agent = true
      }
    }
    attic = {}
    garden-shed = {
      lab-shed-1 = {
        host   = "pve1"
        vm_id  = 2000
        uuid   = "6a4e3982-6ebb-86fb-891f-73b9da57f6b8"
        cpu    = 2
        memory = 8192
        image  = "talos-ce4c980550dd-v1.13.6-nocloud-amd64.qcow2"
        disks = {
          system = {
            slot      = 0
            size      = 20
            datastore = "local-zfs"
          }
          data = {
            slot        = 1
            size        = 100
            datastore   = "local-zfs"
            holder      = 2001
            holder_uuid = "91ab4c8b-ea60-807c-b66b-578cc52715f9"
          }
        }
        network_devices = [
          {
            bridge      = "vmbr0"
            mac_address = "BC:24:11:FE:92:A0"
          },
        ]
        first_boot = {
          address = "10.10.1.13/16"
          gateway = "10.10.0.1"
          dns     = ["10.10.0.1"]
        }
        guest_agent = true
      }
    }
  }

  # Talos settings, with patches in the order in which they are applied.
  nodes = {
    lab-cp-1 = {
      role    = "controlplane"
      address = "10.10.1.10"
      patches = ["all.yaml", "controlplane.yaml", "nodes/lab-cp-1.yaml"]
    }
    lab-cp-2 = {
      role    = "controlplane"
      address = "10.10.1.11"
      patches = ["all.yaml", "controlplane.yaml", "nodes/lab-cp-2.yaml"]
    }
    lab-cp-3 = {
      role    = "controlplane"
      address = "10.10.1.12"
      patches = ["all.yaml", "controlplane.yaml", "nodes/lab-cp-3.yaml"]
    }
    lab-shed-1 = {
      role    = "worker"
      address = "10.10.1.13"
      patches = ["all.yaml", "nodes/lab-shed-1.yaml"]
    }
  }

  # Schematics of the images by id.
  schematics = {
    ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515 = "schematic-ce4c980550dd.yaml"
  }
}
