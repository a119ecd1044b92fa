import { clusterId } from '../identity/cluster-id.ts';
import type { ResolvedCluster } from '../../schema/config.ts';
import type { Catalog } from '../blueprints/catalog.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import { remove, replace } from '../diagnostics/fix.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { checkFolded } from './check-folded.ts';
import type { ClusterConfig } from './config.ts';
import { foldMap, foldOnto } from './fold.ts';
import type { Folded, FoldedLeaf, FoldedMap } from './folded.ts';
import { formatPath } from './format-path.ts';
import {
  type CheckedFile,
  chosenSize,
  chosenVariants,
  clusterLayers,
  type EnvironmentFiles,
  sizeLayer,
  sizeNames,
  variantLayer,
  variantNames,
} from './layers.ts';
import { collectNulls, groupsOf, type NullWatch, removesFromBelow } from './nulls.ts';
import { at, valueOf } from './read.ts';
import type { Source } from './written-layer.ts';
import type { Language } from './schema.ts';
import { fillDefaults } from './with-defaults.ts';

/** What all clusters are resolved with. */
export interface Surroundings {
  readonly main: CheckedFile;
  readonly catalog: Catalog;
  readonly language: Language;
  readonly nulls: NullWatch;
}

/** Node-shaped fragments are folded onto something before anything is missing in them. */
const fragments: ReadonlySet<string> = new Set(['node', 'talos', 'size', 'variant']);

/** One cluster: its layers with its size below, folded, looked at as a whole, defaults filled in. */
export function resolveCluster(
  surroundings: Surroundings,
  environment: EnvironmentFiles,
  name: string,
): { readonly cluster: ClusterConfig; readonly diagnostics: readonly Diagnostic[] } {
  const { main, catalog, language } = surroundings;
  const layers = clusterLayers(main, environment, name);
  const chosen = chosenSize(layers);
  const sizeName = chosen?.faulty === true ? undefined : String(chosen?.value ?? 'small');
  const size = sizeName === undefined ? undefined : sizeLayer(main, catalog, sizeName);
  const diagnostics: Diagnostic[] = [];
  if (size === undefined && sizeName !== undefined) diagnostics.push(unknownSize(sizeName, chosen, main, catalog));

  const variants = variantsOf(main, chosenVariants(layers));
  diagnostics.push(...variants.diagnostics);

  const { onNull, idle, busy } = collectNulls();
  // A variant is nearer to the cluster that chose it than what all clusters begin with.
  const [defaults, others] = [layers.filter(isDefaults), layers.filter((layer) => !isDefaults(layer))];
  const sources = [...(size === undefined ? [] : [size]), ...defaults, ...variants.layers, ...others];
  const folded = foldMap(sources, onNull);
  for (const written of busy) surroundings.nulls.note(written, true);
  for (const written of idle)
    surroundings.nulls.note(written, removesFromBelow(folded, relative(written.path, written.layer, sources)));

  const filled = fillDefaults(language, folded, { $ref: '#/$defs/cluster' }, fragments) as FoldedMap;
  // Without its size, it is unknown what is missing in the groups.
  const tree = size === undefined ? withUnknownGroups(filled) : filled;
  diagnostics.push(...checkFolded(language, tree, { $ref: '#/$defs/cluster' }, [], fragments));
  diagnostics.push(...checkFragments(language, tree), ...countsOverSize(tree, chosen, environment.name, name));
  const value = (valueOf(tree) ?? {}) as unknown as ResolvedCluster;
  return { cluster: { environment: environment.name, name, value, tree }, diagnostics };
}

function isDefaults({ written }: Source): boolean {
  return written.layer === 'defaults';
}

/** The layers that a choice of variants means; a name that nothing has is a fault where it stands. */
function variantsOf(
  main: CheckedFile,
  chosen: FoldedLeaf | undefined,
): { readonly layers: readonly Source[]; readonly diagnostics: readonly Diagnostic[] } {
  const layers: Source[] = [];
  const diagnostics: Diagnostic[] = [];
  const names = variantNames(main);
  for (const [index, name] of ((chosen?.value ?? []) as readonly string[]).entries()) {
    const layer = variantLayer(main, name);
    if (layer !== undefined) layers.push(layer);
    else if (!names.includes(name)) {
      const item = chosen?.tree?.kind === 'list' ? chosen.tree.items[index] : undefined;
      const meant = closest(name, names);
      diagnostics.push(
        diagnostic('config/unknown-variant', item?.span ?? chosen?.saying.span, `unknown variant "${name}"`, {
          label: meant === undefined ? undefined : `did you mean "${meant}"?`,
          help:
            names.length === 0
              ? 'no variants are defined: define it under `variants`'
              : `the variants are ${names.join(', ')}`,
          fix: meant === undefined ? remove(item?.span, `"${name}"`) : replace(item?.span, meant),
        }),
      );
    }
  }
  return { layers, diagnostics };
}

function unknownSize(name: string, chosen: FoldedLeaf | undefined, main: CheckedFile, catalog: Catalog): Diagnostic {
  const names = sizeNames(main, catalog);
  const meant = closest(name, names);
  return diagnostic('config/unknown-size', chosen?.saying.span, `unknown size "${name}"`, {
    label: meant === undefined ? undefined : `did you mean "${meant}"?`,
    help: `the sizes are ${names.join(', ')}`,
    fix: replace(chosen?.saying.span, meant ?? 'small'),
  });
}

/** A path in its file, seen from the cluster. */
function relative(path: readonly string[], layer: string, sources: readonly Source[]): readonly string[] {
  const root = sources.find(({ written }) => written.layer === layer);
  return path.slice(root?.written.path.length ?? 0);
}

function withUnknownGroups(tree: FoldedMap): FoldedMap {
  const unknown = (folded: Folded | undefined): Folded | undefined =>
    folded?.kind === 'map' ? { ...folded, faulty: true } : folded;
  const entries = new Map(tree.entries);
  const controlPlane = unknown(entries.get('controlPlane'));
  if (controlPlane !== undefined) entries.set('controlPlane', controlPlane);
  const pools = entries.get('pools');
  if (pools?.kind === 'map') {
    const inner = [...pools.entries].map(([name, pool]) => [name, unknown(pool) ?? pool] as const);
    entries.set('pools', { ...pools, entries: new Map(inner), faulty: true });
  }
  return { ...tree, entries, faulty: true };
}

/**
 * What is required inside a group's `talos` or a node may come from below it. So it is missing only when it is missing in
 * the fragment as folded onto whatever it may be folded onto.
 */
function checkFragments(language: Language, tree: FoldedMap): readonly Diagnostic[] {
  const none: ReadonlySet<string> = new Set();
  const found: Diagnostic[] = [];
  const groups = [['controlPlane'], ...keysAt(tree, ['pools'])];
  const spoken = at(tree, ['talos']);
  // Where only the schema spoke there is nothing to fold onto.
  const clusterTalos = spoken?.sources === undefined ? undefined : spoken;
  for (const group of groups) {
    const talos = at(tree, [...group, 'talos']);
    if (talos?.sources === undefined) continue;
    const whole = foldOnto(clusterTalos, talos);
    found.push(...checkFolded(language, whole, { $ref: '#/$defs/talos' }, [...group, 'talos'], none));
  }
  for (const path of keysAt(tree, ['nodes'])) {
    const node = at(tree, path);
    if (node?.kind !== 'map' || node.sources === undefined) continue;
    const results = groupsOf(tree, path[1] as string).map((group) => {
      const base = at(tree, group);
      const whole = base?.sources === undefined ? node : foldOnto(base, node);
      return checkFolded(language, whole, { $ref: '#/$defs/node' }, path, none);
    });
    // Only what is missing or doubled whichever group makes the node, and not what its group is blamed for.
    const [first, ...others] = results;
    const blamed = new Set(found.map(keyOf));
    for (const each of first ?? []) {
      if (others.every((other) => other.some((same) => keyOf(same) === keyOf(each))) && !blamed.has(keyOf(each)))
        found.push(each);
    }
  }
  return found;
}

function keyOf({ code, span }: Diagnostic): string {
  return `${code} ${span?.file} ${span?.start}`;
}

function keysAt(tree: FoldedMap, path: readonly string[]): readonly (readonly string[])[] {
  const map = at(tree, path);
  return map?.kind === 'map' ? [...map.entries.keys()].map((key) => [...path, key]) : [];
}

/** Sizes are below defaults: a count in defaults overrides a size that an upper layer selects. */
function countsOverSize(
  tree: FoldedMap,
  chosen: FoldedLeaf | undefined,
  environment: string,
  cluster: string,
): Diagnostic[] {
  if (chosen === undefined || chosen.saying.layer === 'defaults') return [];
  const found: Diagnostic[] = [];
  for (const group of [['controlPlane'], ...keysAt(tree, ['pools'])]) {
    const count = at(tree, [...group, 'count']);
    if (count?.kind !== 'leaf' || count.faulty || count.saying.layer !== 'defaults') continue;
    const beaten = count.overrode.find(({ layer }) => layer === 'size');
    if (beaten === undefined || beaten.value === count.value) continue;
    const message = `${formatPath([...group, 'count'])} is ${count.value} in ${clusterId(environment, cluster)}, although its size ${chosen.value} sets ${beaten.value}`;
    found.push(
      diagnostic('config/default-count-overrides-size', count.saying.span, message, {
        label: 'a count in defaults overrides every size',
        fix: remove(count.saying.span, 'it'),
        cluster: clusterId(environment, cluster),
        related:
          chosen.saying.span === undefined ? [] : [{ span: chosen.saying.span, message: 'the size is chosen here' }],
      }),
    );
  }
  return found;
}
