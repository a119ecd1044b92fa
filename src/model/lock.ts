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
  | 'secrets'
  | 'cluster-key';

/**
 * One line of infraflux.lock: `<environment>/<cluster>/<node> <kind> <value>`, or without the node for what is the
 * cluster's; then `in <scope>` and `gone`, where it has them. Allocated numbers never change because a node was
 * added.
 */
export interface LockLine {
  readonly environment: string;
  readonly cluster: string;
  /** Undefined for what is the cluster's. */
  readonly node: string | undefined;
  readonly kind: LockKind;
  readonly value: string;
  /**
   * Within what the number belongs to this owner alone, where the number does not tell: the provider of a VM ID, the
   * network of an address. Undefined where the line does not name it.
   */
  readonly scope: string | undefined;
  /** The node was removed; its number stays reserved until another node of the same scope needs it. */
  readonly tombstone: boolean;
  /** Its location in infraflux.lock; undefined for a new allocation. */
  readonly span: Span | undefined;
}

export interface Lock {
  /** Sorted as they are printed. */
  readonly lines: readonly LockLine[];
}
