import type { FoldedMap } from '../../config/folded.ts';
import { isFaulty } from '../../config/read.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { add, replace } from '../../diagnostics/fix.ts';
import type { Draft, DraftNode } from '../draft.ts';
import { hostsOf } from '../provider-settings.ts';
import type { ProviderHost } from '../provider-traits.ts';
import { occupiedHosts } from './capacity.ts';
import { blame, compare, type Place, whoIs, writtenAt } from './places.ts';
import { inList } from './range-overlap.ts';

interface Host {
  readonly name: string;
  readonly settings: ProviderHost;
  readonly place: Place;
}

interface Lack {
  readonly place: Place;
  readonly role: string;
  readonly hosts: Host[];
}

/** Disks on datastores that their host has not. Told once for each line that asks, with every host that lacks it. */
export function unknownDatastores(draft: Draft): readonly Diagnostic[] {
  const lacks = new Map<string, Lack>();
  const note = (node: DraftNode, disk: string, role: string, host: Host): void => {
    const asked = writtenAt(node.tree, 'disks', disk, 'datastore');
    const place = asked === undefined ? host.place : { span: asked, who: `disk ${disk} of ${whoIs(node)}` };
    const key = `${place.span?.file}\n${place.span?.start}\n${role}`;
    const lack = lacks.get(key) ?? { place, role, hosts: [] };
    lacks.set(key, lack);
    if (!lack.hosts.some((other) => other.name === host.name)) lack.hosts.push(host);
  };
  for (const [node, hosts] of possibleHosts(draft)) {
    for (const [disk, settings] of Object.entries(node.value.disks ?? {})) {
      const role = settings.datastore ?? 'disks';
      const lacking = hosts.filter((host) => !Object.hasOwn(host.settings.datastores ?? {}, role));
      if (lacking.length === hosts.length) for (const host of lacking) note(node, disk, role, host);
    }
  }
  return [...lacks.values()].map(({ place, role, hosts }) => {
    const known = [...new Set(hosts.flatMap((host) => Object.keys(host.settings.datastores ?? {})))].sort(compare);
    const names = hosts.map((host) => host.name);
    const close = closest(role, known);
    const verb = names.length === 1 ? `host ${names[0]} has` : `hosts ${inList(names)} have`;
    const help =
      close !== undefined
        ? `did you mean "${close}"?`
        : known.length === 0
          ? `add it to the host: datastores: {${role}: local-zfs}`
          : `known: ${known.join(', ')}`;
    const places = hosts.map((host) => host.place);
    return blame('datastore/unknown', place, places, `${verb} no datastore for "${role}"`, {
      help,
      fix:
        known.length === 0
          ? add(hosts[0]?.place.span, ['datastores', role], 'local-zfs')
          : replace(place.span, close ?? known[0]),
    });
  });
}

/** Cards that a host has not, or has fewer of than its machines want together. */
export function missingGpus(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const host of occupiedHosts(draft)) {
    for (const [model, wants] of wantedGpus(host.nodes)) {
      const cards = cardsOf(host, model);
      const wanted = wants.reduce((sum, want) => sum + want.count, 0);
      if (cards === undefined || wanted <= cards) continue;
      const places = wants.map((want) => ({
        span: want.span ?? writtenAt(want.node.tree, 'gpus', model) ?? want.node.host?.span,
        who: whoIs(want.node),
      }));
      const blamed = places.findLast((place) => place.span !== undefined) ?? host.place;
      const message =
        cards === 0
          ? `host ${host.name} has no ${model}`
          : `host ${host.name} has ${cards} ${model}, but machines on it need ${wanted}`;
      const known = Object.keys(host.settings.gpus ?? {}).sort(compare);
      const help = known.length === 0 || cards > 0 ? undefined : `it has ${known.join(', ')}`;
      const others = places.filter(
        (place) => place.span?.start !== blamed.span?.start || place.span?.file !== blamed.span?.file,
      );
      found.push(blame('gpu/unavailable', blamed, [...others, host.place], message, { help }));
    }
  }
  return found;
}

/** Machines that no host can take, though each thing that they want is on some host. */
export function machinesWithoutHost(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [node, hosts] of possibleHosts(draft)) {
    if (node.host !== undefined || isFaulty(node.tree, ['host']) || node.gpus.length === 0) continue;
    const roles = Object.values(node.value.disks ?? {}).map((disk) => disk.datastore ?? 'disks');
    const lacksRole = (host: Host, role: string): boolean => !Object.hasOwn(host.settings.datastores ?? {}, role);
    if (roles.some((role) => hosts.every((host) => lacksRole(host, role)))) continue;
    const [first] = node.gpus;
    const span = first?.span ?? writtenAt(node.tree, 'gpus');
    const short = node.gpus.find(({ model, count }) => hosts.every((host) => (cardsOf(host, model) ?? count) < count));
    const message =
      short === undefined
        ? `no host has all GPUs and datastores of ${node.name.value}`
        : `no host that ${node.name.value} may run on has ${short.count} ${short.model}`;
    const places = hosts.map((host) => host.place);
    found.push(blame('gpu/unavailable', { span: short?.span ?? span, who: whoIs(node) }, places, message));
  }
  return found;
}

/** Machines and the host that each is on; for one that found none, every host that it may be on. Equal ones once. */
function possibleHosts(draft: Draft): readonly (readonly [DraftNode, readonly Host[]])[] {
  const byProvider = new Map<string, ReadonlyMap<string, Host>>();
  const answer: [DraftNode, readonly Host[]][] = [];
  const seen = new Map<FoldedMap, Set<string | undefined>>();
  for (const node of draft.clusters.flatMap((cluster) => cluster.nodes)) {
    const provider = node.provider;
    if (provider?.traits?.allocates.hosts === undefined) continue;
    // Nodes that only a `count` made want the same of the same host.
    const on = seen.get(node.tree) ?? new Set();
    if (on.has(node.host?.value)) continue;
    seen.set(node.tree, on.add(node.host?.value));
    const all =
      byProvider.get(provider.name) ??
      new Map(
        Object.entries(hostsOf(provider)).map(([name, settings]) => [
          name,
          { name, settings, place: { span: writtenAt(provider.tree, 'hosts', name), who: `host ${name}` } },
        ]),
      );
    byProvider.set(provider.name, all);
    const names = node.host === undefined ? (node.value.hosts ?? [...all.keys()]) : [node.host.value];
    const hosts = names.flatMap((name) => all.get(name) ?? []);
    if (hosts.length > 0) answer.push([node, hosts]);
  }
  return answer;
}

/** Undefined where the host names the model and the cards could not be read: that was reported. */
function cardsOf(host: Host, model: string): number | undefined {
  const gpus: Readonly<Record<string, { readonly mappings?: readonly string[] }>> = host.settings.gpus ?? {};
  return Object.hasOwn(gpus, model) ? gpus[model]?.mappings?.length : 0;
}

function wantedGpus(
  nodes: readonly DraftNode[],
): ReadonlyMap<string, { readonly node: DraftNode; readonly count: number; readonly span: Place['span'] }[]> {
  const wanted = new Map<string, { node: DraftNode; count: number; span: Place['span'] }[]>();
  for (const node of nodes) {
    for (const { model, count, span } of node.gpus) {
      const wants = wanted.get(model) ?? [];
      wanted.set(model, wants);
      wants.push({ node, count, span });
    }
  }
  return wanted;
}
