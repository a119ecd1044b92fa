import { valueOf } from '../config/read.ts';
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
export function resolvedInputs(platform: Platform, environment: Environment): ReadonlyMap<string, Json> {
  const leaves = new Map<string, Json>();
  const root = {
    name: platform.name,
    description: platform.description,
    terraform: platform.terraform,
    gitops: platform.gitops === undefined ? undefined : { ...platform.gitops, branch: environment.branch },
    recipients: environment.recipients,
  };
  // A cluster may be called `name`; what is the platform's own begins with a dot that no cluster's path has.
  for (const [key, value] of Object.entries(root)) collect(leaves, `.${key}`, value);
  for (const cluster of environment.clusters) collectCluster(leaves, cluster);
  return leaves;
}

/** One more key of a path. */
function joinPath(path: string, key: string): string {
  const step = formatStep(key);
  return path === '' && step.startsWith('.') ? step.slice(1) : path + step;
}

/** `.memory`, or `["main-workers-2"]` for a key that is more than a word, so that dots in it do not separate. */
function formatStep(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function collectCluster(leaves: Map<string, Json>, cluster: Cluster): void {
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
  const path = joinPath('', name);
  collect(leaves, path, rest);
  collect(leaves, joinPath(path, 'provider'), provider.name);
  for (const { name: source, settings } of clusterProviders(cluster))
    collect(leaves, joinPath(joinPath(path, 'providers'), source), settings);
  const { settings, name: attach, ...own } = network;
  collect(leaves, joinPath(path, 'network'), { ...own, attach });
  collect(leaves, joinPath(joinPath(path, 'networks'), attach), settings);
  collect(leaves, joinPath(path, 'applications'), applications);
  // A change of a group is one change, however many machines it makes different.
  for (const group of ['controlPlane', 'pools']) {
    const written = mapAt(cluster.tree, group);
    if (written !== undefined) collect(leaves, joinPath(path, group), valueOf(written));
  }
  for (const node of nodes) collectNode(leaves, joinPath(path, 'nodes'), node);
  for (const { name: component, options, values, version, wave, impliedBy } of components) {
    const below = joinPath(joinPath(path, 'platform'), component);
    // A component without any option is on all the same, and that has to show.
    collect(leaves, below, { ...options, version, values, wave, impliedBy });
  }
}

function collectNode(leaves: Map<string, Json>, nodes: string, node: Node): void {
  const { name, tree, provider, memory, disks, gpus, interfaces, ...rest } = node;
  const path = joinPath(nodes, name);
  collect(leaves, path, { ...rest, memory: formatSize(memory) });
  collect(leaves, joinPath(path, 'provider'), provider.name);
  for (const disk of disks) collect(leaves, joinPath(joinPath(path, 'disks'), disk.name), diskForm(tree, disk));
  for (const { model, mappings } of gpus) collect(leaves, joinPath(joinPath(path, 'gpus'), model), mappings);
  for (const { name: port, network, ...own } of interfaces) {
    collect(leaves, joinPath(joinPath(path, 'interfaces'), port), { ...own, network: network?.name });
  }
}

type Leaf = readonly [path: string, value: Json];

/** What nodes of one pool share is the same object, and is walked into once. */
const walked = new WeakMap<object, readonly Leaf[]>();

function collect(leaves: Map<string, Json>, path: string, value: unknown): void {
  for (const [below, leaf] of leavesOf(value)) leaves.set(path + below, leaf);
}

/** Maps are walked into; scalars and lists are leaves; what is undefined, and an empty map, is not there. */
function leavesOf(value: unknown): readonly Leaf[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [['', value as Json]];
  const known = walked.get(value);
  if (known !== undefined) return known;
  const leaves: Leaf[] = [];
  for (const [key, inner] of Object.entries(value)) {
    const step = formatStep(key);
    for (const [below, leaf] of leavesOf(inner)) leaves.push([step + below, leaf]);
  }
  walked.set(value, leaves);
  return leaves;
}
