# Only the settings of each node from infraflux.yaml: main.tf is the same for every node.
locals {
  platform    = "homelab"
  environment = "staging"
  cluster     = "staging"

  # Addresses of images, by the name of the downloaded file.
  images = {
    "talos-88d1f7a5c4f1-v1.13.6-nocloud-amd64.qcow2" = "https://factory.talos.dev/image/88d1f7a5c4f1d3aba7df787c448c1d3d008ed29cfb34af53fa0df4336a56040b/v1.13.6/nocloud-amd64.qcow2"
  }

  # Datastore for images of each host.
  image_datastores = {
    pve1 = "local"
    pve2 = "local"
    pve3 = "local"
  }

  # Virtual machines.
  machines = {
    staging-cp-1 = {
      host   = "pve1"
      vm_id  = 2010
      uuid   = "03aced4f-582f-8a42-a4be-993a31807ce5"
      cpu    = 4
      memory = 8192
      image  = "talos-88d1f7a5c4f1-v1.13.6-nocloud-amd64.qcow2"
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
          mac_address = "BC:24:11:A2:C4:89"
        },
      ]
      first_boot = {
        address = "10.10.20.10/16"
        gateway = "10.10.0.1"
        dns     = ["10.10.0.1"]
      }
      guest_agent = true
    }
    staging-workers-1 = {
      host   = "pve2"
      vm_id  = 2011
      uuid   = "3ceb4fbb-cd9e-8d5a-b5e3-71122883049f"
      cpu    = 4
      memory = 16384
      image  = "talos-88d1f7a5c4f1-v1.13.6-nocloud-amd64.qcow2"
      disks = {
        system = {
          slot      = 0
          size      = 64
          datastore = "local-zfs"
        }
        data = {
          slot        = 1
          size        = 200
          datastore   = "local-zfs"
          holder      = 2016
          holder_uuid = "bf9393ad-3cdf-8cbc-8461-d81bb1e1312c"
        }
      }
      network_devices = [
        {
          bridge      = "vmbr0"
          mac_address = "BC:24:11:73:D6:8D"
        },
      ]
      first_boot = {
        address = "10.10.20.11/16"
        gateway = "10.10.0.1"
        dns     = ["10.10.0.1"]
      }
      guest_agent = true
    }
    staging-workers-2 = {
      host   = "pve3"
      vm_id  = 2012
      uuid   = "4a16014d-533c-8937-a758-10e40e1ae7cf"
      cpu    = 4
      memory = 16384
      image  = "talos-88d1f7a5c4f1-v1.13.6-nocloud-amd64.qcow2"
      disks = {
        system = {
          slot      = 0
          size      = 64
          datastore = "local-zfs"
        }
        data = {
          slot        = 1
          size        = 200
          datastore   = "local-zfs"
          holder      = 2017
          holder_uuid = "3ac5eedc-736a-8e69-81a8-7877bf675f5d"
        }
      }
      network_devices = [
        {
          bridge      = "vmbr0"
          mac_address = "BC:24:11:22:AD:8F"
        },
      ]
      first_boot = {
        address = "10.10.20.12/16"
        gateway = "10.10.0.1"
        dns     = ["10.10.0.1"]
      }
      guest_agent = true
    }
  }

  # Talos settings, with patches in the order in which they are applied.
  nodes = {
    staging-cp-1 = {
      role    = "controlplane"
      address = "10.10.20.10"
      patches = ["all.yaml", "controlplane.yaml", "nodes/staging-cp-1.yaml"]
    }
    staging-workers-1 = {
      role    = "worker"
      address = "10.10.20.11"
      patches = ["all.yaml", "worker.yaml", "nodes/staging-workers-1.yaml"]
    }
    staging-workers-2 = {
      role    = "worker"
      address = "10.10.20.12"
      patches = ["all.yaml", "worker.yaml", "nodes/staging-workers-2.yaml"]
    }
  }

  # Schematics of the images by id.
  schematics = {
    "88d1f7a5c4f1d3aba7df787c448c1d3d008ed29cfb34af53fa0df4336a56040b" = "schematic-88d1f7a5c4f1.yaml"
  }
}
