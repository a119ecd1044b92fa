import type { Catalog } from '../blueprints/catalog.ts';
import type { MapTree, Tree } from '../source/tree.ts';
import { fold } from './fold.ts';
import type { FoldedLeaf } from './folded.ts';
import { type Faults, noFaults, type Source, source } from './written-layer.ts';

/** A file that was checked. */
export interface CheckedFile {
  readonly root: MapTree;
  readonly faults: Faults;
}

/** `prod` for environments/prod.yaml. */
export function environmentName(path: string): string | undefined {
  return /^environments\/([^/]+)\.ya?ml$/.exec(path)?.[1];
}

/** An environment as its two files have it. Either may be absent, not both. */
export interface EnvironmentFiles {
  readonly name: string;
  readonly inMain: MapTree | undefined;
  readonly own: CheckedFile | undefined;
}

/** Keys of an environment that are not cluster-shaped, and of its `secrets` those that are its own. */
const environmentOnly: ReadonlySet<string> = new Set(['clusters', 'gitops']);
const ownSecrets: ReadonlySet<string> = new Set(['sops']);
const clusterSecrets: ReadonlySet<string> = new Set(['external']);

/** The layers of one cluster, from the lowest up, without its size: design section 3 gives the order. */
export function clusterLayers(main: CheckedFile, environment: EnvironmentFiles, cluster: string): readonly Source[] {
  const layers: Source[] = [];
  const add = (
    layer: Parameters<typeof source>[0],
    tree: Tree | undefined,
    path: readonly string[],
    file: CheckedFile,
  ) => {
    if (tree !== undefined) layers.push(source(layer, tree, path, file.faults));
  };
  const { name, inMain, own } = environment;
  add('defaults', main.root.entries.get('defaults')?.value, ['defaults'], main);
  add('environment', inMain && clusterShaped(inMain), ['environments', name], main);
  if (own !== undefined) add('environment-file', clusterShaped(own.root), [], own);
  add('cluster', clusterOf(inMain, cluster), ['environments', name, 'clusters', cluster], main);
  if (own !== undefined) add('cluster-file', clusterOf(own.root, cluster), ['clusters', cluster], own);
  return layers;
}

/** What only the environment itself has: gitops, and who may read its secrets. */
export function settingsLayers(main: CheckedFile, { name, inMain, own }: EnvironmentFiles): readonly Source[] {
  return [
    ...(inMain === undefined ? [] : [source('environment', settingsOf(inMain), ['environments', name], main.faults)]),
    ...(own === undefined ? [] : [source('environment-file', settingsOf(own.root), [], own.faults)]),
  ];
}

/** An environment as a layer of its clusters. */
function clusterShaped(tree: MapTree): MapTree {
  return withSecrets(without(tree, environmentOnly), ownSecrets);
}

function settingsOf(tree: MapTree): MapTree {
  const others = [...tree.entries.keys()].filter((key) => key !== 'gitops' && key !== 'secrets');
  return withSecrets(without(tree, new Set(others)), clusterSecrets);
}

/** The same map, with less in its `secrets`; without them when nothing is left. A null there takes everything away. */
function withSecrets(tree: MapTree, taken: ReadonlySet<string>): MapTree {
  const entry = tree.entries.get('secrets');
  if (entry?.value.kind !== 'map') return tree;
  const left = without(entry.value, taken);
  if (left.entries.size === 0) return without(tree, new Set(['secrets']));
  return { ...tree, entries: new Map(tree.entries).set('secrets', { ...entry, value: left }) };
}

/** The clusters of an environment as layers, to see which there are: a null in an upper file takes one out. */
export function clustersLayers(main: CheckedFile, { name, inMain, own }: EnvironmentFiles): readonly Source[] {
  const lower = inMain?.entries.get('clusters')?.value;
  const upper = own?.root.entries.get('clusters')?.value;
  return [
    ...(lower === undefined ? [] : [source('cluster', lower, ['environments', name, 'clusters'], main.faults)]),
    ...(upper === undefined || own === undefined ? [] : [source('cluster-file', upper, ['clusters'], own.faults)]),
  ];
}

/** The size that the layers choose, before any size is put below them. Undefined: not set. */
export function chosenSize(layers: readonly Source[]): FoldedLeaf | undefined {
  const sizes = layers.flatMap(({ written }) => {
    const entry = written.isMap && written.tree.kind === 'map' ? written.tree.entries.get('size') : undefined;
    return entry === undefined ? [] : [{ written: written.below('size', entry.value), above: false }];
  });
  const folded = fold(sizes);
  return folded?.kind === 'leaf' ? folded : undefined;
}

/** The variants that the layers choose, in order. Undefined: not set, or not a list. */
export function chosenVariants(layers: readonly Source[]): FoldedLeaf | undefined {
  const lists = layers.flatMap(({ written }) => {
    const entry = written.isMap && written.tree.kind === 'map' ? written.tree.entries.get('variants') : undefined;
    return entry === undefined ? [] : [{ written: written.below('variants', entry.value), above: false }];
  });
  const folded = fold(lists);
  return folded?.kind === 'leaf' && !folded.faulty && Array.isArray(folded.value) ? folded : undefined;
}

/** A variant by its name. */
export function variantLayer(main: CheckedFile, name: string): Source | undefined {
  const tree = mapAt(main.root, 'variants')?.entries.get(name)?.value;
  return tree?.kind === 'map' ? source('variant', tree, ['variants', name], main.faults) : undefined;
}

/** The names that `variants` may hold. */
export function variantNames(main: CheckedFile): readonly string[] {
  return [...(mapAt(main.root, 'variants')?.entries.keys() ?? [])].sort();
}

/** A size by its name: the user's own before the built-in one. */
export function sizeLayer(main: CheckedFile, catalog: Catalog, name: string): Source | undefined {
  const own = mapAt(main.root, 'sizes')?.entries.get(name)?.value;
  if (own !== undefined && own.kind === 'map') return source('size', own, ['sizes', name], main.faults);
  const builtIn = catalog.sizes.get(name);
  return builtIn === undefined ? undefined : source('size', builtIn.root, [], noFaults);
}

/** The names that `size` may have. */
export function sizeNames(main: CheckedFile, catalog: Catalog): readonly string[] {
  return [...new Set([...(mapAt(main.root, 'sizes')?.entries.keys() ?? []), ...catalog.sizes.keys()])].sort();
}

export function mapAt(tree: MapTree | undefined, key: string): MapTree | undefined {
  const value = tree?.entries.get(key)?.value;
  return value?.kind === 'map' ? value : undefined;
}

/** The map without some keys. It keeps its place: the faults of what is left are still its own. */
export function without(tree: MapTree, keys: ReadonlySet<string>): MapTree {
  return { ...tree, entries: new Map([...tree.entries].filter(([key]) => !keys.has(key))) };
}

function clusterOf(environment: MapTree | undefined, cluster: string): Tree | undefined {
  return mapAt(environment, 'clusters')?.entries.get(cluster)?.value;
}
