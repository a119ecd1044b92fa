import { type LayoutMachine, limitOf, type PlannedVolume, plannedVolumes } from './planned-volumes.ts';

export interface DiskLayout {
  readonly disk: string;
  readonly size: number | undefined;
  /** In the order in which Talos creates them. */
  readonly parts: readonly Part[];
  /** What is left. Undefined: unknown, because the size of the disk is. */
  readonly free: number | undefined;
}

export interface Part {
  readonly volume: PlannedVolume;
  /** Undefined: it is not created, or it is as large as a disk whose size is unknown. */
  readonly size: number | undefined;
  /** The largest free range when it was its turn. Infinite: unknown. */
  readonly available: number;
  /** Why it is never created. */
  readonly fault: 'no-space' | 'in-use' | undefined;
}

/** The partition table and its copy, each rounded up to 1 MiB, to which Talos aligns partitions (go-blockdevice, gpt). */
export const tableSize = 2;

/**
 * How Talos divides the disks of a machine on its first boot, as its volume manager does it (CompareVolumeConfigs, CreatePartition):
 * system volumes first; within a wave those that do not grow, then the smaller maximum, then by name. Each takes what is free up to its
 * maximum, and is not created where less than its minimum is free. Volumes whose disk only Talos knows are left out.
 */
export function diskLayouts(machine: LayoutMachine): readonly DiskLayout[] {
  const volumes = plannedVolumes(machine).toSorted(inOrderOfTalos);
  const disks = new Map<string, number | undefined>([['system', undefined], ...machine.disks]);
  return [...disks].map(([disk, size]) =>
    divided(
      disk,
      size,
      volumes.filter((volume) => volume.disk === disk),
    ),
  );
}

function divided(disk: string, size: number | undefined, volumes: readonly PlannedVolume[]): DiskLayout {
  let free = size === undefined ? Number.POSITIVE_INFINITY : Math.max(0, size - tableSize);
  const parts: Part[] = [];
  const isWhole = volumes.some(({ whole }) => whole);
  for (const volume of volumes) {
    const available = free;
    const others = parts.some(({ fault }) => fault === undefined);
    if (isWhole && volumes.length > 1 && (volume.whole || others)) {
      parts.push({ volume, size: undefined, available, fault: 'in-use' });
      continue;
    }
    if (available < volume.minimum) {
      parts.push({ volume, size: undefined, available, fault: 'no-space' });
      continue;
    }
    const taken = Math.min(available, limitOf(volume.maximum, available));
    parts.push({ volume, size: Number.isFinite(taken) ? taken : undefined, available, fault: undefined });
    free = left(volume, available, taken);
  }
  return { disk, size, parts, free: Number.isFinite(free) ? free : undefined };
}

/** Of a disk of unknown size, a share leaves an unknown rest, what is all but a size leaves that size, and all leaves nothing. */
function left({ maximum }: PlannedVolume, available: number, taken: number): number {
  if (Number.isFinite(available)) return available - taken;
  if (Number.isFinite(taken)) return available;
  if (maximum.kind === 'share') return available;
  return maximum.kind === 'all-but' ? maximum.size : 0;
}

const waves = ['image', 'system', 'user'] as const;

function inOrderOfTalos(a: PlannedVolume, b: PlannedVolume): number {
  return (
    waves.indexOf(a.wave) - waves.indexOf(b.wave) ||
    Number(a.grow) - Number(b.grow) ||
    compareNumbers(sortSize(a), sortSize(b)) ||
    (a.label < b.label ? -1 : a.label > b.label ? 1 : 0)
  );
}

/** Talos compares absolute maximums only; a share counts as none. */
function sortSize({ maximum }: PlannedVolume): number {
  return maximum.kind === 'size' || maximum.kind === 'all-but' ? maximum.size : Number.POSITIVE_INFINITY;
}

function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
