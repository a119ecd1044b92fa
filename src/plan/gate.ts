import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/**
 * A named check that work has to pass. Asked when a plan is made, of what was observed then, and again right before the work, of
 * what is observed then. Pure: the same facts give the same answer.
 */
export interface Gate<Work, Facts> {
  readonly name: string;
  /** Why the work must not be done; empty: as far as this gate knows, it may. */
  readonly ask: (work: Work, facts: Facts) => readonly Diagnostic[];
}

/** What the first gate that refuses says: the ones behind it may take for granted what it checks. */
export function askGates<Work, Facts>(
  gates: readonly Gate<Work, Facts>[],
  work: Work,
  facts: Facts,
): readonly Diagnostic[] {
  for (const { ask } of gates) {
    const refused = ask(work, facts);
    if (refused.length > 0) return refused;
  }
  return [];
}
