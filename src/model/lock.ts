import type { Span } from '../diagnostics/diagnostic.ts';

/** Where the lock file stands, relative to infraflux.yaml's directory. */
export const lockPath = 'infraflux.lock';

export type LockKind =
  | 'address'
  | 'vm-id'
  | 'mac'
  | 'host'
  | 'gpu'
  | 'disk'
  | 'keep'
  | 'provider'
  | 'talos-contract'
  | 'talos'
  | 'kubernetes'
  | 'secrets';

/**
 * One line of infraflux.lock: `<environment>/<cluster>/<node> <kind> <value>`, or without the node for what is the
 * cluster's. Numbers once handed out never change because somebody added a node.
 */
export interface LockLine {
  readonly environment: string;
  readonly cluster: string;
  /** Undefined for what is the cluster's. */
  readonly node: string | undefined;
  readonly kind: LockKind;
  readonly value: string;
  /** The node is gone; its number stays taken until somebody needs it. */
  readonly tombstone: boolean;
  /** Where it stands in infraflux.lock; undefined for what was handed out this time. */
  readonly span: Span | undefined;
}

export interface Lock {
  /** Sorted as they are printed. */
  readonly lines: readonly LockLine[];
}
