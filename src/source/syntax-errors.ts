import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import { replace } from '../diagnostics/fix.ts';
import { withoutSpace } from './missing-space.ts';

/** What the YAML library reports: offsets, its own code and its own words. */
export interface ParseError {
  readonly pos: readonly [number, number];
  readonly code: string;
  readonly message: string;
}

/** Messages for the errors of the YAML library. */
const wordings: readonly (readonly [RegExp, string, string?])[] = [
  [
    /^Nested mappings are not allowed/,
    'a second "key:" on one line',
    'put it on a separate line, or quote the text that contains ": "',
  ],
  [
    /^All mapping items must start at the same column/,
    'this key does not line up with the keys above it',
    'keys of one map start at the same column',
  ],
  [
    /^All sequence items must start at the same column/,
    'this item does not line up with the items above it',
    'items of one list start at the same column',
  ],
  [
    /^Implicit map keys need to be followed by map values/,
    'a key without ":" after it',
    'write "key: value", with a space after the colon',
  ],
  [
    /^Implicit keys (of flow sequence pairs )?need to be on a single line/,
    'a key that spans several lines',
    'is a ":" missing on the line above?',
  ],
  [/^Missing , or : between|^Missing , between/, 'a comma is missing', 'put a comma between the items in { } or [ ]'],
  [/^Missing space after :/, 'a space is missing after ":"'],
  [/^Unexpected , in/, 'an extra comma'],
  [/^Unexpected empty item/, 'nothing between two commas'],
  [
    /^Invalid escape sequence (.*)/s,
    'unknown escape in double quotes: $1',
    'write \\\\ for a backslash, or use single quotes',
  ],
  [/^Plain value cannot start with (.*)/s, 'text without quotes cannot start with $1', 'put the text in quotes'],
  [/^Comments must be separated/, 'a space is missing before "#"'],
  [
    /^Unexpected (.+) at node end/,
    'unexpected text after a complete value',
    'put the whole value in quotes, or the rest on a separate line',
  ],
  [/^A block sequence may not be used as an implicit map key/, 'a list item in the place of a key'],
  [/^The : indicator must be at most 1024 chars/, 'a key of more than 1024 characters'],
  [
    /^Block scalars? with more-indented leading empty lines/,
    'the first lines of this text are indented further than the rest',
  ],
  [/^Block collections are not allowed within flow/, 'a list or map by indentation inside { } or [ ]'],
  [/^Unexpected flow-(map|seq)-end token|^Unexpected flow-(map|seq)-end/, 'a closing bracket without an opening one'],
  [/^An alias node must not specify/, 'an alias (*name) cannot have an anchor of its own'],
  [/^A node can have at most one anchor/, 'a value can have only one anchor (&name)'],
  [/^(Anchor|Alias) cannot be an empty string/, 'a name is missing after & or *'],
  [/^Tags and anchors must be separated/, 'a space is missing after the anchor'],
];

/** Faults of one value or line, after which the reader is where it should be. All others may be echoes of the first. */
const local = new Set([
  'BAD_DQ_ESCAPE',
  'BAD_SCALAR_START',
  'MULTIPLE_ANCHORS',
  'BAD_ALIAS',
  'ALIAS_PROPS',
  'KEY_OVER_1024_CHARS',
]);
/** Reported by us, from the tokens: with better places. */
const elsewhere = new Set([
  'TAG_RESOLVE_FAILED',
  'MULTIPLE_TAGS',
  'BAD_COLLECTION_TYPE',
  'DUPLICATE_KEY',
  'BAD_DIRECTIVE',
  'MULTIPLE_DOCS',
]);
const unclosedEcho = /^Missing closing|must end with|must be sufficiently indented/;

/**
 * The parser's errors as diagnostics: the first, and of the later ones those that do not follow from it. A fault in the
 * structure is taken as a new one when a key at the left edge stands between it and the one before.
 */
export function syntaxDiagnostics(
  path: string,
  text: string,
  errors: readonly ParseError[],
  unclosed: readonly Span[],
): Diagnostic[] {
  const found: Diagnostic[] = unclosed.map((span) => unclosedDiagnostic(text, span));
  // Behind something that never ends, nothing can be said until the next key at the left edge.
  const structural = unclosed.map((span) => span.start);
  const tabs: Span[] = [];
  const lines = new Set(found.map((diagnostic) => lineStart(text, diagnostic.span?.start ?? 0)));

  for (const error of [...errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    if (elsewhere.has(error.code) || (unclosed.length > 0 && unclosedEcho.test(error.message))) continue;
    const start = Math.min(Math.max(error.pos[0], 0), text.length);
    const line = lineStart(text, start);
    const tab = tabInIndentation(text, line);
    if (tab !== undefined && !local.has(error.code)) {
      if (!lines.has(line)) tabs.push({ file: path, start: tab, end: tab + 1 });
      lines.add(line);
      structural.push(start);
      continue;
    }
    if (lines.has(line)) continue;
    if (!local.has(error.code)) {
      if (structural.some((at) => at <= start && !newTopLevelKey(text, at, start))) continue;
      structural.push(start);
    }
    lines.add(line);
    found.push(fromError(path, text, error, start));
  }
  const first = tabs[0];
  if (first !== undefined) {
    const more = tabs.length > 1 ? `, and ${tabs.length - 1} more below` : '';
    found.push(diagnostic('source/tab', first, `a tab indents this line${more}`));
  }
  return found;
}

function fromError(path: string, text: string, error: ParseError, start: number): Diagnostic {
  const newline = text.indexOf('\n', start);
  const lineEnd = newline === -1 ? text.length : newline;
  const end = Math.max(start, Math.min(error.pos[1], lineEnd, text.length));
  const span = { file: path, start, end };
  if (error.message.startsWith('Nested mappings') && !/:(\s|$)/.test(text.slice(start + 1, lineEnd))) {
    return overIndented(path, text, lineEnd);
  }
  const typed = text.slice(start, lineEnd).trimEnd();
  const unspaced = withoutSpace(typed);
  if (unspaced !== undefined && error.message.startsWith('Implicit')) {
    const place = { file: path, start, end: start + typed.length };
    return diagnostic('source/syntax', place, `a space is missing after "${unspaced.key}:"`, {
      fix: replace(place, `${unspaced.key}: ${unspaced.value}`),
    });
  }
  for (const [pattern, message, help] of wordings) {
    const match = pattern.exec(error.message);
    if (match !== null)
      return diagnostic(
        'source/syntax',
        span,
        message.replace('$1', () => match[1] ?? ''),
        { help },
      );
  }
  // Words of the library that have no translation, first line only: the rest is its own code frame.
  const words = (error.message.split('\n')[0] ?? '').replace(/\.$/, '');
  return diagnostic('source/syntax', span, `this is not YAML: ${words.charAt(0).toLowerCase()}${words.slice(1)}`);
}

/** `a: b` with a deeper `c: d` below it: to YAML the key of the second line begins on the first. */
function overIndented(path: string, text: string, lineEnd: number): Diagnostic {
  const rest = /^\s*/.exec(text.slice(lineEnd))?.[0].length ?? 0;
  const from = lineEnd + rest;
  const newline = text.indexOf('\n', from);
  const end = from + text.slice(from, newline === -1 ? undefined : newline).trimEnd().length;
  return diagnostic(
    'source/syntax',
    { file: path, start: from, end },
    'this line is indented below a key that already has a value',
    { help: 'line it up with the other keys, or remove the value from the line above' },
  );
}

function unclosedDiagnostic(text: string, span: Span): Diagnostic {
  const opener = text.charAt(span.start);
  const closer = opener === '{' ? '}' : opener === '[' ? ']' : opener;
  return diagnostic('source/unclosed', span, `this ${opener} is never closed`, { help: `add the closing ${closer}` });
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function tabInIndentation(text: string, line: number): number | undefined {
  let at = line;
  while (text.charAt(at) === ' ') at += 1;
  return text.charAt(at) === '\t' ? at : undefined;
}

function newTopLevelKey(text: string, from: number, to: number): boolean {
  const between = text.slice(from, lineStart(text, to) + 1);
  return /\n[A-Za-z"']/.test(between);
}
