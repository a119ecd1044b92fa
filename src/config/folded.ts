import type { Span } from '../diagnostics/diagnostic.ts';
import type { Json, ListTree, ScalarTree } from '../source/tree.ts';

/**
 * Which layer said something, lowest first. Printed by `explain`; `schema` is a default where nobody spoke, `derived`
 * a value that the model worked out.
 */
export type Layer =
  | 'schema'
  | 'size'
  | 'defaults'
  | 'environment'
  | 'environment-file'
  | 'cluster'
  | 'cluster-file'
  | 'group'
  | 'node';

/** Somebody's word about one path. */
export interface Saying {
  readonly layer: Layer;
  /** The value as written; undefined only for schema defaults. */
  readonly span: Span | undefined;
  /** Where it stands in its file, as a path of keys: `defaults.pools.workers.memory`. */
  readonly path: readonly string[];
  /** What it said. A null took away what was below. */
  readonly value: Json;
}

/** The result of folding layers: like a tree, but each leaf knows who said it and whom it overrode. */
export type Folded = FoldedMap | FoldedLeaf;

export interface FoldedMap {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Folded>;
  /** Every layer that wrote a map here, lowest first: a missing key is blamed on the last. Empty for defaults only. */
  readonly sayings: readonly Saying[];
}

export interface FoldedLeaf {
  readonly kind: 'leaf';
  readonly tree: ScalarTree | ListTree | undefined;
  readonly value: Json;
  /** The winner. */
  readonly saying: Saying;
  /** Everything that it overrode, nearest first, through nulls and sizes. */
  readonly overrode: readonly Saying[];
  /** The value has an error of its own, already reported: rules leave it alone. */
  readonly faulty: boolean;
}
