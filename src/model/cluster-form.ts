import type { Cluster, Node } from './platform.ts';

/** A cluster in the shape of the paths: nodes, disks and components by name. A copy, down to the leaves. */
export function clusterForm(cluster: Cluster): { [key: string]: unknown } {
  const {
    tree: _tree,
    name: _name,
    environment: _environment,
    nodes,
    components,
    provider,
    network,
    ...rest
  } = cluster;
  const { settings, name: attach, ...own } = network;
  return structuredClone({
    ...rest,
    provider: provider.name,
    providers: { [provider.name]: provider.settings },
    network: { ...own, attach },
    networks: { [attach]: settings },
    nodes: Object.fromEntries(nodes.map((node) => [node.name, nodeForm(node)])),
    platform: Object.fromEntries(components.map(({ name, options, ...own }) => [name, { ...options, ...own }])),
  });
}

function nodeForm(node: Node): { [key: string]: unknown } {
  const { name: _name, tree: _tree, provider, disks, gpus, interfaces, ...rest } = node;
  return {
    ...rest,
    provider: provider.name,
    disks: Object.fromEntries(disks.map(({ name, ...own }) => [name, own])),
    gpus: Object.fromEntries(gpus.map(({ model, mappings }) => [model, mappings])),
    interfaces: Object.fromEntries(interfaces.map(({ name, ...own }) => [name, own])),
  };
}
