import { compareIdentities } from '../../identity/identity.ts';
import { type ClusterId, clusterId, formatClusterId } from '../../identity/cluster-id.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { replace } from '../../diagnostics/fix.ts';
import type { Draft, DraftNode } from '../draft.ts';
import { hostsOf, hypervisorOf } from '../provider-settings.ts';
import type { ProviderHost } from '../provider-traits.ts';
import { mayBeOn, retainedMachinesOf } from '../retained/claims.ts';
import { parseSize } from '../units.ts';
import { add } from './node-names.ts';
import { blame, isUsers, type Place, whoIs, writtenAt } from './places.ts';

interface Host {
  readonly name: string;
  readonly settings: ProviderHost;
  readonly place: Place;
  readonly nodes: readonly DraftNode[];
}

/** One machine that its host cannot hold, however empty the host is. */
export function machinesBiggerThanHosts(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const host of occupiedHosts(draft)) {
    const memory = memoryOf(host.settings);
    for (const node of host.nodes) {
      if (node.memory !== undefined && memory !== undefined && node.memory.value > memory) {
        const message = `${node.name.value} needs ${gibibytes(node.memory.value)} of memory, but host ${host.name} has ${gibibytes(memory)}`;
        found.push(
          bigger(node, node.memory.span, writtenAt(node.tree, 'memory'), host, 'memory', message, share(host, memory)),
        );
      }
      if (node.cpu !== undefined && host.settings.cpu !== undefined && node.cpu.value > host.settings.cpu) {
        const message = `${node.name.value} needs ${node.cpu.value} CPUs, but host ${host.name} has ${host.settings.cpu}`;
        found.push(
          bigger(node, node.cpu.span, writtenAt(node.tree, 'cpu'), host, 'cpu', message, String(host.settings.cpu)),
        );
      }
    }
  }
  return found;
}

/** All machines of a host together, beyond its overcommit limit. */
export function hostsBeyondOvercommit(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const host of occupiedHosts(draft)) {
    const clusters = [...new Set(host.nodes.map((node) => clusterId(node.environment, node.cluster)))].sort(
      compareIdentities,
    );
    const report = (what: string, asked: string, limit: string): void => {
      const kept = [...new Set(guests.map(({ cluster }) => cluster.id))].sort(compareIdentities).map(formatClusterId);
      const included = kept.length === 0 ? '' : ` (with those of ${kept.join(', ')}, no longer in infraflux.yaml)`;
      const message = `machines on host ${host.name}${included} need ${asked} ${what}, but the limit is ${limit}`;
      const others = clusters.map((id) => {
        const first = host.nodes.find((node) => clusterId(node.environment, node.cluster) === id);
        const count = first?.group.count?.span;
        return { span: isUsers(count) ? count : undefined, who: formatClusterId(id) };
      });
      found.push(blame('capacity/overcommit', host.place, others, message, { cluster: largest(host.nodes) }));
    };
    const memory = memoryOf(host.settings);
    const overcommit = host.settings.overcommit ?? {};
    const provider = host.nodes[0]?.provider;
    const guests = retainedMachinesOf(draft.retained).filter(
      ({ machine }) =>
        machine.host === host.name && provider !== undefined && mayBeOn(machine, hypervisorOf(provider), draft.scopes),
    );
    const asked =
      guests.reduce((total, { machine }) => total + machine.memory, 0) + sum(host.nodes, (node) => node.memory?.value);
    const limit = memory === undefined ? undefined : memory * (overcommit.memory ?? 1);
    if (limit !== undefined && asked > limit) report('of memory', gibibytes(asked), gibibytes(limit));
    const cpus =
      guests.reduce((total, { machine }) => total + machine.cpu, 0) + sum(host.nodes, (node) => node.cpu?.value);
    const most = host.settings.cpu === undefined ? undefined : host.settings.cpu * (overcommit.cpu ?? 4);
    if (most !== undefined && cpus > most) report('CPUs', String(cpus), String(most));
  }
  return found;
}

/** Hosts that machines are on, with those machines; hosts sorted as their providers name them. */
export function occupiedHosts(draft: Draft): readonly Host[] {
  const guests = new Map<string, DraftNode[]>();
  for (const cluster of draft.clusters) {
    for (const node of cluster.nodes) {
      if (node.host !== undefined && node.provider !== undefined) {
        add(guests, `${node.provider.name}\n${node.host.value}`, node);
      }
    }
  }
  return [...guests.values()].flatMap((nodes) => {
    const provider = nodes[0]?.provider;
    const name = nodes[0]?.host?.value;
    const hosts = hostsOf(provider);
    if (provider === undefined || name === undefined || !Object.hasOwn(hosts, name)) return [];
    const place = { span: writtenAt(provider.tree, 'hosts', name), who: `host ${name}` };
    return [{ name, settings: hosts[name] as ProviderHost, place, nodes }];
  });
}

function gibibytes(mebibytes: number): string {
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}Gi` : `${Math.round(mebibytes)}Mi`;
}

/** What is left for machines, in MiB. */
function memoryOf(host: ProviderHost): number | undefined {
  const memory = parseSize(host.memory ?? '');
  return memory === undefined ? undefined : memory - (parseSize(host.reserve ?? '') ?? 0);
}

function bigger(
  node: DraftNode,
  span: Place['span'],
  written: Place['span'],
  host: Host,
  what: string,
  message: string,
  limit: string,
): Diagnostic {
  const settings = {
    span: writtenAt(node.provider?.tree, 'hosts', host.name, what) ?? host.place.span,
    who: `host ${host.name}`,
  };
  const place = { span: span ?? written ?? node.host?.span ?? host.place.span, who: whoIs(node) };
  return blame('capacity/machine-exceeds-host', place, [settings], message, {
    help: `at most ${limit} fits`,
    fix: isUsers(span ?? written) ? replace(span ?? written, limit) : undefined,
  });
}

/** What each machine of the host can have when all have the same. */
function share(host: Host, memory: number): string {
  return gibibytes(Math.max(1, Math.floor(memory / host.nodes.length / 1024)) * 1024);
}

/** The cluster that uses the most of a host: the warning belongs to it. */
function largest(nodes: readonly DraftNode[]): ClusterId | undefined {
  const shares = new Map<ClusterId, number>();
  for (const node of nodes) {
    const id = clusterId(node.environment, node.cluster);
    shares.set(id, (shares.get(id) ?? 0) + (node.memory?.value ?? 0));
  }
  return [...shares].sort(([a, x], [b, y]) => y - x || compareIdentities(a, b))[0]?.[0];
}

function sum(nodes: readonly DraftNode[], amountOf: (node: DraftNode) => number | undefined): number {
  return nodes.reduce((total, node) => total + (amountOf(node) ?? 0), 0);
}
