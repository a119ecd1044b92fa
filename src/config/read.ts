import type { Span } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';
import type { Folded, FoldedMap } from './folded.ts';
import type { Provenance } from './provenance.ts';
import { WrittenLayer } from './written-layer.ts';

/** What stands at a path of the result; undefined when nothing does. */
export function at(tree: Folded, path: readonly string[]): Folded | undefined {
  let here: Folded | undefined = tree;
  for (const key of path) here = here?.kind === 'map' ? here.entries.get(key) : undefined;
  return here;
}

/** Where the value was written: a leaf's winner, a map's last layer. Undefined for defaults. */
export function spanAt(tree: Folded, path: readonly string[]): Span | undefined {
  return provenanceAt(tree, path)?.span;
}

/** Where the key itself was written, by the layer that `spanAt` names. */
export function keySpanAt(tree: Folded, path: readonly string[]): Span | undefined {
  const saying = provenanceAt(tree, path);
  const key = path.at(-1);
  if (saying === undefined || key === undefined) return undefined;
  const parent = at(tree, path.slice(0, -1));
  for (const { written, above } of parent?.sources ?? []) {
    const entry = above || written.tree.kind !== 'map' ? undefined : written.tree.entries.get(key);
    if (entry !== undefined && saying instanceof WrittenLayer && entry.value === saying.tree) return entry.keySpan;
  }
  return undefined;
}

/** True when a fault of what stands there, or of what might have stood there, was already reported. */
export function isFaulty(tree: Folded, path: readonly string[]): boolean {
  let here: Folded = tree;
  for (const key of path) {
    if (here.kind === 'leaf') return here.faulty;
    const next = here.entries.get(key);
    if (next === undefined) return here.faulty === true;
    here = next;
  }
  return here.kind === 'leaf' && here.faulty;
}

/** The plain value, without what has a fault. Undefined when all of it has. Maps have no prototype. */
export function valueOf(tree: Folded): Json | undefined {
  if (tree.kind === 'leaf') return tree.faulty ? undefined : tree.value;
  const map = Object.create(null) as Record<string, Json>;
  for (const [key, entry] of tree.entries) {
    const value = valueOf(entry);
    if (value !== undefined) map[key] = value;
  }
  return map;
}

/** The plain value of a key. Undefined where there is none, where it has a fault, and for a map. */
export function valueAt(tree: FoldedMap, key: string): Json | undefined {
  const entry = tree.entries.get(key);
  return entry?.kind === 'leaf' ? valueOf(entry) : undefined;
}

/** The winner of a leaf, the last layer that wrote a map. */
export function provenanceAt(tree: Folded, path: readonly string[]): Provenance | undefined {
  const here = at(tree, path);
  return here?.kind === 'leaf' ? here.saying : here?.provenances.at(-1);
}
