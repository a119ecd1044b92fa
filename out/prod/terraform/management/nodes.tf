# Only the settings of each node from infraflux.yaml: main.tf is the same for every node.
locals {
  platform    = "homelab"
  environment = "prod"
  cluster     = "management"

  # Addresses of images, by the name of the downloaded file.
  images = {
    "talos-ce4c980550dd-v1.13.6-nocloud-amd64.qcow2" = "https://factory.talos.dev/image/ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515/v1.13.6/nocloud-amd64.qcow2"
  }

  # Datastore for images of each host.
  image_datastores = {
    pve1 = "local"
    pve2 = "local"
    pve3 = "local"
  }

  # Virtual machines.
  machines = {
    management-cp-1 = {
      host   = "pve2"
      vm_id  = 2007
      uuid   = "61a7083e-a832-8c00-9a65-553ddfb98e22"
      cpu    = 4
      memory = 8192
      image  = "talos-ce4c980550dd-v1.13.6-nocloud-amd64.qcow2"
      disks = {
        system = {
          slot      = 0
          size      = 40
          datastore = "local-zfs"
        }
      }
      network_devices = [
        {
          bridge      = "vmbr0"
          mac_address = "BC:24:11:D4:99:39"
        },
      ]
      first_boot = {
        address = "10.10.30.10/16"
        gateway = "10.10.0.1"
        dns     = ["10.10.0.1"]
      }
      guest_agent = true
    }
    management-workers-1 = {
      host   = "pve3"
      vm_id  = 2008
      uuid   = "e30da1c6-cb81-899f-8b71-94151ab2827a"
      cpu    = 4
      memory = 16384
      image  = "talos-ce4c980550dd-v1.13.6-nocloud-amd64.qcow2"
      disks = {
        system = {
          slot      = 0
          size      = 64
          datastore = "local-zfs"
        }
      }
      network_devices = [
        {
          bridge      = "vmbr0"
          mac_address = "BC:24:11:9D:6E:AB"
        },
      ]
      first_boot = {
        address = "10.10.30.11/16"
        gateway = "10.10.0.1"
        dns     = ["10.10.0.1"]
      }
      guest_agent = true
    }
    management-workers-2 = {
      host   = "pve1"
      vm_id  = 2009
      uuid   = "b5d7a7f0-6e26-8900-a3c0-723c8cd5ec72"
      cpu    = 4
      memory = 16384
      image  = "talos-ce4c980550dd-v1.13.6-nocloud-amd64.qcow2"
      disks = {
        system = {
          slot      = 0
          size      = 64
          datastore = "local-zfs"
        }
      }
      network_devices = [
        {
          bridge      = "vmbr0"
          mac_address = "BC:24:11:EE:2B:E4"
        },
      ]
      first_boot = {
        address = "10.10.30.12/16"
        gateway = "10.10.0.1"
        dns     = ["10.10.0.1"]
      }
      guest_agent = true
    }
  }

  # Talos settings, with patches in the order in which they are applied.
  nodes = {
    management-cp-1 = {
      role    = "controlplane"
      address = "10.10.30.10"
      patches = ["all.yaml", "controlplane.yaml", "nodes/management-cp-1.yaml"]
    }
    management-workers-1 = {
      role    = "worker"
      address = "10.10.30.11"
      patches = ["all.yaml", "nodes/management-workers-1.yaml"]
    }
    management-workers-2 = {
      role    = "worker"
      address = "10.10.30.12"
      patches = ["all.yaml", "nodes/management-workers-2.yaml"]
    }
  }

  # Schematics of the images by id.
  schematics = {
    ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515 = "schematic-ce4c980550dd.yaml"
  }
}
