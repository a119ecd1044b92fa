import type { Diagnostic, Span } from './diagnostic.ts';

/** More than these nobody reads in one sitting. */
export const shownAtMost = 100;

/** Diagnostics as they are shown, and how many there are altogether. */
export interface Ordered {
  readonly diagnostics: readonly Diagnostic[];
  readonly total: { readonly errors: number; readonly warnings: number; readonly files: number };
}

/**
 * In file order, each once, at most a hundred. Files stand in the order of `files` (others behind, by name), and what
 * has no place comes first. Where some must be left out, errors stay before warnings.
 *
 * A value that is faulty as YAML is not reported again by later stages: what blames exactly the same characters as an
 * error of source/ is an echo; so is a warning that a word is ambiguous where somebody found it to be wrong.
 */
export function orderDiagnostics(diagnostics: readonly Diagnostic[], files: readonly string[] = []): Ordered {
  const unique = withoutEchoes(withoutRepetition(diagnostics));
  const rank = new Map(files.map((file, i) => [file, i]));
  const sorted = [...unique].sort((a, b) => compare(a, b, rank));
  const errors = sorted.filter((one) => one.severity === 'error');
  const kept = sorted.length <= shownAtMost ? sorted : shorten(sorted, errors.length);
  const blamed = new Set(sorted.flatMap((one) => (one.span === undefined ? [] : [one.span.file])));
  return {
    diagnostics: kept,
    total: { errors: errors.length, warnings: sorted.length - errors.length, files: blamed.size },
  };
}

function shorten(sorted: readonly Diagnostic[], errors: number): Diagnostic[] {
  let errorsLeft = Math.min(errors, shownAtMost);
  let warningsLeft = shownAtMost - errorsLeft;
  return sorted.filter((one) => (one.severity === 'error' ? errorsLeft-- > 0 : warningsLeft-- > 0));
}

function withoutRepetition(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((one) => {
    const key = JSON.stringify([one.code, one.message, spanKey(one.span)]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function withoutEchoes(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const bySource = new Set<string>();
  const wrong = new Set<string>();
  for (const one of diagnostics) {
    if (one.severity !== 'error' || one.span === undefined) continue;
    wrong.add(spanKey(one.span));
    if (one.code.startsWith('source/')) bySource.add(spanKey(one.span));
  }
  return diagnostics.filter((one) => {
    if (one.span === undefined) return true;
    if (one.code === 'source/ambiguous') return !wrong.has(spanKey(one.span));
    return one.code.startsWith('source/') || !bySource.has(spanKey(one.span));
  });
}

function spanKey(span: Span | undefined): string {
  return span === undefined ? '' : JSON.stringify([span.file, span.start, span.end]);
}

function compare(a: Diagnostic, b: Diagnostic, rank: ReadonlyMap<string, number>): number {
  if (a.span === undefined || b.span === undefined) {
    if (a.span === b.span) return compareText(a.code, b.code) || compareText(a.message, b.message);
    return a.span === undefined ? -1 : 1;
  }
  return (
    (rank.get(a.span.file) ?? rank.size) - (rank.get(b.span.file) ?? rank.size) ||
    compareText(a.span.file, b.span.file) ||
    a.span.start - b.span.start ||
    a.span.end - b.span.end ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
