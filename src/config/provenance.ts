import type { Span } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';

/**
 * The layer that set a value, lowest first. Printed by `explain`; `schema` is a default where no layer sets a value, `derived`
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
  /** Its value. A null removed the value of lower layers. */
  readonly value: Json;
}
