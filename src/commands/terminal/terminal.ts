import type { Readable, Writable } from 'node:stream';

/** What a command knows of the process that it runs in. Nothing else reads `process`; tests pass their own. */
export interface Terminal {
  /** Results: standard output. */
  readonly out: (text: string) => void;
  /** Diagnostics and progress: standard error. */
  readonly progress: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly isTty: boolean;
  /** Width of the terminal; undefined without one. */
  readonly columns: number | undefined;
  /** Whether a person can answer a question: `input` and `screen` are both terminals. */
  readonly isInteractive: boolean;
  /** Standard input: answers, or a value that is piped in. */
  readonly input: Readable;
  /** Questions are printed here: standard error, because results alone go to standard output. */
  readonly screen: Writable;
}

/** 0: done, or nothing to do. 1: error, nothing was done. 2: changes, where asked for (as Terraform's). 3: in part, or blocked. */
export type ExitCode = 0 | 1 | 2 | 3;
