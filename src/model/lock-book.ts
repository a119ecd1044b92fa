import { parseAddress } from '../config/addresses.ts';
import { formatLockLine, lockOwner, sortLockLines } from './format-lock.ts';
import type { Lock, LockKind, LockLine } from './lock.ts';
import { isScoped, type LockScopes, type ScopedKind, scopeKey } from './lock-scope.ts';
import { clusterId, type ClusterId } from '../identity/cluster-id.ts';
import type { RetainedCluster } from './retained/retained.ts';

/** The owner of an allocation. */
export type Owner = Pick<LockLine, 'environment' | 'cluster' | 'node'>;

/** One number of an owner. `name` tells apart what one owner has several of: `data` in `data=1`. */
export interface Slot {
  readonly owner: Owner;
  readonly kind: ScopedKind;
  readonly name?: string;
}

/**
 * How good a claim an owner's line is to its number, in the scope that the owner is in now; the best first. `mine`: it has
 * it there. `renamed`: it has it in a scope that is not described any more. `gone`: it had it there. `unknown`: it had it,
 * and nothing tells where. `elsewhere`: it has it in another scope, and moves.
 */
export const claims = ['mine', 'renamed', 'gone', 'unknown', 'elsewhere'] as const;
export type Claim = (typeof claims)[number];

/**
 * Kinds that `buildDraft` allocates itself. The others are written by an apply and only preserved here.
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

interface Recorded {
  readonly line: LockLine;
  /** Name of the scope that the owner is in, whether the line names it or not. */
  readonly scope: string | undefined;
}

/**
 * The lock file while numbers are allocated: its previous and its next lines. What an owner holds is never
 * given to another in the same scope (`LockScopes`); what a gone one held is left alone until nothing else is free, and
 * the machine that holds a kept disk is left alone for good: there is data on it. A line that does not tell its scope
 * may be of any.
 */
export class LockBook {
  readonly #lines: readonly LockLine[];
  readonly #byOwner = new Map<string, LockLine[]>();
  readonly #byNumber = new Map<string, LockLine[]>();
  readonly #recorded = new Map<string, Recorded>();
  readonly #used = new Set<string>();
  readonly #owners = new Map<string, string | undefined>();
  readonly #retained: ReadonlySet<ClusterId>;

  /** `retained`: clusters that left infraflux.yaml and may have machines. What they hold is taken, and their lines stay. */
  constructor(
    lock: Lock,
    readonly scopes: LockScopes,
    readonly retained: readonly RetainedCluster[] = [],
  ) {
    this.#lines = lock.lines;
    this.#retained = new Set(retained.map(({ id }) => id));
    for (const line of lock.lines) {
      push(this.#byOwner, `${lockOwner(line)} ${line.kind}`, line);
      if (isScoped(line.kind)) push(this.#byNumber, numberKey(line.kind, plainValue(line.value)), line);
    }
  }

  /**
   * An owner that is there now, and the provider that makes it, if one does: its lines of kinds that are not allocated
   * here stay as they are.
   */
  present(owner: Owner, provider?: string): void {
    this.#owners.set(lockOwner(owner), provider);
  }

  /** What the owner has of a kind, tombstones (of a node that came back, of a disk that did) included. */
  held(owner: Owner, kind: LockKind): readonly LockLine[] {
    return this.#byOwner.get(`${lockOwner(owner)} ${kind}`) ?? [];
  }

  /** What the lock has for a slot, with a claim of that sort in the scope. */
  claimed({ owner, kind, name }: Slot, scope: string | undefined, claim: Claim): string | undefined {
    const own = this.held(owner, kind).filter((held) => nameOfValue(held.value) === name);
    const lines = own.filter((held) => this.#claimOf(held, kind, scope) === claim);
    // A disk that was kept in this scope before is there; what the renamed one had is not a better guess.
    const isBack = kind === 'keep' && own.some((held) => this.#claimOf(held, kind, scope) === 'gone');
    if (claim === 'renamed' && isBack) return undefined;
    // After a merge, a line with its scope may stand beside one without.
    const line = lines.find((held) => held.scope !== undefined) ?? lines[0];
    return line === undefined ? undefined : plainValue(line.value);
  }

  /** Whether the number was another's in the scope, or may have been. It may come back. */
  isReserved(slot: Slot, scope: string | undefined, value: string): boolean {
    return this.#others(slot, scope, value).length > 0;
  }

  /**
   * Whether another's kept disk is on the machine with this id: in this scope, or perhaps so, where its line does not
   * tell. Such an id is never given away.
   */
  keptDiskAt(slot: Slot, scope: string | undefined, value: string): 'here' | 'perhaps' | undefined {
    const places = this.#others(slot, scope, value)
      .filter(({ kind }) => kind === 'keep')
      .map((line) => this.#places(line));
    if (places.length === 0) return undefined;
    const key = scopeKey(this.scopes, 'keep', scope);
    return places.some((names) => names?.every((name) => scopeKey(this.scopes, 'keep', name) === key))
      ? 'here'
      : 'perhaps';
  }

  /** From now on this is the owner's, in the scope. */
  record(owner: Owner, kind: LockKind, value: string, name?: string, scope?: string): void {
    const full = name === undefined ? value : `${name}=${value}`;
    const named = isScoped(kind) && this.scopes.named[kind] ? scope : undefined;
    const before = this.held(owner, kind).find((line) => line.value === full);
    const line: LockLine = {
      environment: owner.environment,
      cluster: owner.cluster,
      node: owner.node,
      kind,
      value: full,
      scope: named,
      tombstone: false,
      span: before?.span,
    };
    this.#recorded.set(slotKey(line), { line, scope });
    this.#used.add(usedKey(line, isScoped(kind) ? scopeKey(this.scopes, kind, scope) : undefined));
  }

  /** What the lock file must hold now. */
  next(): Lock {
    const lines = new Map([...this.#recorded.values()].map(({ line }) => [formatLockLine(line), line]));
    for (const line of this.#lines) {
      const left = this.#left(line);
      if (left !== undefined && !lines.has(formatLockLine(left))) lines.set(formatLockLine(left), left);
    }
    return { lines: sortLockLines([...lines.values()]) };
  }

  /** What is left of a line beside what was recorded: usually a tombstone, or nothing. */
  #left(line: LockLine): LockLine | undefined {
    if (!handedOut.has(line.kind) && this.#owners.has(lockOwner(line))) return line;
    if (!line.tombstone && this.#retained.has(clusterId(line.environment, line.cluster))) return line;
    const released = { ...line, tombstone: true };
    const recorded = this.#recorded.get(slotKey(line));
    if (!isScoped(line.kind))
      return recorded !== undefined || this.#used.has(usedKey(line, undefined)) ? undefined : released;
    if (recorded !== undefined) {
      return line.kind === 'keep' ? this.#keptElsewhere(line, recorded) : this.#leftElsewhere(line, recorded);
    }
    return line.kind === 'keep' || !this.#isUsed(line) ? { ...released, scope: this.#scopeNow(line) } : undefined;
  }

  /** The owner has another number now, or is in another scope: there, it is as gone as a node that was removed. */
  #leftElsewhere(line: LockLine, { line: now, scope }: Recorded): LockLine | undefined {
    const kind = line.kind as ScopedKind;
    if (line.scope === undefined) return undefined;
    const key = scopeKey(this.scopes, kind, line.scope);
    if (key === undefined ? line.value === now.value : key === scopeKey(this.scopes, kind, scope)) return undefined;
    return this.#isUsed(line) ? undefined : { ...line, tombstone: true };
  }

  /** The same of the machine that holds a kept disk, which is never forgotten where it may still be. */
  #keptElsewhere(line: LockLine, { scope }: Recorded): LockLine | undefined {
    if (!this.scopes.named.keep) return undefined;
    const now = scopeKey(this.scopes, 'keep', scope);
    const released = { ...line, tombstone: true };
    if (line.scope !== undefined) return scopeKey(this.scopes, 'keep', line.scope) === now ? undefined : released;
    const places = this.#places(line);
    if (places === undefined) return released;
    const other = places.find((name) => scopeKey(this.scopes, 'keep', name) !== now);
    const there = other === undefined ? undefined : { ...released, scope: other };
    return there === undefined || this.#isUsed(there) ? undefined : there;
  }

  /** What the line names, or would name if it were written now: where lines name it and there is no doubt. */
  #scopeNow(line: LockLine): string | undefined {
    if (line.scope !== undefined || !this.scopes.named[line.kind as ScopedKind]) return line.scope;
    const [name, ...others] = new Set(this.#places(line));
    return others.length === 0 ? name : undefined;
  }

  /** Whether the number is allocated in the scope that the line names. */
  #isUsed(line: LockLine): boolean {
    const key = scopeKey(this.scopes, line.kind as ScopedKind, line.scope);
    return key !== undefined && this.#used.has(usedKey(line, key));
  }

  #claimOf(line: LockLine, kind: ScopedKind, scope: string | undefined): Claim | undefined {
    if (line.scope === undefined) return line.tombstone ? 'unknown' : 'mine';
    const key = scopeKey(this.scopes, kind, line.scope);
    if (key === undefined) return line.tombstone ? 'unknown' : 'renamed';
    if (key === scopeKey(this.scopes, kind, scope)) return line.tombstone ? 'gone' : 'mine';
    return line.tombstone ? undefined : 'elsewhere';
  }

  #others(slot: Slot, scope: string | undefined, value: string): readonly LockLine[] {
    const key = scopeKey(this.scopes, slot.kind, scope);
    return (this.#byNumber.get(numberKey(slot.kind, value)) ?? []).filter((line) => {
      const isOwn = line.kind === slot.kind && lockOwner(line) === lockOwner(slot.owner);
      if (isOwn && nameOfValue(line.value) === slot.name) return false;
      const places = this.#places(line)?.map((name) => scopeKey(this.scopes, slot.kind, name));
      return key === undefined || places === undefined || places.includes(undefined) || places.includes(key);
    });
  }

  /**
   * Names of scopes of which one is the line's, also such as are not described any more; undefined when it could be any.
   * A line without one is from a time when there was one provider, or from before lines could name it: it is where its
   * node is now, or with the first provider that its cluster had.
   */
  #places(line: LockLine): readonly string[] | undefined {
    if (line.scope !== undefined) return [line.scope];
    const now = this.#owners.get(lockOwner(line));
    const first = this.held({ ...line, node: undefined }, 'provider')[0]?.value;
    const isKnown = line.kind !== 'address' && !line.tombstone && now !== undefined && first !== undefined;
    return isKnown ? [now, first] : undefined;
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

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

/** A new value replaces the owner's old one of the same name; cards of one model stand beside each other. */
export function slotKey(line: LockLine): string {
  return `${lockOwner(line)} ${line.kind} ${line.kind === 'gpu' ? line.value : (nameOfValue(line.value) ?? '')}`;
}

/** Machines and holders of kept disks share the ids of a hypervisor; an address has several ways to be written. */
function numberKey(kind: ScopedKind, plain: string): string {
  if (kind !== 'address') return `vm-id ${plain}`;
  const address = parseAddress(plain);
  return address === undefined ? `address ${plain}` : `address ${address.family} ${address.value}`;
}

/** A tombstone ends when its number is another's in the same scope. Disk slots are each machine's own. */
function usedKey(line: LockLine, scope: string | undefined): string {
  const plain = plainValue(line.value);
  if (isScoped(line.kind)) return `${numberKey(line.kind, plain)} ${scope ?? ''}`;
  if (line.kind === 'mac') return `mac ${plain}`;
  return `${line.kind} ${lockOwner(line)} ${line.kind === 'disk' ? plain : line.value}`;
}
