import { isOwn } from './blueprint-of.ts';
import type { NeedKinds } from '../blueprints/talos-needs.ts';
import { type ClusterProduct, parseKubernetesVersion, parseTalosVersion } from '../versions/cluster-versions.ts';
import type { ResolvedApplications } from '../../schema/config.ts';
import { fillTemplate } from '../config/template.ts';
import { invariant } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';
import { formatAddress, formatCidr } from '../config/addresses.ts';
import { type CapabilityGraph, capabilityGraph, wavesOf } from './capability-graph.ts';
import { podNetworkOf } from './check-components.ts';
import type { Draft, DraftCluster, DraftNode, DraftProvider } from './draft.ts';
import type { Lock } from './lock.ts';
import { nodeNeeds } from './node-talos.ts';
import { mergeNeeds } from './talos-needs.ts';
import type { Cluster, ClusterNetwork, Component, Node, NodeDisk, NodeInterface, Provider } from './platform.ts';
import { hostsOf } from './provider-settings.ts';
import { secretDelivery, withSecretWaits } from './secret-stores.ts';
import { parseSize } from './units.ts';

/** A cluster of the platform from a draft without errors. */
export function buildCluster(draft: Draft, cluster: DraftCluster): Cluster {
  const { value, tree } = cluster.config;
  const { talos, kubernetes } = cluster.versions;
  const provider = cluster.provider ?? cluster.nodes[0]?.provider;
  invariant(provider !== undefined && talos !== undefined && kubernetes !== undefined, `${cluster.id} is not complete`);
  invariant(cluster.talosContract !== undefined, `${cluster.id} has no Talos contract`);
  const graph = capabilityGraph(cluster.components);
  const delivery = secretDelivery(value.secrets?.external, cluster.components, draft.catalog);
  const talosOf = sharedTalos(cluster, draft.catalog.needKinds);
  const idle = idleProviders(cluster);
  return {
    environment: cluster.environment,
    name: cluster.name,
    domain: value.domain,
    protect: value.protect,
    versions: heldVersions(draft.lock, cluster, { talos: talos.value, kubernetes: kubernetes.value }),
    wantedVersions: { talos: talos.value, kubernetes: kubernetes.value },
    talosContract: cluster.talosContract,
    network: buildNetwork(cluster, graph),
    provider: buildProvider(provider),
    ...(cluster.firstProvider === undefined ? {} : { firstProvider: cluster.firstProvider }),
    ...(idle.length === 0 ? {} : { idleProviders: idle }),
    nodes: cluster.nodes.map((node) => buildNode(draft, cluster, node, talosOf(node))),
    schedulableControlPlane: value.controlPlane.schedulable,
    talos: value.talos,
    components: buildPlatformComponents(withSecretWaits(graph, delivery, draft.catalog)),
    applications: value.applications && buildApplications(draft, cluster, value.applications),
    backup: value.backup,
    ...(value.secrets?.external === undefined ? {} : { secrets: value.secrets }),
    tree,
  };
}

function idleProviders(cluster: DraftCluster): readonly Provider[] {
  const used = new Set(cluster.nodes.map((node) => node.provider?.name));
  const idle = new Map(cluster.poolProviders.map((provider) => [provider.name, buildProvider(provider)]));
  return [...idle.values()].filter(({ name }) => !used.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a cluster runs once it was made: infraflux.lock records it, and an upgrade is nothing that compiling does. */
function heldVersions(
  lock: Lock,
  { environment, name }: DraftCluster,
  wanted: Cluster['versions'],
): Cluster['versions'] {
  const held = <T>(what: ClusterProduct, parse: (text: string) => T | undefined): T | undefined => {
    const line = lock.lines.find(
      (each) =>
        each.kind === what &&
        each.environment === environment &&
        each.cluster === name &&
        each.node === undefined &&
        !each.tombstone,
    );
    const version = line === undefined ? undefined : parse(line.value);
    invariant(line === undefined || version !== undefined, `infraflux.lock has no version in "${line?.value}"`);
    return version;
  };
  return {
    talos: held('talos', parseTalosVersion) ?? wanted.talos,
    kubernetes: held('kubernetes', parseKubernetesVersion) ?? wanted.kubernetes,
  };
}

function buildProvider({ name, settings, traits }: DraftProvider): Provider {
  invariant(traits !== undefined, `provider ${name} has an unknown type`);
  // The type goes with its settings; the compiler does not follow that through a union.
  return { name, type: settings.type, settings, traits } as Provider;
}

function buildNetwork(cluster: DraftCluster, graph: CapabilityGraph): ClusterNetwork {
  const { network, endpoint } = cluster;
  invariant(network?.cidr !== undefined && endpoint !== undefined, `${cluster.id} is not complete`);
  const {
    attach: _attach,
    endpoint: _endpoint,
    pods: _pods,
    services: _services,
    ...rest
  } = cluster.config.value.network;
  const { host, port, address } = endpoint.value;
  return {
    ...rest,
    name: network.name,
    settings: network.settings,
    prefix: network.cidr.value.prefix,
    // A machine may hold the endpoint itself, where there is one control plane: then nothing virtual is announced.
    endpoint: {
      host,
      port,
      virtual: address !== undefined && !cluster.nodes.some((node) => node.address?.value === address),
    },
    pods: (cluster.pods?.value ?? []).map(formatCidr),
    services: (cluster.services?.value ?? []).map(formatCidr),
    podNetwork: buildPodNetwork(cluster, graph),
  };
}

function buildPodNetwork(cluster: DraftCluster, graph: CapabilityGraph): ClusterNetwork['podNetwork'] {
  const kind = podNetworkOf(cluster, graph);
  if (kind !== 'manifests') return { kind };
  return { kind, urls: cluster.config.value.network.cni?.manifests?.urls ?? [] };
}

function buildNode(
  draft: Draft,
  cluster: DraftCluster,
  node: DraftNode,
  talos: Pick<Node, 'talos' | 'extensions'>,
): Node {
  const { value, provider, memory, cpu } = node;
  const network = cluster.network;
  invariant(provider !== undefined && network?.cidr !== undefined, `${node.name.value} is not complete`);
  invariant(memory !== undefined && cpu !== undefined, `${node.name.value} is not complete`);
  return {
    name: node.name.value,
    hostname: value.hostname ?? node.name.value,
    role: node.role,
    pool: node.group.name,
    provider: buildProvider(provider),
    host: node.host?.value,
    address: node.address && formatAddress({ family: network.cidr.value.family, value: node.address.value }),
    mac: node.mac?.value,
    vmId: node.vmId?.value,
    cpu: cpu.value,
    memory: memory.value,
    machine: value.machine,
    disks: buildDisks(node),
    gpus: node.gpus.map(({ model, mappings }) => ({ model, mappings })),
    interfaces: buildInterfaces(draft, node),
    dns: value.dns ?? network.settings.dns,
    search: value.search ?? (network.settings.search.length === 0 ? undefined : network.settings.search),
    ntp: value.ntp ?? network.settings.ntp,
    labels: value.labels,
    annotations: value.annotations,
    taints: value.taints,
    description: value.description,
    talos: talos.talos,
    extensions: talos.extensions,
    tree: node.tree,
  };
}

/** Computed once for all nodes with the same input: a pool has many nodes and one `talos`. */
function sharedTalos(cluster: DraftCluster, kinds: NeedKinds): (node: DraftNode) => Pick<Node, 'talos' | 'extensions'> {
  const needs = mergeNeeds(cluster.components, kinds);
  const known = new Map<DraftNode['value'], Pick<Node, 'talos' | 'extensions'>>();
  return (node) => {
    const before = known.get(node.value);
    if (before !== undefined) return before;
    const talos = nodeNeeds(node, needs, kinds);
    known.set(node.value, talos);
    return talos;
  };
}

function buildDisks(node: DraftNode): readonly NodeDisk[] {
  const host = node.host === undefined ? undefined : hostsOf(node.provider)[node.host.value];
  return Object.entries(node.value.disks)
    .sort(([a], [b]) => Number(b === 'system') - Number(a === 'system') || (a < b ? -1 : 1))
    .map(([name, { size, datastore, ...rest }], index) => ({
      ...rest,
      name,
      size: (parseSize(size ?? '') ?? 0) / 1024,
      datastore: { role: datastore, name: host?.datastores[datastore] },
      slot: node.slots.get(name) ?? index,
      holder: node.holders.get(name),
    }));
}

function buildInterfaces(draft: Draft, node: DraftNode): readonly NodeInterface[] {
  return Object.entries(node.value.interfaces)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { network, ...rest }]) => {
      const known = network === undefined ? undefined : draft.networks.get(network);
      const mac = rest.mac?.toUpperCase() ?? node.furtherMacs.get(name);
      return {
        ...rest,
        ...(mac === undefined ? {} : { mac }),
        name,
        network:
          known?.cidr === undefined
            ? undefined
            : { name: known.name, settings: known.settings, prefix: known.cidr.value.prefix },
      };
    });
}

function buildPlatformComponents(graph: CapabilityGraph): readonly Component[] {
  const waves = wavesOf(graph);
  return graph.components.map(({ name, blueprint, options, impliedBy }) => {
    const { version, values, ...own } = options;
    // The source of a component without a blueprint stands among its options.
    const source = isOwn(blueprint) ? undefined : blueprint.source;
    const pinned = source?.kind === 'helm' ? source.version : source?.revision;
    return {
      name,
      options: own,
      version: typeof version === 'string' ? version : pinned,
      values: isMap(values) ? values : {},
      wave: waves.get(name) ?? 0,
      impliedBy,
    };
  });
}

function buildApplications(
  draft: Draft,
  cluster: DraftCluster,
  applications: ResolvedApplications,
): ResolvedApplications {
  const names = { platform: draft.config.root.name, environment: cluster.environment, cluster: cluster.name };
  return { ...applications, path: fillTemplate(applications.path, names) };
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
