import { valueOf } from '../config/read.ts';
import { extendLeafPath, type LeafPath, leafPath } from '../identity/leaf-path.ts';
import type { Json } from '../source/tree.ts';
import { diskForm } from './cluster-form.ts';
import { type Cluster, clusterProviders, type Environment, type Node, type Platform } from './platform.ts';
import { formatSize } from './units.ts';
import { mapAt } from './written.ts';

/**
 * Every resolved leaf of an environment by its path, as `explain` takes it without the environment:
 * `main.nodes["main-workers-2"].memory`. What the platform has for all environments stands beside the clusters, under
 * the names that the language has for it. No positions, and no secrets: the language has only references to them.
 * In no particular order: whoever prints them sorts.
 */
export function resolvedInputs(platform: Platform, environment: Environment): ReadonlyMap<LeafPath, Json> {
  const leaves = new Map<LeafPath, Json>();
  const root = {
    name: platform.name,
    description: platform.description,
    terraform: platform.terraform,
    gitops: platform.gitops === undefined ? undefined : { ...platform.gitops, branch: environment.branch },
    recipients: environment.recipients,
  };
  for (const [key, value] of Object.entries(root)) collect(leaves, leafPath(undefined, [key]), value);
  for (const cluster of environment.clusters) collectCluster(leaves, cluster);
  return leaves;
}

function collectCluster(leaves: Map<LeafPath, Json>, cluster: Cluster): void {
  const {
    name,
    environment: _environment,
    // Ciphertext: whether it is another is seen in the files themselves.
    secretObjects: _secretObjects,
    tree: _tree,
    nodes,
    components,
    provider,
    firstProvider: _firstProvider,
    idleProviders: _idleProviders,
    network,
    applications,
    ...rest
  } = cluster;
  const path = leafPath(name, []);
  collect(leaves, path, rest);
  collect(leaves, extendLeafPath(path, ['provider']), provider.name);
  for (const { name: source, settings } of clusterProviders(cluster))
    collect(leaves, extendLeafPath(path, ['providers', source]), settings);
  const { settings, name: attach, ...own } = network;
  collect(leaves, extendLeafPath(path, ['network']), { ...own, attach });
  collect(leaves, extendLeafPath(path, ['networks', attach]), settings);
  collect(leaves, extendLeafPath(path, ['applications']), applications);
  // A change of a group is one change, however many machines it makes different.
  for (const group of ['controlPlane', 'pools']) {
    const written = mapAt(cluster.tree, group);
    if (written !== undefined) collect(leaves, extendLeafPath(path, [group]), valueOf(written));
  }
  for (const node of nodes) collectNode(leaves, extendLeafPath(path, ['nodes']), node);
  for (const { name: component, options, values, version, wave, impliedBy } of components) {
    const below = extendLeafPath(path, ['platform', component]);
    // A component without any option is on all the same, and that has to show.
    collect(leaves, below, { ...options, version, values, wave, impliedBy });
  }
}

function collectNode(leaves: Map<LeafPath, Json>, nodes: LeafPath, node: Node): void {
  const { name, tree, provider, memory, disks, gpus, interfaces, ...rest } = node;
  const path = extendLeafPath(nodes, [name]);
  collect(leaves, path, { ...rest, memory: formatSize(memory) });
  collect(leaves, extendLeafPath(path, ['provider']), provider.name);
  for (const disk of disks) collect(leaves, extendLeafPath(path, ['disks', disk.name]), diskForm(tree, disk));
  for (const { model, mappings } of gpus) collect(leaves, extendLeafPath(path, ['gpus', model]), mappings);
  for (const { name: port, network, ...own } of interfaces) {
    collect(leaves, extendLeafPath(path, ['interfaces', port]), { ...own, network: network?.name });
  }
}

type Leaf = readonly [keys: readonly string[], value: Json];

/** What nodes of one pool share is the same object, and is walked into once. */
const walked = new WeakMap<object, readonly Leaf[]>();

function collect(leaves: Map<LeafPath, Json>, path: LeafPath, value: unknown): void {
  for (const [keys, leaf] of leavesOf(value)) leaves.set(extendLeafPath(path, keys), leaf);
}

/** Maps are walked into; scalars and lists are leaves; what is undefined, and an empty map, is not there. */
function leavesOf(value: unknown): readonly Leaf[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[[], value as Json]];
  const known = walked.get(value);
  if (known !== undefined) return known;
  const leaves: Leaf[] = [];
  for (const [key, inner] of Object.entries(value)) {
    for (const [keys, leaf] of leavesOf(inner)) leaves.push([[key, ...keys], leaf]);
  }
  walked.set(value, leaves);
  return leaves;
}
