import type { Catalog } from '../blueprints/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ArtifactSet } from '../emit/artifact.ts';
import type { Cluster, Platform } from '../model/platform.ts';
import type { Observations, Published } from '../observe/observations.ts';
import type { PlanOptions } from './compare-environment.ts';
import type { Hold } from './hold.ts';
import type { Change, Deferred, Plan } from './plan.ts';
import type { PlannedCluster } from './terraform/planned.ts';
import type { TypedCommands } from './typed-commands.ts';
import type { Work } from './work.ts';

/** What a layer is compared in: the input, what it compiles to, and what was observed. */
export interface PlanWorld {
  readonly platform: Platform;
  readonly catalog: Catalog;
  readonly set: ArtifactSet;
  readonly observations: Observations;
  readonly options: PlanOptions;
  readonly typed: TypedCommands;
  /** Clusters that the plan is about. */
  readonly clusters: readonly Cluster[];
  readonly branches: readonly ComparedBranch[];
  /** Branches that did not answer, compared with what was compiled last. */
  readonly unread: readonly UnreadComparison[];
  /** Why Terraform does not run for a cluster; undefined: it does. */
  readonly terraformHoldOf: (cluster: Cluster) => Hold | undefined;
  /** Clusters whose Terraform answered, and may run. */
  readonly planned: readonly PlannedCluster[];
  /** What their answers say, of the layers of what Terraform makes, configures and installs. */
  readonly answered: readonly Change[];
  /** Clusters that left infraflux.yaml and may have machines. */
  readonly retained: readonly Deferred[];
}

/** The files of all environments that are published to one branch, compared with what is there. */
export interface ComparedBranch {
  readonly published: Published;
  /** Environments that were compared. */
  readonly environments: readonly string[];
  readonly changes: readonly Change[];
  /** Files to write or remove, as in `Publication`. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly expected: Readonly<Record<string, string | null>>;
}

/** What would be published, as far as it is known, and why it is not known better. */
export interface UnreadComparison extends ComparedBranch {
  readonly because: Diagnostic;
}

export interface LayerResult {
  readonly changes: readonly Change[];
  /** What could not be compared, or must not be applied. */
  readonly held: readonly Deferred[];
  /** What applies the changes, in the order in which it is done. */
  readonly work: readonly Work[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One layer of a platform: how it is compared, and what it prints. A record in src/layers/<name>/plan.ts. */
export interface LayerPlan {
  readonly name: string;
  /** `earlier`: work of the layers before it, which its own work may need. */
  readonly compare: (world: PlanWorld, earlier: readonly Work[]) => LayerResult;
  /** Whether it was compared anywhere: "checked: files, gitops". */
  readonly isChecked: (plan: Plan) => boolean;
  /** Lines of its own below the changes: what they mean for etcd, for data, for what is committed. */
  readonly notes: (plan: Plan) => readonly string[];
  /** Lines about what was done before and still needs something, also where nothing changes. */
  readonly reminders: (plan: Plan) => readonly string[];
}

export const nothingFound: LayerResult = { changes: [], held: [], work: [], diagnostics: [] };
