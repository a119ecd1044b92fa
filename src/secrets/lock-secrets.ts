import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockLine } from '../model/lock.ts';
import { formatLock } from '../model/format-lock.ts';
import { lockPath } from '../model/lock.ts';
import { parseLock } from '../model/parse-lock.ts';
import { replaceFile } from './write-private.ts';

/** Fingerprints of machine secrets by cluster (`prod/main`), as infraflux.lock remembers them. */
export function readFingerprints(root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of readLines(root)) {
    if (line.kind === 'secrets' && line.node === undefined)
      found.set(`${line.environment}/${line.cluster}`, line.value);
  }
  return found;
}

/** Adds the fingerprint of a cluster that had none. All other lines stay. */
export function recordFingerprint(root: string, environment: string, cluster: string, value: string): void {
  const line: LockLine = {
    environment,
    cluster,
    node: undefined,
    kind: 'secrets',
    value,
    tombstone: false,
    span: undefined,
  };
  replaceFile(join(root, lockPath), formatLock({ lines: [...readLines(root), line] }));
}

function readLines(root: string): readonly LockLine[] {
  try {
    return parseLock(readFileSync(join(root, lockPath), 'utf8')).value?.lines ?? [];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
