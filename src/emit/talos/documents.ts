import { blueprintOf } from '../../model/blueprint-of.ts';
import { parse } from 'yaml';
import type { Catalog } from '../../blueprints/catalog.ts';
import type { Cluster, Node, Platform } from '../../model/platform.ts';
import type { Json } from '../../source/tree.ts';
import { dialectFragments } from './dialects.ts';
import { type Fragment, fragment } from './document.ts';
import { firewallFragments } from './firewall.ts';
import { bootImage, nodeSchematic } from './image.ts';
import { layerFragments, type PatchDocuments, type PatchFile } from './layers.ts';
import { linkFragments, mainLink } from './links.ts';
import { mergeNeeds } from '../../model/talos-needs.ts';
import { talosSettings } from './settings.ts';
import { volumeFragments } from './volumes.ts';

/**
 * What Talos is told about a cluster's machines, made once for any backend that makes the machines and brings it to them: patches
 * over the configuration that Talos generates, each with only what its nodes have in common, and the images' schematics.
 */
export interface TalosDocuments {
  /** In the order in which they are applied: public ones, then those with secrets. */
  readonly patches: readonly TalosPatch[];
  /** The user's own files, which are applied last. */
  readonly ownPatches: readonly OwnPatch[];
  readonly schematics: readonly ClusterSchematic[];
}

export interface TalosPatch {
  readonly file: PatchFile;
  /** Whether places of secrets are in the documents (`secretPlace`): the backend that brings them puts the values in. */
  readonly secret: boolean;
  readonly documents: PatchDocuments;
}

export interface OwnPatch {
  /** `patches/registry`, `patches/registry-gpu`. */
  readonly name: string;
  readonly text: string;
  readonly nodes: readonly string[];
}

export function talosDocuments(platform: Platform, cluster: Cluster, catalog: Catalog): TalosDocuments {
  return {
    patches: patchesOf(platform, cluster, catalog),
    ownPatches: ownPatches(platform, cluster),
    schematics: clusterSchematics(cluster),
  };
}

function patchesOf(platform: Platform, cluster: Cluster, catalog: Catalog): readonly TalosPatch[] {
  const files = patchFiles(cluster);
  const fragments = nodeFragments(platform, cluster, catalog);
  return [false, true].flatMap((secret) => {
    const own = new Map([...fragments].map(([node, list]) => [node, list.filter((item) => item.secret === secret)]));
    const documents = layerFragments(files, own);
    return files.flatMap((file): TalosPatch[] => {
      const list = documents.get(file.name) ?? [];
      return list.length === 0 ? [] : [{ file, secret, documents: list }];
    });
  });
}

function nodeFragments(
  platform: Platform,
  cluster: Cluster,
  catalog: Catalog,
): ReadonlyMap<string, readonly Fragment[]> {
  const readPolicy = (path: string): Json | undefined => {
    const text = platform.files.get(path);
    return text === undefined ? undefined : (parse(text) as Json);
  };
  const active = cluster.components.map(({ name, options }) => {
    return { name, options, blueprint: blueprintOf({ name, options }, catalog) };
  });
  const needs = mergeNeeds(active, catalog.needKinds);
  return new Map(
    cluster.nodes.map((node) => [
      node.name,
      [
        ...dialectFragments(cluster.talosContract, talosSettings(platform, cluster, node, needs, readPolicy)),
        ...linkFragments(cluster, node),
        ...virtualAddress(cluster, node),
        ...volumeFragments(node, catalog),
        ...firewallFragments(cluster, node, needs.ports),
      ],
    ]),
  );
}

/** The control planes hold the API's address among themselves, with etcd to elect the holder. */
function virtualAddress(cluster: Cluster, node: Node): Fragment[] {
  const { host, virtual } = cluster.network.endpoint;
  const link = mainLink(cluster, node);
  if (!virtual || node.role !== 'controlplane' || link === undefined) return [];
  return [fragment('Layer2VIPConfig', host, 'role', { link })];
}

/** Widest first. A pool has a file of its own only where there are several. */
function patchFiles(cluster: Cluster): readonly PatchFile[] {
  const names = (nodes: readonly Node[]): readonly string[] => nodes.map((node) => node.name);
  const controlPlanes = cluster.nodes.filter((node) => node.role === 'controlplane');
  const workers = cluster.nodes.filter((node) => node.role === 'worker');
  const pools = [...new Set(workers.map((node) => node.pool))];
  return [
    { name: 'all', layer: 'cluster', nodes: names(cluster.nodes) },
    { name: 'controlplane', layer: 'role', nodes: names(controlPlanes) },
    { name: 'worker', layer: 'role', nodes: names(workers) },
    ...(pools.length < 2 ? [] : pools).map(
      (pool): PatchFile => ({
        name: `pool-${pool}`,
        layer: 'pool',
        nodes: names(workers.filter((node) => node.pool === pool)),
      }),
    ),
    ...cluster.nodes.map((node): PatchFile => ({ name: `nodes/${node.name}`, layer: 'node', nodes: [node.name] })),
  ];
}

/** In the order of the names that the user gave them. A missing file was reported. */
function ownPatches(platform: Platform, cluster: Cluster): readonly OwnPatch[] {
  const found = new Map<string, { readonly key: string; readonly text: string; readonly nodes: readonly string[] }>();
  for (const node of cluster.nodes) {
    for (const [key, source] of Object.entries(node.talos.patches)) {
      const text = platform.files.get(source);
      if (text === undefined) continue;
      const name = ownPatchName(cluster, node, key);
      found.set(name, { key, text, nodes: [...(found.get(name)?.nodes ?? []), node.name] });
    }
  }
  return [...found]
    .sort(([a, { key: x }], [b, { key: y }]) => (x === y ? (a < b ? -1 : 1) : x < y ? -1 : 1))
    .map(([name, { text, nodes }]) => ({ name, text, nodes }));
}

/** One for all nodes that have the same patch under a name; a node with other settings has a separate one. */
function ownPatchName(cluster: Cluster, node: Node, name: string): string {
  const shared = cluster.talos.patches;
  const same = Object.hasOwn(shared, name) && shared[name] === node.talos.patches[name];
  if (same) return `patches/${name}`;
  const pool = cluster.nodes.filter((other) => other.pool === node.pool);
  const inPool = pool.length > 1 && pool.every((other) => other.talos.patches[name] === node.talos.patches[name]);
  return inPool ? `patches/${name}-${node.pool}` : `patches/${name}-${node.name}`;
}

export interface ClusterSchematic {
  readonly id: string;
  readonly text: string;
  readonly nodes: readonly string[];
  /** What its machines of metal are started from, sorted. */
  readonly bootImages: readonly string[];
}

/** The distinct schematics of a cluster, without user-defined ids: their contents are not known here. */
function clusterSchematics(cluster: Cluster): readonly ClusterSchematic[] {
  const byId = new Map<string, { text: string; nodes: string[]; bootImages: Set<string> }>();
  for (const node of cluster.nodes) {
    const { id, text } = nodeSchematic(node);
    if (text === undefined) continue;
    const entry = byId.get(id) ?? { text, nodes: [], bootImages: new Set() };
    entry.nodes.push(node.name);
    const image = bootImage(cluster, node);
    if (image !== undefined) entry.bootImages.add(image);
    byId.set(id, entry);
  }
  return [...byId].map(([id, { text, nodes, bootImages }]) => ({
    id,
    text,
    nodes,
    bootImages: [...bootImages].sort(),
  }));
}
