import type { AddressRange } from '../../config/addresses.ts';
import type { NodeId } from '../../identity/node-id.ts';
import type { DraftNetwork, DraftNode } from '../draft.ts';
import type { WrittenNode } from '../expand-nodes.ts';
import type { Owner } from '../lock-book.ts';
import type { ProviderAllocations } from '../provider-traits.ts';

/** A node while numbers are allocated to it. */
export interface Machine extends Owner {
  readonly id: NodeId;
  readonly node: string;
  readonly written: WrittenNode;
  readonly provider: DraftNode['provider'];
  readonly network: DraftNetwork | undefined;
  /** Addresses of its cluster to allocate from. */
  readonly range: readonly AddressRange[];
}

/** Machines that are made, as opposed to metal that exists already. */
export function isVirtual(machine: Pick<Machine, 'provider'>): boolean {
  return machine.provider?.traits?.makesMachines === true;
}

export function allocationsOf({ provider }: Pick<Machine, 'provider'>): ProviderAllocations | undefined {
  return provider?.traits?.allocates;
}

/** A value of a map from users; never one that every object inherits. */
export function ownValue<T>(map: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** An interface that is the machine's port in its cluster's own network: it only describes that port. */
export function isMainPort(machine: Machine, name: string): boolean {
  const network = ownValue(machine.written.value.interfaces, name)?.network;
  return network !== undefined && network === machine.network?.name;
}

export function isFaultyKey(machine: Machine, key: string): boolean {
  const entry = machine.written.tree.entries.get(key);
  return entry?.kind === 'leaf' && entry.faulty;
}
