import { type MapTree, type ScalarTree, toJson } from '../source/tree.ts';
import type { Folded, FoldedLeaf, FoldedMap } from './folded.ts';
import type { Layer } from './provenance.ts';
import { type WrittenLayer, type Source, source } from './written-layer.ts';

/** Called once for each null that a layer wrote: did it take anything away? */
export type OnNull = (written: WrittenLayer, removed: boolean) => void;

/**
 * Folds layers from the lowest up onto one target by JSON Merge Patch (RFC 7396): maps merge, all else replaces, null
 * removes. The one function that folds: nothing else in InfraFlux puts one layer over another.
 *
 * Layers are never merged with each other first, because a null would be lost. So the result keeps what it was folded
 * from (`sources`), and `foldOnto` goes on from that: folding onto a result is folding all the layers at once.
 *
 * Keys are sorted, so that the order in a file means nothing. Undefined when a null removed everything.
 */
export function fold(sources: readonly Source[], onNull?: OnNull): Folded | undefined {
  let cut = -1;
  sources.forEach(({ written, above }, index) => {
    if (above || !written.isMap) cut = index;
    if (!above && written.isNull) onNull?.(written, index > 0 && stands(sources[index - 1] as Source));
  });
  const entries = foldEntries(sources, cut, onNull);
  if (cut < sources.length - 1) return foldedMap(sources, cut, entries);
  const last = sources[cut];
  if (last === undefined || !stands(last)) return undefined;
  return foldedLeaf(sources, last.written);
}

/** The layers' maps, folded to a map: what layers leave of nothing is an empty one. */
export function foldMap(sources: readonly Source[], onNull?: OnNull): FoldedMap {
  const folded = fold(sources, onNull);
  return folded?.kind === 'map' ? folded : { kind: 'map', entries: new Map(), provenances: [], sources };
}

/**
 * Puts a fragment over one that was folded before: a node over its pool, a pool's `talos` over the cluster's. Without
 * schema defaults, which come last: see `withDefaults`. `layer` renames the layer of `upper`.
 */
export function foldOnto(base: Folded | undefined, upper: Folded | MapTree | undefined, layer?: Layer): FoldedMap {
  const above = sourcesOf(upper, layer ?? 'node');
  const renamed =
    layer === undefined ? above : above.map(({ written, above }) => ({ written: written.as(layer), above }));
  return foldMap([...sourcesOf(base, 'group'), ...renamed]);
}

function sourcesOf(folded: Folded | MapTree | undefined, layer: Layer): readonly Source[] {
  if (folded === undefined) return [];
  if (folded.kind === 'map' && 'span' in folded) return [source(layer, folded, [])];
  // What no layer set has only schema defaults, and those come last. So it is where an error hides the layer.
  return (folded as Folded).sources ?? [];
}

function stands({ written, above }: Source): boolean {
  return !above && !written.isNull;
}

function foldEntries(sources: readonly Source[], cut: number, onNull: OnNull | undefined): Map<string, Folded> {
  const keys = new Set<string>();
  sources.forEach(({ written, above }, index) => {
    // What was cut off is looked at only for the nulls in it.
    if (above || !written.isMap || written.tree.kind !== 'map' || (index < cut && onNull === undefined)) return;
    for (const key of written.tree.entries.keys()) keys.add(key);
  });
  const entries = new Map<string, Folded>();
  for (const key of [...keys].sort()) {
    const below: Source[] = [];
    for (const { written, above } of sources) {
      if (above || !written.isMap) {
        below.push({ written, above: true });
      } else if (written.tree.kind === 'map') {
        const entry = written.tree.entries.get(key);
        if (entry !== undefined) below.push({ written: written.below(key, entry.value), above: false });
      }
    }
    const folded = fold(below, onNull);
    if (folded !== undefined) entries.set(key, folded);
  }
  return entries;
}

function foldedMap(sources: readonly Source[], cut: number, entries: ReadonlyMap<string, Folded>): FoldedMap {
  const maps = sources.slice(cut + 1);
  const faulty =
    sources[cut]?.written.bad === true || maps.some(({ written }) => written.faults.misspelt.has(written.tree));
  return {
    kind: 'map',
    entries,
    provenances: maps.map(({ written }) => written),
    sources,
    ...(faulty ? { faulty } : {}),
  };
}

function foldedLeaf(sources: readonly Source[], written: WrittenLayer): FoldedLeaf {
  const { tree } = written;
  return {
    kind: 'leaf',
    tree: tree.kind === 'map' ? undefined : tree,
    value: tree.kind === 'scalar' ? (tree as ScalarTree).value : toJson(tree),
    saying: written,
    overrode: sources
      .slice(0, -1)
      .map((each) => each.written)
      .reverse(),
    faulty: written.bad,
    sources,
  };
}
