import { clusterId, formatClusterId } from '../../identity/cluster-id.ts';
import { formatNodeId, nodeId } from '../../identity/node-id.ts';
import type { At } from '../draft.ts';
import type { Machine } from './machine.ts';
import type { LockBook } from '../lock-book.ts';
import { retainedMachinesOf } from '../retained/claims.ts';
import type { RetainedCluster } from '../retained/retained.ts';
import { canHost, type Guest, type Place, placeGuests } from '../place.ts';
import { hostsOf } from '../provider-settings.ts';
import type { ProviderHost } from '../provider-traits.ts';
import { parseSize } from '../units.ts';
import { numberAt, textAt } from '../written.ts';

/**
 * Hosts: the pinned ones, those in the lock for as long as the machine may be there, and for the others wherever
 * `placeGuests` finds room.
 */
export function allocateHosts(machines: readonly Machine[], book: LockBook): ReadonlyMap<Machine, At<string>> {
  const places = placesOf(machines);
  const guests = new Map(machines.filter(isPlaced).map((machine) => [machine, asGuest(machine, places)]));
  const answer = new Map<Machine, At<string>>();
  const settled = new Map<Guest, string>(retainedGuests(book.retained));
  const open: Guest[] = [];
  for (const [machine, guest] of guests) {
    const entry = machine.written.tree.entries.get('host');
    if (entry?.kind === 'leaf' && entry.faulty) continue;
    const pinned = textAt(machine.written.tree, 'host');
    const locked = book.held(machine, 'host')[0]?.value;
    const kept =
      pinned ?? (locked !== undefined && stays(places, guest, locked) ? { value: locked, span: undefined } : undefined);
    if (kept === undefined) {
      open.push(guest);
    } else {
      answer.set(machine, kept);
      settled.set(guest, kept.value);
    }
  }
  const placed = placeGuests(places, settled, open);
  for (const [machine, guest] of guests) {
    const host = placed.get(guest);
    if (host !== undefined) answer.set(machine, { value: host, span: undefined });
  }
  for (const [machine, { value }] of answer) book.record(machine, 'host', value);
  return answer;
}

/** Machines that fill their hosts although infraflux.yaml no longer has them. */
function retainedGuests(clusters: readonly RetainedCluster[]): readonly (readonly [Guest, string])[] {
  return retainedMachinesOf(clusters).flatMap(({ cluster, machine }) => {
    const { host, provider, memory, cpu } = machine;
    if (host === undefined || provider === undefined) return [];
    const guest: Guest = {
      id: formatNodeId(nodeId(cluster.environment, cluster.name, machine.name)),
      group: `${formatClusterId(cluster.id)} ${machine.pool}`,
      provider,
      hosts: undefined,
      memory,
      cpu,
      datastores: [],
      gpus: new Map([...machine.gpus].map(([model, mappings]) => [model, mappings.length])),
    };
    return [[guest, host] as const];
  });
}

/** A machine moves only when it must: its host was removed, is not among `hosts` any more, or lacks what it needs now. */
function stays(places: readonly Place[], guest: Guest, host: string): boolean {
  return places.some((place) => place.host === host && canHost(place, guest));
}

function isPlaced({ provider }: Machine): boolean {
  return provider?.traits?.allocates.hosts !== undefined;
}

function placesOf(machines: readonly Machine[]): readonly Place[] {
  const places = new Map<string, Place>();
  for (const { provider } of machines) {
    if (provider === undefined) continue;
    for (const [host, settings] of Object.entries(hostsOf(provider))) {
      const key = `${provider.name}/${host}`;
      if (!places.has(key)) places.set(key, placeOf(provider.name, host, settings));
    }
  }
  return [...places.values()];
}

function placeOf(provider: string, host: string, settings: ProviderHost): Place {
  const memory = settings.memory === undefined ? undefined : parseSize(settings.memory);
  const reserve = parseSize(settings.reserve ?? '') ?? 0;
  return {
    provider,
    host,
    memory: memory === undefined ? undefined : (memory - reserve) * (settings.overcommit?.memory ?? 1),
    cpu: settings.cpu === undefined ? undefined : settings.cpu * (settings.overcommit?.cpu ?? 4),
    datastores: new Set(Object.keys(settings.datastores ?? {})),
    gpus: new Map(Object.entries(settings.gpus ?? {}).map(([model, gpu]) => [model, gpu.mappings?.length ?? 0])),
  };
}

function asGuest(machine: Machine, places: readonly Place[]): Guest {
  const { value, tree, group } = machine.written;
  const datastores = Object.values(value.disks ?? {}).map((disk) => disk.datastore ?? 'disks');
  const guest: Guest = {
    id: formatNodeId(machine.id),
    group: `${clusterId(machine.environment, machine.cluster)} ${group.name}`,
    provider: machine.provider?.name ?? '',
    hosts: value.hosts,
    memory: parseSize(textAt(tree, 'memory')?.value ?? '') ?? 0,
    cpu: numberAt(tree, 'cpu')?.value ?? 0,
    datastores: [...new Set(datastores)],
    gpus: new Map(Object.entries(value.gpus ?? {}).map(([model, request]) => [model, request.count ?? 1])),
  };
  if (places.some((place) => canHost(place, guest))) return guest;
  // No host has all that it needs. It is placed anyway, so that the rule that reports this can name a host.
  return { ...guest, datastores: [], gpus: new Map() };
}
