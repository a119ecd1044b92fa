import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked } from '../diagnostics/diagnostic.ts';
import { isRunning } from '../secrets/is-running.ts';
import { applyLockFile, type StateDirectory } from '../observe/state-directory.ts';

/** Held while an apply is at work in a checkout: out/, infraflux.lock and the state directory are shared by all environments. */
export interface ApplyLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly environments: string;
  readonly token: string;
}

const heartbeatMilliseconds = 5_000;
/** A holder on another machine (a shared disk) that has not touched its lock for so long is gone. */
const staleMilliseconds = 60_000;

/** Refuses at once when another apply holds it, naming that one. What a dead process left is taken over. */
export function takeApplyLock(state: StateDirectory, environments: readonly string[] | null): Checked<ApplyLock> {
  const path = applyLockFile(state);
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    environments: environments?.join(', ') ?? 'all environments',
    token: `${process.pid}-${process.hrtime.bigint()}`,
  };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (create(directory, path, mine)) return checked(held(path, mine));
    const found = look(path);
    if (found === undefined) continue;
    if (!isStale(found)) {
      const { holder } = found;
      const who =
        holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host} (${holder.environments})`;
      return checked<ApplyLock>(undefined, [
        diagnostic('apply/locked', undefined, `${who} is applying in this directory`),
      ]);
    }
    // Renamed, not removed: of two that see the same stale lock, one alone gets it out of the way.
    const aside = `${path}.stale-${mine.token}`;
    try {
      renameSync(path, aside);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw error;
    }
    if (readHolder(aside)?.token !== found.holder?.token) putBack(aside, path);
    rmSync(aside, { force: true });
  }
  return checked<ApplyLock>(undefined, [
    diagnostic('apply/locked', undefined, 'others keep taking the lock of this directory'),
  ]);
}

/** Written beside and linked into place: the lock never exists without its holder's name in it. */
function create(directory: string, path: string, holder: Holder): boolean {
  const draft = join(directory, `apply.lock.${holder.token}`);
  const descriptor = openSync(draft, 'wx', 0o600);
  writeSync(descriptor, JSON.stringify(holder));
  closeSync(descriptor);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function putBack(aside: string, path: string): void {
  try {
    linkSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

interface Found {
  readonly holder: Holder | undefined;
  readonly age: number;
}

function look(path: string): Found | undefined {
  try {
    return { age: Date.now() - statSync(path).mtimeMs, holder: readHolder(path) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isStale(found: Found): boolean {
  if (found.holder === undefined || found.holder.host !== hostname()) return found.age > staleMilliseconds;
  return !isRunning(found.holder.pid);
}

function held(path: string, mine: Holder): ApplyLock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    if (readHolder(path)?.token === mine.token) utimesSync(path, now, now);
  }, heartbeatMilliseconds);
  heartbeat.unref();
  return {
    release() {
      clearInterval(heartbeat);
      if (readHolder(path)?.token === mine.token) rmSync(path, { force: true });
    },
  };
}
