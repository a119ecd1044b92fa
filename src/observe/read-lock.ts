import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockPath } from '../model/lock.ts';

/** The text of infraflux.lock as it is on the disk; empty where there is none yet. */
export function readLock(root: string): string {
  try {
    return readFileSync(join(root, lockPath), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
