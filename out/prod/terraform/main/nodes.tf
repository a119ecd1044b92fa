# Only the settings of each node from infraflux.yaml: main.tf is the same for every node.
locals {
  platform    = "homelab"
  environment = "prod"
  cluster     = "main"

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
    main-cp-1 = {
      host   = "pve2"
      vm_id  = 2001
      uuid   = "87ca6172-6f35-8e3b-a55f-909556a33f80"
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
          mac_address = "BC:24:11:A3:00:81"
        },
      ]
      first_boot = {
        address = "10.10.40.10/16"
        gateway = "10.10.0.1"
        dns     = ["10.10.0.1"]
      }
      guest_agent = true
    }
    main-cp-2 = {
      host   = "pve1"
      vm_id  = 2002
      uuid   = "096ad239-e71f-8739-8668-dd6733e63068"
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
          mac_address = "BC:24:11:AB:40:E6"
        },
      ]
      first_boot = {
        address = "10.10.40.11/16"
        gateway = "10.10.0.1"
        dns     = ["10.10.0.1"]
      }
      guest_agent = true
    }
    main-cp-3 = {
      host   = "pve3"
      vm_id  = 2003
      uuid   = "c294b3c7-d20b-827a-90f1-505e7c439648"
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
          mac_address = "BC:24:11:E6:5F:70"
        },
      ]
      first_boot = {
        address = "10.10.40.12/16"
        gateway = "10.10.0.1"
        dns     = ["10.10.0.1"]
      }
      guest_agent = true
    }
    main-workers-1 = {
      host   = "pve3"
      vm_id  = 2004
      uuid   = "96f3ca28-b5d4-865b-9c5a-b804e95421d7"
      cpu    = 4
      memory = 32768
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
          holder      = 2013
          holder_uuid = "abafadf4-a708-8864-98f0-eb48d447776d"
        }
      }
      network_devices = [
        {
          bridge      = "vmbr0"
          mac_address = "BC:24:11:FC:23:FC"
        },
      ]
      first_boot = {
        address = "10.10.40.13/16"
        gateway = "10.10.0.1"
        dns     = ["10.10.0.1"]
      }
      guest_agent = true
    }
    main-workers-2 = {
      host   = "pve2"
      vm_id  = 2005
      uuid   = "ea2bc2bc-5ab5-8c00-8f24-a222a1bfad9d"
      cpu    = 4
      memory = 32768
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
          holder      = 2014
          holder_uuid = "93f805ed-6fc3-8235-b0a3-b87fcb2ce09a"
        }
      }
      network_devices = [
        {
          bridge      = "vmbr0"
          mac_address = "BC:24:11:4E:32:AB"
        },
      ]
      first_boot = {
        address = "10.10.40.42/16"
        gateway = "10.10.0.1"
        dns     = ["10.10.0.1"]
      }
      guest_agent = true
    }
    main-workers-3 = {
      host   = "pve1"
      vm_id  = 2006
      uuid   = "39b58c93-5777-85b9-bd85-97cd9c9fd22d"
      cpu    = 4
      memory = 32768
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
          holder      = 2015
          holder_uuid = "37ce1a59-308b-8c0a-837f-dc5f3ed5add0"
        }
      }
      network_devices = [
        {
          bridge      = "vmbr0"
          mac_address = "BC:24:11:AB:17:8B"
        },
      ]
      first_boot = {
        address = "10.10.40.14/16"
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
      address = "10.10.40.10"
      patches = ["all.yaml", "controlplane.yaml", "nodes/main-cp-1.yaml", "patches/audit.yaml"]
    }
    main-cp-2 = {
      role    = "controlplane"
      address = "10.10.40.11"
      patches = ["all.yaml", "controlplane.yaml", "nodes/main-cp-2.yaml", "patches/audit.yaml"]
    }
    main-cp-3 = {
      role    = "controlplane"
      address = "10.10.40.12"
      patches = ["all.yaml", "controlplane.yaml", "nodes/main-cp-3.yaml", "patches/audit.yaml"]
    }
    main-workers-1 = {
      role    = "worker"
      address = "10.10.40.13"
      patches = ["all.yaml", "worker.yaml", "nodes/main-workers-1.yaml", "patches/audit.yaml"]
    }
    main-workers-2 = {
      role    = "worker"
      address = "10.10.40.42"
      patches = ["all.yaml", "worker.yaml", "nodes/main-workers-2.yaml", "patches/audit.yaml"]
    }
    main-workers-3 = {
      role    = "worker"
      address = "10.10.40.14"
      patches = ["all.yaml", "worker.yaml", "nodes/main-workers-3.yaml", "patches/audit.yaml"]
    }
  }

  # Schematics of the images by id.
  schematics = {
    "88d1f7a5c4f1d3aba7df787c448c1d3d008ed29cfb34af53fa0df4336a56040b" = "schematic-88d1f7a5c4f1.yaml"
  }
}
