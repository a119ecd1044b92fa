/** What every command understands. */
export interface CommonOptions {
  /** Path of the configuration file, relative to the working directory. */
  readonly config: string;
  /** Environments to look at; empty means all. */
  readonly environment: readonly string[];
  /** Clusters to look at, as `main` or `prod/main`; empty means all. */
  readonly cluster: readonly string[];
  /** The output directory, relative to the directory of the configuration file. */
  readonly out: string;
  readonly json: boolean;
  /** False: work everything out, whatever is remembered under `.infraflux/cache/`. The result is the same. */
  readonly cache?: boolean;
  readonly color: boolean;
}

/** Where results and progress go; tests put their own here. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly progress: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly isTty: boolean;
  /** Width of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
  /** Whether somebody can answer a question. */
  readonly isInteractive: boolean;
}

/** Exit codes, as Terraform's: 0 nothing to do or done, 1 error, 2 changes (where asked for). */
export type ExitCode = 0 | 1 | 2;
