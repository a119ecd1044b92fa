import type { Catalog } from '../blueprints/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Platform } from '../model/platform.ts';
import type { RunCommand } from '../observe/run-command.ts';
import type { StateDirectory } from '../observe/state-directory.ts';
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
  readonly report: (event: StepReport) => void;
  /** Asked between steps: a Ctrl-C lets the step at work finish. */
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

export interface StepReport {
  readonly step: string;
  readonly state: 'begun' | 'done' | 'already' | 'failed' | 'not-begun';
  readonly detail: string;
  readonly milliseconds: number;
}
