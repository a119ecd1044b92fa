import type { Span } from './diagnostic.ts';
import { lineText } from './line-index.ts';
import type { Place } from './places.ts';
import { displayWidth, visible, visibleLine } from './visible.ts';

const tab = '  ';
/** Columns of source that fit in a frame; of a longer line the part around the fault is shown. */
const frameWidth = 110;

/**
 * The line of a place with the one before it, and carets under the fault with the label behind:
 *
 *      32 |     nodes:
 *      33 |       main-workers-2: {host: pve2, address: 10.10.40.42}
 *         |                                             ^^^^^^^^^^^ main-workers-2 of prod/main
 *
 * Of a span over several lines the first is marked. A line before that says nothing (blank) is left out.
 */
export function codeFrame(
  place: Place,
  span: Span,
  label: string | undefined,
  mark: (text: string) => string,
): string[] {
  const { index, line, endLine } = place;
  if (index === undefined || line === undefined) return [];
  const text = lineText(index, line) ?? '';
  const lineStart = index.starts[line - 1] as number;
  const start = Math.min(Math.max(span.start - lineStart, 0), text.length);
  const end = endLine === line ? Math.min(Math.max(span.end - lineStart, start), text.length) : text.trimEnd().length;

  const window = cut(text, start, end);
  const head = expand(window.before);
  const body = expand(window.marked);
  const shown = `${head}${body}${expand(window.after)}`.trimEnd();
  const carets = '^'.repeat(Math.max(1, Math.min(displayWidth(body), frameWidth)));
  const gutter = Math.max(4, String(line).length + 1);
  const number = (n: number | undefined): string => String(n ?? '').padStart(gutter);

  const rows: string[] = [];
  const previous = line > 1 ? lineText(index, line - 1) : undefined;
  if (previous !== undefined && previous.trim() !== '') {
    rows.push(` ${number(line - 1)} | ${expand(cutLike(previous, window.skipped))}`.trimEnd());
  }
  rows.push(` ${number(line)} | ${shown}`);
  const note = label === undefined ? carets : `${carets} ${visibleLine(label)}`;
  rows.push(` ${number(undefined)} | ${' '.repeat(displayWidth(head))}${mark(note)}`);
  return rows;
}

interface Window {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
  /** Characters left out at the beginning. */
  readonly skipped: number;
}

function cut(text: string, start: number, end: number): Window {
  if (text.length <= frameWidth) {
    return { before: text.slice(0, start), marked: text.slice(start, end), after: text.slice(end), skipped: 0 };
  }
  // A third of the room in front of the fault, and at least what the fault needs behind it.
  let from = start <= frameWidth / 2 ? 0 : start - Math.floor(frameWidth / 3);
  let to = Math.min(text.length, from + frameWidth);
  // Never through the middle of a pair.
  if (isLow(text, from)) from += 1;
  if (isLow(text, to)) to -= 1;
  const markEnd = Math.min(end, to);
  return {
    before: `${from > 0 ? '…' : ''}${text.slice(from, start)}`,
    marked: text.slice(start, markEnd),
    after: `${text.slice(markEnd, to)}${to < text.length ? '…' : ''}`,
    skipped: from,
  };
}

function cutLike(text: string, skipped: number): string {
  let from = Math.min(skipped, text.length);
  let to = Math.min(text.length, from + frameWidth);
  if (isLow(text, from)) from += 1;
  if (isLow(text, to)) to -= 1;
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}

function isLow(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff;
}

function expand(text: string): string {
  return visible(text).replaceAll('\t', tab);
}
