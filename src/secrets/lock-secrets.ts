import { type ClusterId, clusterId } from '../identity/cluster-id.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { LockLine } from '../model/lock.ts';
import { formatLock } from '../model/format-lock.ts';
import { lockPath } from '../model/lock.ts';
import { parseLock } from '../model/parse-lock.ts';
import { replaceBelow } from './write-below.ts';

/** Fingerprints of machine secrets (`secrets`), and public halves of cluster keys. */
type PinnedKind = Extract<LockLine['kind'], 'secrets' | 'cluster-key'>;

/** What infraflux.lock remembers by cluster (`prod/main`). */
export function readPins(root: string, kind: PinnedKind): ReadonlyMap<ClusterId, string> {
  const found = new Map<ClusterId, string>();
  for (const line of readLines(root)) {
    if (line.kind === kind && line.node === undefined) found.set(clusterId(line.environment, line.cluster), line.value);
  }
  return found;
}

/** Adds the pin of a cluster that had none. All other lines stay. */
export function recordPin(root: string, kind: PinnedKind, environment: string, cluster: string, value: string): void {
  const line: LockLine = {
    environment,
    cluster,
    node: undefined,
    kind,
    value,
    scope: undefined,
    tombstone: false,
    span: undefined,
  };
  replaceBelow(root, lockPath, formatLock({ lines: [...readLines(root), line] }));
}

function readLines(root: string): readonly LockLine[] {
  let text: string;
  try {
    text = readFileSync(join(root, lockPath), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const lock = parseLock(text);
  // A pin in a malformed line must not look like none: machine secrets would be generated again.
  if (lock.value === undefined || hasErrors(lock.diagnostics)) throw new Error(`${lockPath} cannot be read completely`);
  return lock.value.lines;
}
