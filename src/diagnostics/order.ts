import type { Diagnostic, Span } from './diagnostic.ts';

/** More are not readable at once. */
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
 * error of source/ is an echo; so is a warning that a word is ambiguous where another rule found it to be wrong.
 */
export function orderDiagnostics(diagnostics: readonly Diagnostic[], files: readonly string[] = []): Ordered {
  const unique = withoutEchoes(withoutRepetition(diagnostics));
  const rank = new Map(files.map((file, i) => [file, i]));
  const sorted = [...unique].sort((a, b) => compare(a, b, rank));
  const errors = sorted.filter((diagnostic) => diagnostic.severity === 'error');
  const kept = sorted.length <= shownAtMost ? sorted : shorten(sorted, errors.length);
  const blamed = new Set(sorted.flatMap((diagnostic) => (diagnostic.span === undefined ? [] : [diagnostic.span.file])));
  return {
    diagnostics: kept,
    total: { errors: errors.length, warnings: sorted.length - errors.length, files: blamed.size },
  };
}

function shorten(sorted: readonly Diagnostic[], errors: number): Diagnostic[] {
  let errorsLeft = Math.min(errors, shownAtMost);
  let warningsLeft = shownAtMost - errorsLeft;
  return sorted.filter((diagnostic) => (diagnostic.severity === 'error' ? errorsLeft-- > 0 : warningsLeft-- > 0));
}

function withoutRepetition(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((diagnostic) => {
    const key = JSON.stringify([diagnostic.code, diagnostic.message, spanKey(diagnostic.span)]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function withoutEchoes(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const bySource = new Set<string>();
  const wrong = new Set<string>();
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity !== 'error' || diagnostic.span === undefined) continue;
    wrong.add(spanKey(diagnostic.span));
    if (diagnostic.code.startsWith('source/')) bySource.add(spanKey(diagnostic.span));
  }
  return diagnostics.filter((diagnostic) => {
    if (diagnostic.span === undefined) return true;
    if (diagnostic.code === 'source/ambiguous') return !wrong.has(spanKey(diagnostic.span));
    return diagnostic.code.startsWith('source/') || !bySource.has(spanKey(diagnostic.span));
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
