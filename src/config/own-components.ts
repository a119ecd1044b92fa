import type { Catalog } from '../blueprints/catalog.ts';
import type { MapTree, SourceSet, Tree } from '../source/tree.ts';
import { environmentName } from './layers.ts';

/** Keys of a component that say where it comes from. One without a blueprint has one of them. */
export const componentSources = ['helm', 'path', 'git'] as const;

/**
 * Names of components that have no blueprint: in some layer of some file, each is given a source. Other layers of the same
 * name may set further keys alone.
 */
export function ownComponentNames(
  set: Pick<SourceSet, 'trees'>,
  catalog: Pick<Catalog, 'components'>,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [path, { root }] of set.trees) {
    for (const platform of platformPaths(root, environmentName(path) === undefined ? 'infraflux' : 'environment')) {
      const tree = treeAt(root, platform);
      if (tree?.kind !== 'map') continue;
      for (const { key, value } of tree.entries.values())
        if (!catalog.components.has(key) && hasSource(value)) names.add(key);
    }
  }
  return names;
}

function hasSource(tree: Tree): boolean {
  return tree.kind === 'map' && componentSources.some((source) => tree.entries.has(source));
}

/** Every `platform` of a file. */
export function platformPaths(root: MapTree, kind: 'infraflux' | 'environment'): readonly (readonly string[])[] {
  const environments = kind === 'environment' ? [[]] : keysAt(root, ['environments']);
  return [
    ...(kind === 'infraflux' ? [['defaults'], ...keysAt(root, ['sizes']), ...keysAt(root, ['variants'])] : []),
    ...environments.flatMap((path) => [path, ...keysAt(root, [...path, 'clusters'])]),
  ].map((path) => [...path, 'platform']);
}

function keysAt(root: Tree, path: readonly string[]): readonly (readonly string[])[] {
  const tree = treeAt(root, path);
  return tree?.kind === 'map' ? [...tree.entries.keys()].map((key) => [...path, key]) : [];
}

/** What stands at a path; items of lists by their number. */
export function treeAt(tree: Tree, path: readonly string[]): Tree | undefined {
  let here: Tree | undefined = tree;
  for (const key of path) {
    if (here?.kind === 'map') here = here.entries.get(key)?.value;
    else if (here?.kind === 'list') here = here.items[Number(key)];
    else return undefined;
  }
  return here;
}
