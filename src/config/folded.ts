import type { Json, ListTree, ScalarTree } from '../source/tree.ts';
import type { Source } from './written-layer.ts';
import type { Provenance } from './provenance.ts';

/** The result of folding layers: like a tree, but each leaf has its provenance. */
export type Folded = FoldedMap | FoldedLeaf;

export interface FoldedMap {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Folded>;
  /** Every layer that wrote a map here, lowest first: a missing key is blamed on the last. Empty for defaults only. */
  readonly provenances: readonly Provenance[];
  /** What was folded into this, lowest first: folding goes on from here. Absent for defaults only. */
  readonly sources?: readonly Source[];
  /** One of its keys was misspelt, or a layer below had no map here (already reported): what is missing may be there. */
  readonly faulty?: boolean;
}

export interface FoldedLeaf {
  readonly kind: 'leaf';
  readonly tree: ScalarTree | ListTree | undefined;
  readonly value: Json;
  /** The winner. */
  readonly saying: Provenance;
  /** Everything that it overrode, nearest first, through nulls and sizes. */
  readonly overrode: readonly Provenance[];
  /** The value has an error of its own, already reported: rules leave it alone. */
  readonly faulty: boolean;
  /** As in FoldedMap. Absent for defaults and derived values. */
  readonly sources?: readonly Source[];
}
