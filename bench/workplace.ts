import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the bench writes. */
export interface Workplace {
  readonly path: string;
  /** As the page says it. */
  readonly kind: string;
}

const neededBytes = 3 * 2 ** 30;
/** Of `statfs` (linux/magic.h). */
const memoryFileSystems = new Map([
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
]);

/**
 * A folder in memory where there is one: what a disk does with the same files differs from round to round. ext4, for one, passes
 * over inodes that were deleted in the last minutes, and then searches for long. Nothing is deleted before the very end either way.
 */
export function makeWorkplace(candidates: readonly string[] = [tmpdir(), '/dev/shm']): Workplace {
  for (const folder of candidates) {
    const kind = memoryFileSystem(folder);
    if (kind !== undefined) return { path: fresh(folder), kind: `${kind}, so in memory` };
  }
  return { path: fresh(tmpdir()), kind: 'a file system on a disk, with fresh folders for each round' };
}

function memoryFileSystem(folder: string): string | undefined {
  try {
    const { type, bavail, bsize } = statfsSync(folder);
    return bavail * bsize < neededBytes ? undefined : memoryFileSystems.get(type);
  } catch (error) {
    // No such folder on this system.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

function fresh(folder: string): string {
  return mkdtempSync(join(folder, 'infraflux-bench-'));
}
