export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in code points: an emoji is one column. A byte order mark is none. Tabs count one. */
  readonly column: number;
}

/** Where the lines of one text begin. Lines end with LF or CRLF. */
export interface LineIndex {
  readonly text: string;
  /** Offsets of the first character of each line. */
  readonly starts: readonly number[];
  /** No surrogate pairs: columns are differences of offsets. Counting code points in one long line is slow. */
  readonly plain: boolean;
}

export function lineIndex(text: string): LineIndex {
  const starts = [text.startsWith('\ufeff') ? 1 : 0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return { text, starts, plain: !/[\ud800-\udbff]/.test(text) };
}

/** Line and column of an offset (UTF-16 units). An offset outside the text is moved to its nearer end. */
export function positionAt(index: LineIndex, offset: number): Position {
  const at = Math.min(Math.max(offset, 0), index.text.length);
  const line = lineOf(index, at);
  const start = index.starts[line - 1] as number;
  return { line, column: columnsBetween(index, Math.min(start, at), at) + 1 };
}

/** The text of a line (from 1), without its end. Undefined where there is no such line. */
export function lineText(index: LineIndex, line: number): string | undefined {
  const start = index.starts[line - 1];
  if (start === undefined) return undefined;
  const next = index.starts[line];
  const text = index.text.slice(start, next === undefined ? undefined : next - 1);
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function lineOf(index: LineIndex, offset: number): number {
  let low = 0;
  let high = index.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((index.starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

function columnsBetween(index: LineIndex, start: number, end: number): number {
  return index.plain ? end - start : codePoints(index.text.slice(start, end));
}

function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i + 1 < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(i + 1);
    if (next >= 0xdc00 && next <= 0xdfff) {
      count -= 1;
      i += 1;
    }
  }
  return count;
}
