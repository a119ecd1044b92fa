import { formatLockLine, lockOwner, sortLockLines } from './format-lock.ts';
import type { Lock, LockKind, LockLine } from './lock.ts';

/** Whom something is handed out to. */
export type Owner = Pick<LockLine, 'environment' | 'cluster' | 'node'>;

/**
 * Kinds that `buildDraft` hands out itself. The others are written by an apply and only carried along here.
 */
const handedOut: ReadonlySet<LockKind> = new Set([
  'address',
  'vm-id',
  'mac',
  'host',
  'gpu',
  'disk',
  'keep',
  'provider',
  'talos-contract',
]);

/**
 * The lock file while numbers are handed out: what it said, and what it has to say next. What an owner holds is never
 * given to another; what a gone one held is left alone until nothing else is free.
 *
 * `scope` says within what a value belongs to one owner alone (a network, a provider), as `lock-conflicts.ts` does.
 */
export class LockBook {
  readonly #lines: readonly LockLine[];
  readonly #byOwner = new Map<string, LockLine[]>();
  readonly #next: LockLine[] = [];
  readonly #recorded = new Set<string>();
  readonly #used = new Set<string>();
  readonly #owners = new Set<string>();

  constructor(lock: Lock) {
    this.#lines = lock.lines;
    for (const line of lock.lines) {
      const key = `${lockOwner(line)} ${line.kind}`;
      const known = this.#byOwner.get(key);
      if (known === undefined) this.#byOwner.set(key, [line]);
      else known.push(line);
    }
  }

  /** Somebody who is there now: his lines of kinds that are not handed out here stay as they are. */
  present(owner: Owner): void {
    this.#owners.add(lockOwner(owner));
  }

  /** What the owner has of a kind, tombstones (of a node that came back, of a disk that did) included. */
  held(owner: Owner, kind: LockKind): readonly LockLine[] {
    return this.#byOwner.get(`${lockOwner(owner)} ${kind}`) ?? [];
  }

  /** Everything of a kind that the lock held when it was read. */
  all(kind: LockKind): readonly LockLine[] {
    return this.#lines.filter((line) => line.kind === kind);
  }

  /** From now on this is the owner's. `name` tells apart what one owner has several of: `data` in `data=1`. */
  record(owner: Owner, kind: LockKind, value: string, name?: string): void {
    const full = name === undefined ? value : `${name}=${value}`;
    const before = this.held(owner, kind).find((line) => line.value === full);
    this.#next.push({
      environment: owner.environment,
      cluster: owner.cluster,
      node: owner.node,
      kind,
      value: full,
      tombstone: false,
      span: before?.span,
    });
    this.#recorded.add(slotKey(owner, kind, full));
    this.#used.add(usedKey(owner, kind, full));
  }

  /** What the lock file must hold now. */
  next(): Lock {
    const lines = new Map(this.#next.map((line) => [formatLockLine(line), line]));
    for (const line of this.#lines) {
      if (!handedOut.has(line.kind) && this.#owners.has(lockOwner(line))) {
        lines.set(formatLockLine(line), line);
      } else if (
        !this.#recorded.has(slotKey(line, line.kind, line.value)) &&
        !this.#used.has(usedKey(line, line.kind, line.value))
      ) {
        const gone = { ...line, tombstone: true };
        lines.set(formatLockLine(gone), gone);
      }
    }
    return { lines: sortLockLines([...lines.values()]) };
  }
}

/** What stands behind a name, or all of it: `1` of `data=1`. */
export function plainValue(value: string): string {
  return value.slice(value.indexOf('=') + 1);
}

/** What stands before it: `data` of `data=1`; undefined when there is no name. */
export function nameOfValue(value: string): string | undefined {
  const at = value.indexOf('=');
  return at < 0 ? undefined : value.slice(0, at);
}

/** A new value replaces the owner's old one of the same name; cards of one model stand beside each other. */
function slotKey(owner: Owner, kind: LockKind, value: string): string {
  return `${lockOwner(owner)} ${kind} ${kind === 'gpu' ? value : (nameOfValue(value) ?? '')}`;
}

/** A tombstone ends when its number is somebody's. Disk slots are each machine's own. */
function usedKey(owner: Owner, kind: LockKind, value: string): string {
  switch (kind) {
    case 'address':
    case 'mac':
      return `${kind} ${plainValue(value)}`;
    // Both are ids of machines on the hypervisor.
    case 'vm-id':
    case 'keep':
      return `vm-id ${plainValue(value)}`;
    case 'disk':
      return `disk ${lockOwner(owner)} ${plainValue(value)}`;
    default:
      return `${kind} ${lockOwner(owner)} ${value}`;
  }
}
