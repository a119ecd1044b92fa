import type { Span } from './diagnostic.ts';
import { type LineIndex, lineIndex, positionAt } from './line-index.ts';

/** The text of a file by the path in spans; undefined where it is not known (then only the path is printed). */
export type TextOf = (file: string) => string | undefined;

export interface Place {
  readonly file: string;
  readonly index: LineIndex | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly endLine: number | undefined;
  /** One behind the last character. */
  readonly endColumn: number | undefined;
}

/** Turns spans into places, working out each file's lines once. */
export function placesOf(textOf: TextOf): (span: Span) => Place {
  const indexes = new Map<string, LineIndex | undefined>();
  return (span) => {
    if (!indexes.has(span.file)) {
      const text = textOf(span.file);
      indexes.set(span.file, text === undefined ? undefined : lineIndex(text));
    }
    const index = indexes.get(span.file);
    if (index === undefined) {
      return { file: span.file, index, line: undefined, column: undefined, endLine: undefined, endColumn: undefined };
    }
    const start = positionAt(index, span.start);
    const end = positionAt(index, Math.max(span.start, span.end));
    return { file: span.file, index, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  };
}
