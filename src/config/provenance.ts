import type { Span } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';

/**
 * Which layer said something, lowest first. Printed by `explain`; `schema` is a default where no layer sets a value, `derived`
 * a value that the model computed; `root` a value of infraflux.yaml outside of `defaults` and `environments`.
 */
export type Layer =
  | 'schema'
  | 'root'
  | 'size'
  | 'defaults'
  | 'variant'
  | 'environment'
  | 'environment-file'
  | 'cluster'
  | 'cluster-file'
  | 'group'
  | 'node';

/** What one layer sets at one path. */
export interface Provenance {
  readonly layer: Layer;
  /** The value as written; undefined only for schema defaults. */
  readonly span: Span | undefined;
  /** Where it stands in its file, as a path of keys: `defaults.pools.workers.memory`. */
  readonly path: readonly string[];
  /** What it said. A null took away what was below. */
  readonly value: Json;
}
