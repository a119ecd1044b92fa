import type { Catalog } from '../blueprints/catalog.ts';
import type { MapTree, Tree } from '../source/tree.ts';
import { fold } from './fold.ts';
import type { FoldedLeaf } from './folded.ts';
import { type Faults, noFaults, type Source, source } from './said.ts';

/** A file that was checked. */
export interface CheckedFile {
  readonly root: MapTree;
  readonly faults: Faults;
}

/** An environment as its two files have it. Either may be absent, not both. */
export interface EnvironmentFiles {
  readonly name: string;
  readonly inMain: MapTree | undefined;
  readonly own: CheckedFile | undefined;
}

/** Keys of an environment that are not cluster-shaped. */
const environmentOnly: ReadonlySet<string> = new Set(['clusters', 'gitops', 'secrets']);

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
  add('environment', inMain && without(inMain, environmentOnly), ['environments', name], main);
  if (own !== undefined) add('environment-file', without(own.root, environmentOnly), [], own);
  add('cluster', clusterOf(inMain, cluster), ['environments', name, 'clusters', cluster], main);
  if (own !== undefined) add('cluster-file', clusterOf(own.root, cluster), ['clusters', cluster], own);
  return layers;
}

/** What only the environment itself has: gitops and secrets. */
export function settingsLayers(main: CheckedFile, { name, inMain, own }: EnvironmentFiles): readonly Source[] {
  const clusterShaped = (tree: MapTree): ReadonlySet<string> =>
    new Set([...tree.entries.keys()].filter((key) => key !== 'gitops' && key !== 'secrets'));
  return [
    ...(inMain === undefined
      ? []
      : [source('environment', without(inMain, clusterShaped(inMain)), ['environments', name], main.faults)]),
    ...(own === undefined
      ? []
      : [source('environment-file', without(own.root, clusterShaped(own.root)), [], own.faults)]),
  ];
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

/** The size that the layers choose, before any size is put below them. Undefined: nobody chose. */
export function chosenSize(layers: readonly Source[]): FoldedLeaf | undefined {
  const sizes = layers.flatMap(({ said }) => {
    const entry = said.isMap && said.tree.kind === 'map' ? said.tree.entries.get('size') : undefined;
    return entry === undefined ? [] : [{ said: said.below('size', entry.value), above: false }];
  });
  const folded = fold(sizes);
  return folded?.kind === 'leaf' ? folded : undefined;
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
