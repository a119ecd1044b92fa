import { type MapTree, type ScalarTree, toJson } from '../source/tree.ts';
import type { Folded, FoldedLeaf, FoldedMap } from './folded.ts';
import type { Layer } from './saying.ts';
import { type Said, type Source, source } from './said.ts';

/** Called once for each null that a layer wrote: did it take anything away? */
export type OnNull = (said: Said, removed: boolean) => void;

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
  sources.forEach(({ said, above }, index) => {
    if (above || !said.isMap) cut = index;
    if (!above && said.isNull) onNull?.(said, index > 0 && stands(sources[index - 1] as Source));
  });
  const entries = foldEntries(sources, cut, onNull);
  if (cut < sources.length - 1) return foldedMap(sources, cut, entries);
  const last = sources[cut];
  if (last === undefined || !stands(last)) return undefined;
  return foldedLeaf(sources, last.said);
}

/** The layers' maps, folded to a map: what layers leave of nothing is an empty one. */
export function foldMap(sources: readonly Source[], onNull?: OnNull): FoldedMap {
  const folded = fold(sources, onNull);
  return folded?.kind === 'map' ? folded : { kind: 'map', entries: new Map(), sayings: [], sources };
}

/**
 * Puts a fragment over one that was folded before: a node over its pool, a pool's `talos` over the cluster's. Without
 * schema defaults, which come last: see `withDefaults`. `layer` renames who said what is in `upper`.
 */
export function foldOnto(base: Folded | undefined, upper: Folded | MapTree | undefined, layer?: Layer): FoldedMap {
  const above = sourcesOf(upper, layer ?? 'node');
  const renamed = layer === undefined ? above : above.map(({ said, above }) => ({ said: said.as(layer), above }));
  return foldMap([...sourcesOf(base, 'group'), ...renamed]);
}

function sourcesOf(folded: Folded | MapTree | undefined, layer: Layer): readonly Source[] {
  if (folded === undefined) return [];
  if (folded.kind === 'map' && 'span' in folded) return [source(layer, folded, [])];
  // What nobody said is schema defaults alone, and those come last. So it is where a fault hides who would have said it.
  return (folded as Folded).sources ?? [];
}

function stands({ said, above }: Source): boolean {
  return !above && !said.isNull;
}

function foldEntries(sources: readonly Source[], cut: number, onNull: OnNull | undefined): Map<string, Folded> {
  const keys = new Set<string>();
  sources.forEach(({ said, above }, index) => {
    // What was cut off is looked at only for the nulls in it.
    if (above || !said.isMap || said.tree.kind !== 'map' || (index < cut && onNull === undefined)) return;
    for (const key of said.tree.entries.keys()) keys.add(key);
  });
  const entries = new Map<string, Folded>();
  for (const key of [...keys].sort()) {
    const below: Source[] = [];
    for (const { said, above } of sources) {
      if (above || !said.isMap) {
        below.push({ said, above: true });
      } else if (said.tree.kind === 'map') {
        const entry = said.tree.entries.get(key);
        if (entry !== undefined) below.push({ said: said.below(key, entry.value), above: false });
      }
    }
    const folded = fold(below, onNull);
    if (folded !== undefined) entries.set(key, folded);
  }
  return entries;
}

function foldedMap(sources: readonly Source[], cut: number, entries: ReadonlyMap<string, Folded>): FoldedMap {
  const maps = sources.slice(cut + 1);
  const faulty = sources[cut]?.said.bad === true || maps.some(({ said }) => said.faults.misspelt.has(said.tree));
  return { kind: 'map', entries, sayings: maps.map(({ said }) => said), sources, ...(faulty ? { faulty } : {}) };
}

function foldedLeaf(sources: readonly Source[], said: Said): FoldedLeaf {
  const { tree } = said;
  return {
    kind: 'leaf',
    tree: tree.kind === 'map' ? undefined : tree,
    value: tree.kind === 'scalar' ? (tree as ScalarTree).value : toJson(tree),
    saying: said,
    overrode: sources
      .slice(0, -1)
      .map((each) => each.said)
      .reverse(),
    faulty: said.bad,
    sources,
  };
}
