import type { Catalog } from '../blueprints/catalog.ts';
import { type Diagnostic, invariant } from '../diagnostics/diagnostic.ts';
import type { ArtifactSet } from '../emit/artifact.ts';
import { clusterId } from '../identity/cluster-id.ts';
import type { Cluster, Platform } from '../model/platform.ts';
import type { RunCommand } from '../observe/run-command.ts';
import type { StateDirectory } from '../observe/state-directory.ts';
import type { Plan } from '../plan/plan.ts';
import type { TypedCommands } from '../plan/typed-commands.ts';

/** Writes out/ and infraflux.lock; handed in by the command, which owns both. */
export interface OutputWriter {
  isWritten(): boolean | Promise<boolean>;
  /** Errors it reports stop the apply before anything is published. */
  write(): readonly Diagnostic[] | Promise<readonly Diagnostic[]>;
}

export interface ApplyContext {
  readonly root: string;
  readonly state: StateDirectory;
  readonly output: string;
  readonly referenced: readonly string[];
  readonly run: RunCommand;
  readonly writer: OutputWriter;
  /** The saved plan that is applied, by its signature. */
  readonly savedPlan?: string | undefined;
  readonly report: (event: StepReport) => void;
  /** Asked between pieces of work: a Ctrl-C lets what was begun finish. */
  readonly isStopping: () => boolean;
  /** What steps about machines need. Absent: the plan has none. */
  readonly machines?: {
    readonly platform: Platform;
    readonly catalog: Catalog;
    readonly env: Readonly<Record<string, string | undefined>>;
    /** How commands that a refusal suggests are typed. */
    readonly typed: TypedCommands;
    /** Aborted by the first Ctrl-C. */
    readonly signal: AbortSignal;
    /** What was done so far, for people who wait. */
    readonly say: (sentence: string) => void;
    /** Names of machines that may be destroyed or recreated. */
    readonly allowed: ReadonlySet<string>;
  };
}

/** What kinds of work are given: what the command hands in, and the plan that is applied. */
export interface WorkContext extends ApplyContext {
  readonly plan: Plan;
  readonly set: ArtifactSet;
  /** Every compiled file, by path below the output directory. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What work on machines needs; a plan with machines is never applied without it. */
export function machinesOf({ machines }: ApplyContext): NonNullable<ApplyContext['machines']> {
  invariant(machines !== undefined, 'a plan with machines is applied with what machines need');
  return machines;
}

export function clusterOf(
  context: ApplyContext,
  { environment, cluster }: { readonly environment: string; readonly cluster: string },
): Cluster {
  const clusters = machinesOf(context).platform.environments.flatMap((one) => one.clusters);
  const found = clusters.find((other) => other.environment === environment && other.name === cluster);
  invariant(found !== undefined, `${clusterId(environment, cluster)} is not there`);
  return found;
}

export interface StepReport {
  /** As people call it: `machines of prod/main`. */
  readonly step: string;
  /** Which kind of work it is: `terraform`. */
  readonly kind: string;
  /** It takes its time. */
  readonly isSlow: boolean;
  readonly state: 'begun' | 'done' | 'already' | 'failed' | 'not-begun';
  readonly detail: string;
  readonly milliseconds: number;
}
