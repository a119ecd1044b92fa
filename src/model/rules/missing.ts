import { contains, parseAddress } from '../../config/addresses.ts';
import { isFaulty } from '../../config/read.ts';
import type { Diagnostic, Fix } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftCluster, DraftGroup, DraftNode } from '../draft.ts';
import { blame, clusterPlace, isUsers, isWritten, writtenAt, writtenNodes } from './places.ts';
import { freeAddress, freeRange, groupPath, setInCluster } from './proposals.ts';
import { addressClaims } from './claims.ts';
import { isUnreadable } from './node-entries.ts';
import { wantsAddress } from './sizes-of-ranges.ts';

/** Required settings of clusters that are not set. */
export function missingClusterValues(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => [
    ...missingName(draft, cluster, 'provider', ['provider'], 'providers'),
    ...missingName(draft, cluster, 'network', ['network', 'attach'], 'networks'),
    ...missingEndpoint(draft, cluster),
    ...missingNodeRange(draft, cluster),
  ]);
}

/** Disks without a size, and machines without the disk that Talos is installed on. Machines of one line count once. */
export function missingDiskValues(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    for (const node of writtenNodes(cluster.nodes)) {
      if (node.provider?.traits?.makesMachines !== true) continue;
      const place = groupPlace(cluster, node.group, node.name.span);
      if (node.value.disks?.['system'] === undefined && !isFaulty(node.tree, ['disks', 'system'])) {
        const message = `${describe(node)} of ${cluster.id} has no disk "system" to install Talos on`;
        found.push(blame('missing/disk', place, [], message, { fix: diskFix(cluster, node, 'system', '32Gi') }));
      }
      for (const [disk, settings] of Object.entries(node.value.disks ?? {})) {
        if (settings.size !== undefined || isFaulty(node.tree, ['disks', disk, 'size'])) continue;
        const span = writtenAt(node.tree, 'disks', disk) ?? place.span;
        const message = `disk ${disk} of ${describe(node)} of ${cluster.id} has no size`;
        found.push(
          blame('missing/disk', { span, who: place.who }, [], message, { fix: diskFix(cluster, node, disk, '100Gi') }),
        );
      }
    }
  }
  return [...found, ...draft.clusters.flatMap((cluster) => unnumberedGroups(draft, cluster))];
}

/** Groups that make no node for want of a count, which is reported: what their machines lack is found in the same run. */
function unnumberedGroups(draft: Draft, cluster: DraftCluster): readonly Diagnostic[] {
  return cluster.groups.flatMap((group) => {
    const provider = draft.providers.get(group.value.provider ?? '') ?? cluster.provider;
    if (group.count !== undefined || isUnreadable(group) || provider?.traits?.makesMachines !== true) return [];
    if (cluster.nodes.some((node) => node.group === group)) return [];
    if (group.value.disks?.['system'] !== undefined || isFaulty(group.tree, ['disks', 'system'])) return [];
    const place = groupPlace(cluster, group, undefined);
    const message = `${describeGroup(group)} of ${cluster.id} has no disk "system" to install Talos on`;
    const fix = setInCluster(cluster, [...groupPath(group), 'disks', 'system', 'size'], '32Gi');
    return [blame('missing/disk', place, [], message, { fix })];
  });
}

function missingName(
  draft: Draft,
  cluster: DraftCluster,
  what: 'provider' | 'network',
  path: readonly string[],
  collection: 'providers' | 'networks',
): readonly Diagnostic[] {
  if (cluster[what] !== undefined || isWritten(cluster.config.tree, ...path)) return [];
  if (isFaulty(draft.config.rootTree, [collection])) return [];
  // Groups may each name their own provider.
  if (
    what === 'provider' &&
    cluster.nodes.length > 0 &&
    cluster.nodes.every((node) => isWritten(node.tree, 'provider'))
  )
    return [];
  const names = Object.keys(draft.config.root[collection] ?? {});
  const tree = draft.config.rootTree.entries.get(collection);
  const known = tree?.kind === 'map' ? [...tree.entries.keys()] : names;
  // With one alone that one is meant; when it is not in the draft, it has a fault of its own.
  if (known.length === 1) return [];
  const message =
    known.length === 0
      ? `${cluster.id} has no ${what}, and none is defined under ${collection}`
      : `${cluster.id} does not set which of ${known.length} ${collection} it uses`;
  const help = known.length === 0 ? `add one under ${collection}` : `set ${helpFor(what, known)}`;
  return [
    blame(what === 'provider' ? 'missing/provider' : 'missing/network', clusterPlace(cluster), [], message, {
      help,
      fix: setInCluster(cluster, path, what === 'network' ? (networkOf(draft, cluster) ?? known[0]) : known[0]),
    }),
  ];
}

/** The network that has the addresses which the cluster names. */
function networkOf(draft: Draft, cluster: DraftCluster): string | undefined {
  const { endpoint = '', nodes = '' } = cluster.config.value.network ?? {};
  const address = parseAddress(endpoint) ?? parseAddress(nodes.split(/[-/,]/)[0] as string);
  if (address === undefined) return undefined;
  return [...draft.networks.values()].find(({ cidr }) => cidr !== undefined && contains(cidr.value, address))?.name;
}

function helpFor(what: 'provider' | 'network', known: readonly string[]): string {
  const choice = known.join(' or ');
  return what === 'provider' ? `provider: ${choice}` : `network: {attach: ${choice}}`;
}

function missingEndpoint(draft: Draft, cluster: DraftCluster): readonly Diagnostic[] {
  if (cluster.endpoint !== undefined || isWritten(cluster.config.tree, 'network', 'endpoint')) return [];
  const message = `${cluster.id} has no endpoint for its Kubernetes API`;
  const free = cluster.network === undefined ? undefined : freeAddress(draft, cluster.network, addressClaims(draft));
  const fix = setInCluster(cluster, ['network', 'endpoint'], free);
  return [blame('missing/endpoint', clusterPlace(cluster), [], message, { fix })];
}

function missingNodeRange(draft: Draft, cluster: DraftCluster): readonly Diagnostic[] {
  if (cluster.nodeRange !== undefined || isWritten(cluster.config.tree, 'network', 'nodes')) return [];
  const waiting = cluster.nodes.filter((node) => wantsAddress(cluster, node)).length;
  if (waiting === 0) return [];
  const needs = waiting === 1 ? '1 machine needs an address' : `${waiting} machines need addresses`;
  const message = `${cluster.id} has no range of node addresses, and ${needs}`;
  const { network } = cluster;
  const claims = addressClaims(draft);
  const free =
    network === undefined
      ? undefined
      : (freeRange(draft, network, Math.max(20, waiting), claims) ?? freeRange(draft, network, waiting, claims));
  const fix = setInCluster(cluster, ['network', 'nodes'], free);
  return [blame('missing/node-range', clusterPlace(cluster), [], message, { fix })];
}

function groupPlace(
  cluster: DraftCluster,
  { name, tree }: DraftGroup,
  own: DraftCluster['span'],
): { span: DraftCluster['span']; who: string } {
  const group = own ?? writtenAt(tree);
  // A built-in size is not the place to write one's disks.
  const span = isUsers(group) ? group : cluster.span;
  return { span, who: `${name} of ${cluster.id}` };
}

/** Where the node's own entry or its group is written; in the cluster where that is a built-in size. */
function diskFix(cluster: DraftCluster, node: DraftNode, disk: string, size: string): Fix | undefined {
  const path = node.name.span === undefined ? groupPath(node.group) : ['nodes', node.name.value];
  return setInCluster(cluster, [...path, 'disks', disk, 'size'], size);
}

/** A node that was written alone by its name, others by their group. */
function describe(node: DraftNode): string {
  if (node.name.span !== undefined) return node.name.value;
  return describeGroup(node.group);
}

function describeGroup({ role, name }: DraftGroup): string {
  return role === 'controlplane' ? 'the control plane' : `pool ${name}`;
}
