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
  /** The same as data, where one change of the input removes the fault. Printed when neither label nor help say it. */
  readonly fix?: Fix;
  /** `prod/main`: the cluster that a warning is about, which may have answered it. Absent: all of them. */
  readonly cluster?: ClusterId;
  readonly related: readonly Related[];
}

/**
 * A change of the input that removes the fault: what to type, as data. Texts are YAML as it is written in the file. A fix that
 * cannot be certain is a proposal that is valid where it is made, such as the nearest value in range.
 */
export type Fix = ReplaceFix | AddFix | RemoveFix | MoveFix;

/** Writes a text over a piece of the input: a value, or a key. */
export interface ReplaceFix {
  readonly kind: 'replace';
  readonly span: Span;
  readonly text: string;
}

/** Adds a key to a map. */
export interface AddFix {
  readonly kind: 'add';
  /** The map, or, where no such map was written, the value in whose place the map goes. */
  readonly span: Span;
  /** More than one where maps in between are missing as well. */
  readonly path: readonly string[];
  readonly text: string;
}

/** Removes a key with its value, or an item of a list. */
export interface RemoveFix {
  readonly kind: 'remove';
  /** Of the key, or of the item. */
  readonly span: Span;
  /** How a message names it. */
  readonly name: string;
}

/** Moves a key with its value to another place of the map that it is in. */
export interface MoveFix {
  readonly kind: 'move';
  /** Of the key. */
  readonly span: Span;
  /** From the map, the key itself last. */
  readonly path: readonly string[];
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
