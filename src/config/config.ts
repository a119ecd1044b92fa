import type { ResolvedCluster, ResolvedConfig, ResolvedEnvironment } from '../../schema/config.ts';
import type { FoldedMap } from './folded.ts';

/**
 * The arrow from config/ to model/: the folded input, with defaults where no layer set a value.
 *
 * Each value is next to the folded tree that it was read from: the value is for use, the tree has the provenance.
 * A value with a fault of its own is absent from `value` and marked `faulty` in the tree, so a rule that misses
 * something asks the tree whether that was already reported.
 */
export interface Config {
  /** The content of infraflux.yaml without `defaults` and `environments`, which are empty here. */
  readonly root: ResolvedConfig;
  readonly rootTree: FoldedMap;
  readonly environments: readonly EnvironmentConfig[];
  /** No file had an error: then every required value is there. */
  readonly complete: boolean;
}

export interface EnvironmentConfig {
  readonly name: string;
  /** Only what is the environment's own: gitops, secrets. The cluster-shaped rest has flowed into its clusters. */
  readonly settings: Pick<ResolvedEnvironment, 'gitops' | 'secrets'>;
  readonly settingsTree: FoldedMap;
  readonly clusters: readonly ClusterConfig[];
}

export interface ClusterConfig {
  readonly environment: string;
  readonly name: string;
  /**
   * The cluster's fragment after size, defaults, environment and cluster were folded. `controlPlane`, `pools` and `nodes`
   * are not folded onto each other yet: the model does that once it knows which nodes there are.
   */
  readonly value: ResolvedCluster;
  readonly tree: FoldedMap;
}
