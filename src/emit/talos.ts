import { parse } from 'yaml';
import type { Catalog } from '../blueprints/catalog.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import type { Cluster, Environment, Node, Platform } from '../model/platform.ts';
import type { Json } from '../source/tree.ts';
import { type Artifact, artifactPath } from './artifact.ts';
import { dialectFragments } from './talos/dialects.ts';
import { type Fragment, fragment } from './talos/document.ts';
import { firewallFragments } from './talos/firewall.ts';
import { layerFragments, type PatchDocuments, type PatchFile } from './talos/layers.ts';
import { linkFragments, mainLink } from './talos/links.ts';
import { printSecretTemplate } from './talos/secret-template.ts';
import { componentPorts, talosSettings } from './talos/settings.ts';
import { volumeFragments } from './talos/volumes.ts';
import { bootImage, nodeSchematic } from './talos-image.ts';
import { printYamlDocuments } from './yaml/print-yaml.ts';

/**
 * The machine configuration of one cluster as patches over what Talos generates, and the schematics of its images. Each
 * patch holds only what its nodes have in common.
 */
export function emitTalos(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  catalog: Catalog,
): Checked<readonly Artifact[]> {
  const artifact = (name: string, text: string, subject?: string): Artifact => ({
    path: artifactPath(environment.name, 'clusters', cluster.name, 'talos', name),
    text,
    layer: 'talos',
    environment: environment.name,
    cluster: cluster.name,
    subject,
    template: undefined,
  });
  const patches = patchesOf(platform, cluster, catalog).map(({ path, file, secret, documents }) =>
    artifact(
      path,
      secret
        ? header(`${about(cluster, file)} Terraform puts the secrets in.`) + printSecretTemplate(documents)
        : header(about(cluster, file)) + printYamlDocuments(documents),
      subjectOf(file),
    ),
  );
  const own = [...ownPatches(cluster)].flatMap(([file, source]) => {
    const text = platform.files.get(source);
    return text === undefined ? [] : [artifact(file, text.endsWith('\n') ? text : `${text}\n`)];
  });
  const schematics = clusterSchematics(cluster).map(({ file, id, text, nodes, bootImages }) =>
    artifact(
      file,
      header(
        `Image Factory schematic of ${listed(nodes, cluster.nodes.length)}. Its id is the SHA-256 of what stands below:`,
        id,
        ...bootImages.map((url) => `Machines of metal are first started from ${url}`),
      ) + text,
    ),
  );
  return { value: [...patches, ...own, ...schematics], diagnostics: [] };
}

/** Each node's patches in the order in which they are applied; paths below the cluster's `talos` folder. */
export function nodePatches(
  platform: Platform,
  cluster: Cluster,
  catalog: Catalog,
): ReadonlyMap<string, readonly string[]> {
  const patches = patchesOf(platform, cluster, catalog);
  return new Map(
    cluster.nodes.map((node) => [
      node.name,
      [
        ...patches.filter(({ file }) => file.nodes.includes(node.name)).map(({ path }) => path),
        ...Object.keys(node.talos.patches)
          .sort()
          .filter((name) => platform.files.has(node.talos.patches[name] as string))
          .map((name) => ownPatchFile(cluster, node, name)),
      ],
    ]),
  );
}

interface Patch {
  /** Below the cluster's `talos` folder. */
  readonly path: string;
  readonly file: PatchFile;
  /** A template: nobody but Terraform sees it filled in. */
  readonly secret: boolean;
  readonly documents: PatchDocuments;
}

/** What says something, in the order in which it is applied: what anybody may read, then what holds secrets. */
function patchesOf(platform: Platform, cluster: Cluster, catalog: Catalog): readonly Patch[] {
  const files = patchFiles(cluster);
  const fragments = nodeFragments(platform, cluster, catalog);
  return [false, true].flatMap((secret) => {
    const own = new Map([...fragments].map(([node, list]) => [node, list.filter((one) => one.secret === secret)]));
    const documents = layerFragments(files, own);
    return files.flatMap((file): Patch[] => {
      const list = documents.get(file.name) ?? [];
      const path = secret ? `secrets/${file.name}.yaml.tftpl` : `${file.name}.yaml`;
      return list.length === 0 ? [] : [{ path, file, secret, documents: list }];
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
  const ports = componentPorts(cluster.components, catalog);
  return new Map(
    cluster.nodes.map((node) => [
      node.name,
      [
        ...dialectFragments(cluster.talosContract, talosSettings(platform, cluster, node, catalog, readPolicy)),
        ...linkFragments(cluster, node),
        ...virtualAddress(cluster, node),
        ...volumeFragments(node, catalog),
        ...firewallFragments(cluster, node, ports),
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

/** The user's own patches: file in `out/` to file in the repository. */
function ownPatches(cluster: Cluster): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const node of cluster.nodes) {
    for (const [name, source] of Object.entries(node.talos.patches))
      files.set(ownPatchFile(cluster, node, name), source);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One file for all nodes that have the same patch under a name; a node that says otherwise has one of its own. */
function ownPatchFile(cluster: Cluster, node: Node, name: string): string {
  const shared = cluster.talos.patches;
  const same = Object.hasOwn(shared, name) && shared[name] === node.talos.patches[name];
  if (same) return `patches/${name}.yaml`;
  const pool = cluster.nodes.filter((other) => other.pool === node.pool);
  const inPool = pool.length > 1 && pool.every((other) => other.talos.patches[name] === node.talos.patches[name]);
  return inPool ? `patches/${name}-${node.pool}.yaml` : `patches/${name}-${node.name}.yaml`;
}

export interface ClusterSchematic {
  readonly file: string;
  readonly id: string;
  readonly text: string;
  readonly nodes: readonly string[];
  /** What its machines of metal are started from, sorted. */
  readonly bootImages: readonly string[];
}

/** The distinct schematics of a cluster, those given by hand left out: their contents are not known here. */
export function clusterSchematics(cluster: Cluster): readonly ClusterSchematic[] {
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
    file: `schematic-${id.slice(0, 12)}.yaml`,
    id,
    text,
    nodes,
    bootImages: [...bootImages].sort(),
  }));
}

function header(...lines: readonly string[]): string {
  return `${[...lines, 'Compiled from infraflux.yaml: edit there.'].map((line) => `# ${line}\n`).join('')}`;
}

function about(cluster: Cluster, file: PatchFile): string {
  const of = `${cluster.environment}/${cluster.name}`;
  switch (file.layer) {
    case 'cluster':
      return `Talos ${cluster.talosContract}, patch for every machine of ${of}.`;
    case 'role':
      return `Talos ${cluster.talosContract}, patch for the ${file.name === 'worker' ? 'workers' : 'control planes'} of ${of}.`;
    case 'pool':
      return `Talos ${cluster.talosContract}, patch for the pool ${file.name.slice('pool-'.length)} of ${of}.`;
    default:
      return `Talos ${cluster.talosContract}, patch for ${file.nodes[0]} of ${of} alone.`;
  }
}

function subjectOf(file: PatchFile): string | undefined {
  return file.layer === 'node' ? file.nodes[0] : undefined;
}

function listed(nodes: readonly string[], all: number): string {
  return nodes.length === all ? 'every machine' : nodes.join(', ');
}
