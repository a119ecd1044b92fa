import type { ClusterId } from '../identity/cluster-id.ts';
import type { DiagnosticCode } from './catalogue/codes.ts';
import type { Severity } from './catalogue/entry.ts';

/**
 * A piece of one input file: half-open, as offsets into its text (UTF-16 code units). Line and column are computed
 * when something is printed, never before.
 */
export interface Span {
  /** Relative to the directory of the configuration file, with `/`; built-in files are `infraflux:blueprints/...`. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Another place that a reader needs to see: "first defined here". */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** What is wrong, in one line, with the names involved. No final full stop. */
  readonly message: string;
  /** Undefined only when no text is to blame. */
  readonly span: Span | undefined;
  /** Printed behind the carets: who or what stands there. */
  readonly label?: string;
  /** What to type instead. The catalogue's advice is printed when this is absent. */
  readonly help?: string;
  /** `prod/main`: the cluster that a warning is about, which may have answered it. Absent: all of them. */
  readonly cluster?: ClusterId;
  readonly related: readonly Related[];
}

/** The answer of a stage: what it made, and everything that it found wrong. */
export interface Checked<T> {
  /** Absent when a later stage could not use it. */
  readonly value: T | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export function checked<T>(value: T | undefined, diagnostics: readonly Diagnostic[] = []): Checked<T> {
  return { value, diagnostics };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** For what only a mistake in InfraFlux itself can cause. Bad input is a diagnostic, never this. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`InfraFlux has a bug: ${message}`);
}
