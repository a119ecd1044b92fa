import { type Cidr, overlaps } from '../config/addresses.ts';
import type { LockLine } from './lock.ts';

/** Kinds of numbers that repeat from one scope to the next. A VM ID and a kept disk's holder are both ids of machines. */
export type ScopedKind = 'address' | 'vm-id' | 'keep';

/**
 * Within what a number belongs to one owner alone, as the configuration describes it now. MAC addresses are not among
 * them: they are unique in the whole platform, because two networks may be one wire.
 */
export interface LockScopes {
  /** Providers whose machines have ids, by name, each with the hypervisor that it is. */
  readonly hypervisors: ReadonlyMap<string, string>;
  readonly networks: ReadonlySet<string>;
  /** Whether lines of a kind have to name their scope: without it, the number could be that of two. */
  readonly named: Readonly<Record<ScopedKind, boolean>>;
}

interface Network {
  readonly cidr: { readonly value: Cidr } | undefined;
}

/**
 * Of the providers whose machines have ids, and of the networks. Lines name their scope from the first time that the number
 * alone does not tell, and from then on always: what is written stays true whatever is edited later.
 */
export function lockScopes(
  hypervisors: LockScopes['hypervisors'],
  networks: ReadonlyMap<string, Network>,
  lines: readonly LockLine[],
): LockScopes {
  const named = (kinds: readonly LockLine['kind'][]): boolean =>
    lines.some(({ kind, scope }) => scope !== undefined && kinds.includes(kind));
  // A provider in place of another leaves two behind as well: machines may still be where they were.
  const before = lines.filter(({ kind }) => kind === 'provider').map(({ value }) => value);
  const ids = new Set([...hypervisors.keys(), ...before]).size > 1 || named(['vm-id', 'keep']);
  return {
    hypervisors,
    networks: new Set(networks.keys()),
    named: { address: named(['address']) || repeats([...networks.values()]), 'vm-id': ids, keep: ids },
  };
}

/** What is compared: two providers with one endpoint are one hypervisor. Undefined: it is not described (any more). */
export function scopeKey(scopes: LockScopes, kind: ScopedKind, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  if (kind === 'address') return scopes.networks.has(name) ? name : undefined;
  return scopes.hypervisors.get(name);
}

export function isScoped(kind: LockLine['kind']): kind is ScopedKind {
  return kind === 'address' || kind === 'vm-id' || kind === 'keep';
}

/** Whether an address could be in two of the networks. */
function repeats(networks: readonly Network[]): boolean {
  const cidrs = networks.flatMap(({ cidr }) => cidr?.value ?? []);
  return cidrs.some((cidr, index) => cidrs.slice(index + 1).some((other) => overlaps(cidr, other)));
}
