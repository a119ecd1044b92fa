import type { FoldedMap } from '../config/folded.ts';
import { valueOf } from '../config/read.ts';
import type { Json } from '../source/tree.ts';
import { type Cluster, clusterProviders, type Node, type NodeDisk } from './platform.ts';
import { formatSize } from './units.ts';
import { mapAt } from './written.ts';

/**
 * A cluster in the shape of the paths: nodes, disks and components by name. A copy, down to the leaves, in which nothing is
 * shared: machines of one pool have one `machine` in the model, and structuredClone would keep it so.
 */
export function clusterForm(cluster: Cluster): { [key: string]: unknown } {
  const {
    tree: _tree,
    name: _name,
    environment: _environment,
    nodes,
    components,
    provider,
    firstProvider: _firstProvider,
    idleProviders: _idleProviders,
    network,
    ...rest
  } = cluster;
  const { settings, name: attach, ...own } = network;
  const form = {
    ...rest,
    provider: provider.name,
    providers: Object.fromEntries(clusterProviders(cluster).map(({ name, settings }) => [name, settings])),
    network: { ...own, attach },
    networks: { [attach]: settings },
    nodes: Object.fromEntries(nodes.map((node) => [node.name, nodeForm(node)])),
    platform: Object.fromEntries(components.map(({ name, options, ...own }) => [name, { ...options, ...own }])),
  };
  return JSON.parse(JSON.stringify(form)) as { [key: string]: unknown };
}

function nodeForm(node: Node): { [key: string]: unknown } {
  const { name: _name, tree, provider, memory, disks, gpus, interfaces, ...rest } = node;
  return {
    ...rest,
    memory: formatSize(memory),
    provider: provider.name,
    disks: Object.fromEntries(disks.map((disk) => [disk.name, diskForm(tree, disk)])),
    gpus: Object.fromEntries(gpus.map(({ model, mappings }) => [model, mappings])),
    interfaces: Object.fromEntries(
      interfaces.map(({ name, network, ...own }) => [name, { ...own, network: network?.name }]),
    ),
  };
}

/** A disk in the words of the language: its size with a unit, and a datastore's role rather than what a host calls it. */
export function diskForm(tree: FoldedMap, disk: NodeDisk): { readonly [key: string]: unknown } {
  const { name, size: _size, datastore: _datastore, ...rest } = disk;
  const written = mapAt(tree, 'disks', name);
  return { ...(written === undefined ? {} : (valueOf(written) as { readonly [key: string]: Json })), ...rest };
}
