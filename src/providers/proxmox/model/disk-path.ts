import type { DiskPath } from '../../../model/provider-traits.ts';

/**
 * Where Talos sees the disk at a slot: Proxmox attaches scsiN to the one controller of `virtio-scsi-pci` as LUN N of target 0. The
 * number of the host differs between machines (the CD-ROM drive of cloud-init is on a host of its own), and the kernel names
 * LUNs in any order: sdb can be LUN 2. Talos does not see the serial number of such a disk: Linux has none in sysfs, and Talos
 * asks udev's helpers only for the transports ata and scsi. Whether a slash ends the path depends on the release of Talos.
 */
export function diskPath(slot: number): DiskPath {
  return {
    expression: `disk.bus_path.matches("/virtio[0-9]+/host[0-9]+/target[0-9]+:0:0/[0-9]+:0:0:${slot}/?$")`,
    glob: `*/virtio*/host*/target*:0:0/*:0:0:${slot}`,
  };
}
