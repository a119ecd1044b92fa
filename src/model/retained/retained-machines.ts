import { type Address, type AddressRange, parseAddress, parseRanges } from '../../config/addresses.ts';
import { nameOfValue, plainValue } from '../lock-book.ts';
import type { LockKind, LockLine } from '../lock.ts';
import { parseSize } from '../units.ts';
import type { LeafTree } from './leaf-tree.ts';
import type { RetainedMachine } from './retained.ts';

/** What the last compile said of a cluster besides its machines. */
export interface RetainedNetwork {
  readonly network: string | undefined;
  readonly endpoint: Address | undefined;
  readonly loadBalancers: readonly AddressRange[];
}

export function retainedNetwork(cluster: LeafTree): RetainedNetwork {
  return {
    network: cluster.text('network', 'attach'),
    endpoint: parseAddress(cluster.text('network', 'endpoint', 'host') ?? ''),
    loadBalancers: parseRanges(cluster.text('network', 'loadBalancers') ?? '') ?? [],
  };
}

/**
 * The machines of a cluster by name: those of the last compile, and those that infraflux.lock has numbers for. A number
 * counts when either of the two knows it.
 */
export function retainedMachines(cluster: LeafTree, lines: readonly LockLine[]): readonly RetainedMachine[] {
  const living = lines.filter(({ tombstone }) => !tombstone);
  // A cluster that an earlier version of InfraFlux forgot has only tombstones, but its machines may still run.
  const counted = living.length > 0 ? living : lines;
  const firstProvider = counted.find(({ kind, node }) => kind === 'provider' && node === undefined)?.value;
  const nodes = cluster.at('nodes');
  const names = new Set([...nodes.names(), ...counted.flatMap(({ node }) => node ?? [])]);
  return [...names].sort().map((name) => {
    const node = nodes.at(name);
    const held = (kind: LockKind) => counted.filter((line) => line.node === name && line.kind === kind);
    return {
      name,
      pool: node.text('pool'),
      provider: held('vm-id')[0]?.scope ?? node.text('provider') ?? firstProvider,
      host: held('host')[0]?.value ?? node.text('host'),
      addresses: addressesOf(node, cluster.text('network', 'attach'), held('address')),
      virtual: [
        ...virtualMachine(name, node, held('vm-id')),
        // The machine that owns a kept disk outlives the node that used it.
        ...holders(
          name,
          node,
          lines.filter((line) => line.node === name && line.kind === 'keep'),
        ),
      ],
      macs: macsOf(node, held('mac')),
      memory: parseSize(node.text('memory') ?? '') ?? 0,
      cpu: node.number('cpu') ?? 0,
      gpus: gpusOf(node.at('gpus'), held('gpu')),
    };
  });
}

function addressesOf(
  node: LeafTree,
  network: string | undefined,
  held: readonly LockLine[],
): RetainedMachine['addresses'] {
  const own = [
    ...held.map(({ value, scope }) => ({ network: scope ?? network, text: plainValue(value) })),
    { network, text: node.text('address') ?? '' },
  ];
  const interfaces = node.at('interfaces');
  const further = interfaces.names().map((port) => ({
    network: interfaces.text(port, 'network'),
    text: interfaces.text(port, 'address') ?? '',
  }));
  return [...own, ...further].flatMap((place) => {
    const address = parseAddress(place.text);
    return address === undefined ? [] : [{ network: place.network, address }];
  });
}

function virtualMachine(name: string, node: LeafTree, held: readonly LockLine[]): RetainedMachine['virtual'] {
  const ids = new Set([...held.map(({ value }) => Number(value)), node.number('vmId')]);
  return [...ids].flatMap((id) => (id === undefined ? [] : [{ name, id }]));
}

function holders(name: string, node: LeafTree, held: readonly LockLine[]): RetainedMachine['virtual'] {
  const disks = node.at('disks');
  const found = new Map<number, string>();
  for (const { value } of held) found.set(Number(plainValue(value)), nameOfValue(value) ?? '');
  for (const disk of disks.names()) {
    const id = disks.number(disk, 'holder');
    if (id !== undefined) found.set(id, disk);
  }
  return [...found].map(([id, disk]) => ({ name: `${name}-${disk}`, id }));
}

function macsOf(node: LeafTree, held: readonly LockLine[]): readonly string[] {
  const interfaces = node.at('interfaces');
  const written = [node.text('mac'), ...interfaces.names().map((port) => interfaces.text(port, 'mac'))];
  const all = [...held.map(({ value }) => plainValue(value)), ...written.flatMap((mac) => mac ?? [])];
  return [...new Set(all.map((mac) => mac.toUpperCase()))];
}

function gpusOf(models: LeafTree, held: readonly LockLine[]): RetainedMachine['gpus'] {
  const found = new Map<string, Set<string>>();
  const add = (model: string, mapping: string): void => {
    found.set(model, (found.get(model) ?? new Set()).add(mapping));
  };
  for (const { value } of held) add(nameOfValue(value) ?? '', plainValue(value));
  for (const model of models.names()) for (const mapping of models.texts(model)) add(model, mapping);
  return new Map([...found].map(([model, mappings]) => [model, [...mappings].sort()]));
}
