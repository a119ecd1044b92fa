import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** A piece of an apply. It begins with "is it already true?", so that it may be run again at any time. */
export interface Step {
  readonly name: string;
  readonly work: (note: (detail: string) => void) => Promise<StepAnswer>;
}

export interface StepAnswer {
  readonly already: boolean;
  readonly detail: string;
  /** What a branch is at now. */
  readonly published?: { readonly branch: string; readonly commit: string } | undefined;
  readonly diagnostics: readonly Diagnostic[];
}
