import type { Node } from '../../model/platform.ts';
import type { MachineDisk, ResourceChange } from '../../observe/terraform/resource-change.ts';

/** What a change does to the disks that a machine has. Told by the slot: a disk keeps its slot for life. */
export interface DiskMoves {
  readonly added: readonly MachineDisk[];
  readonly removed: readonly MachineDisk[];
  readonly resized: readonly { readonly disk: MachineDisk; readonly from: number; readonly to: number }[];
}

export function diskMoves({ disks = { before: [], after: [] } }: ResourceChange): DiskMoves {
  const before = new Map(disks.before.map((disk) => [disk.interface, disk]));
  const after = new Map(disks.after.map((disk) => [disk.interface, disk]));
  return {
    added: disks.after.filter((disk) => !before.has(disk.interface)),
    removed: disks.before.filter((disk) => !after.has(disk.interface)),
    resized: disks.before.flatMap((disk) => {
      const [from, to] = [disk.size, after.get(disk.interface)?.size];
      return from === undefined || to === undefined || from === to ? [] : [{ disk, from, to }];
    }),
  };
}

/** What a machine calls the disk at a position: see `TerraformMachinePlan`. */
type DiskAt = (slot: number) => string;

/** As people call it: by its name in infraflux.yaml, of which the hypervisor knows the first 20 characters. */
export function diskName(disk: MachineDisk, node: Node | undefined, diskAt: DiskAt): string {
  const known = node?.disks.find(({ slot }) => diskAt(slot) === disk.interface)?.name;
  return known ?? (disk.serial === '' ? disk.interface : disk.serial);
}

/** Disks beside the system's, which is at 0, that belong to the machine and end with it. */
export function ownDataDisks(disks: readonly MachineDisk[], diskAt: DiskAt): readonly MachineDisk[] {
  return disks.filter((disk) => disk.interface !== diskAt(0) && !disk.isLent);
}
