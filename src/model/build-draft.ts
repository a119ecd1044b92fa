import { closest } from '../diagnostics/did-you-mean.ts';
import { idOfCluster } from '../identity/cluster-id.ts';
import { nodeId } from '../identity/node-id.ts';
import type { Catalog } from '../blueprints/catalog.ts';
import {
  contractOf,
  parseKubernetesVersion,
  parseTalosContract,
  parseTalosVersion,
} from '../versions/cluster-versions.ts';
import { formatVersion } from '../versions/version.ts';
import type { ClusterConfig, Config } from '../config/config.ts';
import type { FoldedMap } from '../config/folded.ts';
import { provenanceAt } from '../config/read.ts';
import { type AddressRange, contains, parseAddress, parseCidr, parseCidrs, parseRanges } from '../config/addresses.ts';
import { providerModels } from '../providers/model-registry.ts';
import { buildComponents } from './components.ts';
import type { Draft, DraftCluster, DraftNetwork, DraftNode, DraftProvider } from './draft.ts';
import { type ExpandedCluster, expandNodes, type WrittenNode } from './expand-nodes.ts';
import { allocateAddresses } from './allocate/addresses.ts';
import { allocateSlots } from './allocate/disk-slots.ts';
import { allocateGpus } from './allocate/gpus.ts';
import { allocateHosts } from './allocate/hosts.ts';
import { allocateMacs } from './allocate/mac-addresses.ts';
import { isVirtual, type Machine, ownValue } from './allocate/machine.ts';
import { allocateVmIds } from './allocate/vm-ids.ts';
import type { Lock } from './lock.ts';
import { LockBook } from './lock-book.ts';
import { lockScopes } from './lock-scope.ts';
import { networkServers } from './network-servers.ts';
import type { ProviderModels } from './provider-model.ts';
import { apiAddressOf, hasIds, hypervisorOf } from './provider-settings.ts';
import { parseSize } from './units.ts';
import type { RetainedCluster } from './retained/retained.ts';
import { mapAt, numberAt, parsedAt, textAt } from './written.ts';

/** A cluster with its surroundings looked up, before anything is allocated. */
interface Site {
  readonly cluster: ClusterConfig;
  readonly expanded: ExpandedCluster;
  readonly provider: DraftCluster['provider'];
  readonly poolProviders: DraftCluster['poolProviders'];
  readonly network: DraftNetwork | undefined;
  readonly nodeRange: DraftCluster['nodeRange'];
  readonly loadBalancers: DraftCluster['loadBalancers'];
  readonly endpoint: DraftCluster['endpoint'];
}

/**
 * Nodes, networks and components of the whole platform, with everything allocated that is not set. Pure and total:
 * what is invalid or cannot be computed is undefined in the draft, and `nextLock` is what infraflux.lock must hold.
 */
export function buildDraft(
  config: Config,
  catalog: Catalog,
  lock: Lock,
  models: ProviderModels = providerModels,
  retained: readonly RetainedCluster[] = [],
): Draft {
  const providers = buildProviders(config, models);
  const networks = buildNetworks(config);
  const sites = config.environments
    .flatMap((environment) => environment.clusters)
    .sort((a, b) => compare(a.environment, b.environment) || compare(a.name, b.name))
    .map((cluster) => lookAround(config, providers, networks, cluster));
  const scopes = lockScopes(hypervisorsOf(providers), networks, lock.lines);
  const book = new LockBook(lock, scopes, retained);
  const machinesOf = new Map(
    sites.map((site) => [site, site.expanded.nodes.map((node) => asMachine(providers, site, node))]),
  );
  const machines = [...machinesOf.values()].flat();
  for (const machine of machines) book.present(machine, isVirtual(machine) ? machine.provider?.name : undefined);

  const hosts = allocateHosts(machines, book);
  const addresses = allocateAddresses(machines, book, blockedAddresses(networks, sites, retained, providers));
  const vmIds = allocateVmIds(machines, book);
  const macs = allocateMacs(config.root.name ?? '', machines, book);
  const gpus = allocateGpus(machines, hosts, book);

  const clusters = sites.map((site): DraftCluster => {
    const nodes = (machinesOf.get(site) ?? []).map(
      (machine): DraftNode => ({
        cluster: machine.cluster,
        environment: machine.environment,
        name: machine.written.name,
        role: machine.written.group.role,
        group: machine.written.group,
        provider: machine.provider,
        value: machine.written.value,
        tree: machine.written.tree,
        address: addresses.get(machine),
        mac: macs.get(machine)?.main,
        furtherMacs: macs.get(machine)?.further ?? new Map(),
        slots: allocateSlots(machine, book),
        vmId: vmIds.machines.get(machine),
        holders: vmIds.holders.get(machine) ?? new Map(),
        host: hosts.get(machine),
        memory: parsedAt(textAt(machine.written.tree, 'memory'), parseSize),
        cpu: numberAt(machine.written.tree, 'cpu'),
        gpus: gpus.get(machine) ?? [],
      }),
    );
    return draftCluster(config, site, nodes, catalog, book);
  });
  return { config, catalog, providers, networks, clusters, retained, scopes, lock, nextLock: book.next() };
}

function buildNetworks(config: Config): ReadonlyMap<string, DraftNetwork> {
  const networks = new Map<string, DraftNetwork>();
  for (const [name, tree] of mapAt(config.rootTree, 'networks')?.entries ?? []) {
    const settings = ownValue(config.root.networks, name);
    if (tree.kind !== 'map' || settings === undefined) continue;
    networks.set(name, {
      name,
      settings,
      tree,
      cidr: parsedAt(textAt(tree, 'cidr'), parseCidr),
      gateway: parsedAt(textAt(tree, 'gateway'), (text) => parseAddress(text)?.value),
    });
  }
  return networks;
}

function lookAround(
  config: Config,
  providers: Providers,
  networks: ReadonlyMap<string, DraftNetwork>,
  cluster: ClusterConfig,
): Site {
  const { tree } = cluster;
  const attach = textAt(tree, 'network', 'attach');
  const network =
    attach === undefined ? onlyOne(networks, tree, ['network', 'attach']) : namedOr(networks, attach.value);
  return {
    cluster,
    expanded: expandNodes(config.root.name ?? '', cluster),
    provider: findProvider(providers, tree),
    poolProviders: poolProviders(providers, tree),
    network,
    nodeRange: parsedAt(textAt(tree, 'network', 'nodes'), parseRanges),
    loadBalancers: parsedAt(textAt(tree, 'network', 'loadBalancers'), parseRanges),
    endpoint: parsedAt(textAt(tree, 'network', 'endpoint'), (text) => parseEndpoint(text, network)),
  };
}

function draftCluster(
  config: Config,
  site: Site,
  nodes: readonly DraftNode[],
  catalog: Catalog,
  book: LockBook,
): DraftCluster {
  const { cluster } = site;
  const { tree } = cluster;
  const talos = parsedAt(textAt(tree, 'versions', 'talos'), parseTalosVersion);
  const owner = { environment: cluster.environment, cluster: cluster.name, node: undefined };
  book.present(owner);
  // The dialect that a cluster was born with stays its own however often it is upgraded.
  const held = book.held(owner, 'talos-contract')[0]?.value;
  const contract = held === undefined ? talos && contractOf(talos.value) : parseTalosContract(held);
  if (contract !== undefined) book.record(owner, 'talos-contract', formatVersion(contract));
  const first = firstProvider(config, site, nodes, book.held(owner, 'provider')[0]?.value);
  if (first !== undefined) book.record(owner, 'provider', first);
  return {
    environment: cluster.environment,
    name: cluster.name,
    id: idOfCluster(cluster),
    config: cluster,
    span: provenanceAt(tree, [])?.span,
    provider: site.provider,
    firstProvider: first,
    poolProviders: site.poolProviders,
    network: site.network,
    nodeRange: site.nodeRange,
    loadBalancers: site.loadBalancers,
    endpoint: site.endpoint,
    pods: parsedAt(textAt(tree, 'network', 'pods'), parseCidrs),
    services: parsedAt(textAt(tree, 'network', 'services'), parseCidrs),
    versions: { talos, kubernetes: parsedAt(textAt(tree, 'versions', 'kubernetes'), parseKubernetesVersion) },
    talosContract: contract,
    groups: site.expanded.groups,
    nodes,
    components: buildComponents(cluster, catalog),
  };
}

function asMachine(providers: Providers, site: Site, written: WrittenNode): Machine {
  const { environment, name } = site.cluster;
  return {
    id: nodeId(environment, name, written.name.value),
    environment,
    cluster: name,
    node: written.name.value,
    written,
    provider: findProvider(providers, written.tree),
    network: site.network,
    range: site.nodeRange?.value ?? [],
  };
}

/**
 * Whose machines Terraform has without an alias. Kept for as long as the provider is described anywhere, also when no
 * machine of it is left: else others would be placed there, and be recreated.
 */
function firstProvider(
  config: Config,
  { provider }: Site,
  nodes: readonly DraftNode[],
  kept: string | undefined,
): string | undefined {
  if (kept !== undefined && ownValue(config.root.providers, kept) !== undefined) return kept;
  const used = new Set(nodes.filter(isVirtual).flatMap((node) => node.provider?.name ?? []));
  return provider !== undefined && used.has(provider.name) ? provider.name : [...used].sort()[0];
}

function poolProviders(providers: Providers, tree: FoldedMap): DraftCluster['poolProviders'] {
  const pools = [...(mapAt(tree, 'pools')?.entries.values() ?? [])];
  return pools.flatMap((pool) => {
    const named = pool.kind === 'map' && textAt(pool, 'provider') !== undefined;
    return (named && findProvider(providers, pool)) || [];
  });
}

type Providers = Draft['providers'];

function buildProviders(config: Config, models: ProviderModels): Providers {
  const providers = new Map<string, DraftProvider | undefined>();
  for (const [name, tree] of mapAt(config.rootTree, 'providers')?.entries ?? []) {
    const settings = ownValue(config.root.providers, name);
    const isRead = tree.kind === 'map' && settings !== undefined;
    providers.set(name, isRead ? { name, settings, tree, traits: ownValue(models, settings.type)?.traits } : undefined);
  }
  return providers;
}

function hypervisorsOf(providers: Providers): ReadonlyMap<string, string> {
  const described = [...providers.values()].filter((provider) => provider !== undefined);
  return new Map(described.filter(hasIds).map((provider) => [provider.name, hypervisorOf(provider)]));
}

/** The provider that a cluster or node sets; by default the only one. */
function findProvider(providers: Providers, tree: FoldedMap): DraftProvider | undefined {
  const named = textAt(tree, 'provider')?.value;
  const name = named ?? (tree.entries.has('provider') ? undefined : onlyKey(providers));
  return name === undefined ? undefined : namedOr(providers, name);
}

/**
 * What a name refers to. One that does not exist is reported; going on with what was meant, or with the only one there is, finds
 * the faults behind it in the same run.
 */
function namedOr<T>(map: ReadonlyMap<string, T>, name: string): T | undefined {
  if (map.has(name)) return map.get(name);
  return map.get(closest(name, map.keys()) ?? onlyKey(map) ?? '');
}

function onlyOne(
  networks: ReadonlyMap<string, DraftNetwork>,
  tree: FoldedMap,
  path: readonly string[],
): DraftNetwork | undefined {
  // A name that is there and cannot be read is not the same as no name.
  if (provenanceAt(tree, path) !== undefined) return undefined;
  return networks.get(onlyKey(networks) ?? '');
}

function onlyKey(map: ReadonlyMap<string, unknown> | undefined): string | undefined {
  return map?.size === 1 ? [...map.keys()][0] : undefined;
}

/** `10.0.0.5` in the network is a virtual address on the usual port; `host:port` is an external load balancer. */
function parseEndpoint(
  text: string,
  network: DraftNetwork | undefined,
): { readonly host: string; readonly port: number; readonly address: bigint | undefined } | undefined {
  const address = parseAddress(text);
  if (address !== undefined) {
    const cidr = network?.cidr?.value;
    const inside = cidr === undefined || contains(cidr, address);
    return { host: text, port: 6443, address: inside ? address.value : undefined };
  }
  const match = /^(?:\[([^\]]+)\]|([^:]+)):([0-9]+)$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  return match === null || host === undefined ? undefined : { host, port: Number(match[3]), address: undefined };
}

/**
 * What is never allocated, by network: its own and broadcast address, routers, name and time servers, the APIs of
 * providers, endpoints, and every load-balancer range, those of retained clusters included.
 */
function blockedAddresses(
  networks: ReadonlyMap<string, DraftNetwork>,
  sites: readonly Site[],
  retained: readonly RetainedCluster[],
  providers: ReadonlyMap<string, DraftProvider | undefined>,
): ReadonlyMap<string, readonly AddressRange[]> {
  const apis = [...providers.values()].flatMap((provider) => (provider && apiAddressOf(provider)) ?? []);
  const pools = [
    ...sites.flatMap(({ loadBalancers }) => loadBalancers?.value ?? []),
    ...retained.flatMap(({ loadBalancers }) => loadBalancers),
  ];
  const blocked = new Map<string, AddressRange[]>();
  for (const network of networks.values()) {
    const cidr = network.cidr?.value;
    const singles = [...networkServers(network), ...apis];
    const ranges = [...pools, ...singles.map(({ family, value }) => ({ family, first: value, last: value }))];
    if (cidr !== undefined) {
      const ends =
        cidr.family === 4 && cidr.prefix < 31
          ? [cidr.first, cidr.last]
          : cidr.family === 6 && cidr.prefix < 127
            ? [cidr.first]
            : [];
      for (const end of ends) ranges.push({ family: cidr.family, first: end, last: end });
    }
    blocked.set(network.name, ranges);
  }
  for (const { endpoint, network } of sites) {
    const address = endpoint?.value.address;
    if (address === undefined || network === undefined) continue;
    const family = parseAddress(endpoint?.value.host ?? '')?.family ?? 4;
    blocked.get(network.name)?.push({ family, first: address, last: address });
  }
  return blocked;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
