export type Severity = 'error' | 'warning';

/** What a code means: printed by `infraflux explain CODE`, and docs/diagnostics.md is made from it. */
export interface CodeEntry {
  readonly severity: Severity;
  /** One sentence: what is wrong. */
  readonly title: string;
  /** One line: what to do. Printed as help when a diagnostic brings none of its own. */
  readonly advice: string;
  /** A paragraph: why it is a fault, with the source of the fact where it came from somewhere. */
  readonly explanation: string;
  /** A small input that gives it. */
  readonly example?: string;
}
