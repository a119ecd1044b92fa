import { escapeCharacter } from '../escape.ts';

/** Words that some reader of YAML 1.1 or 1.2 takes for something else than text, in any mixture of case. */
const words = new Set(['', '~', 'null', 'true', 'false', 'y', 'n', 'yes', 'no', 'on', 'off', '<<', '=']);

/** ASCII that needs no escape in double quotes. */
const printable = /^[ !#-[\]-~]*$/;
/** An exponent without a number: the library `yaml`, reading YAML 1.1, takes it for one that is none (NaN). */
const bareExponent = /^[-+]?\.?[eE][-+]?[0-9]+$/;
const simple = /^[A-Za-z][A-Za-z0-9_./-]*$/;

/** A first character that never begins anything but plain text. Digits, signs and points are looked at further. */
const plainStart =
  /^[A-Za-z_/$(^\\;<\u{a1}-\u{167f}\u{1681}-\u{1fff}\u{2030}-\u{205e}\u{2060}-\u{2fff}\u{3001}-\u{d7ff}]/u;
const numberStart = /^[-+.0-9~=]/;

/** A superset of every number of YAML 1.1 and 1.2: underscores, base 60, octal, hex, binary, infinities. */
const numberLike = /^[-+]?(?:[0-9._:]+(?:[eE][-+]?[0-9_]*)?|0[xXoObB][0-9a-fA-F_]*|\.(?:inf|nan))$/i;
const timestampLike = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}/;
/** Three parts or more are an address or a version, a number nowhere. */
const dotted = /^[0-9]+(?:\.[0-9]+){2,}$/;
const dashed = /^--?[A-Za-z]/;

/** Ends or breaks a plain scalar, or is invisible at its end. */
const breaksPlain = /: |:$| #|[ \t]$/;
/**
 * Control characters, line breaks of YAML 1.1 (U+0085, U+2028, U+2029), the byte order mark, non-characters and lone
 * surrogates: written as escapes, for readers either refuse them or turn them into blanks.
 */
const escaped =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufeff\ufff0-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const escapedAll = new RegExp(`["\\\\\\n]|${escaped.source}`, 'g');
/** A literal block shows these wrongly or not at all: blanks at the end of a line or before the first, tabs in front. */
const breaksLiteral = /[ \t]\n|\n\t|^[ \t\n]|\n\n$|[ \t]$/;

/**
 * A string as a YAML scalar. `blockIndent` is the indent that lines of a literal block would have; without it (keys,
 * flow style) the scalar stays on one line.
 */
export function yamlScalarString(text: string, blockIndent: string | undefined): string {
  if (isPlainYaml(text)) return text;
  if (blockIndent !== undefined && isLiteral(text)) return literal(text, blockIndent);
  if (escaped.test(text) || text.includes('\n')) return yamlDoubleQuoted(text);
  // Text with quotes or backslashes inside reads better in single quotes; everything else in double ones.
  return /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}

/** Whether every reader takes these characters, without quotes, for this very text. */
export function isPlainYaml(text: string): boolean {
  // Nearly every key and word: letters alone, and no word of YAML's.
  if (simple.test(text)) return (text.length > 5 || !words.has(text.toLowerCase())) && !bareExponent.test(text);
  if (escaped.test(text) || text.includes('\n') || breaksPlain.test(text)) return false;
  if (text.length <= 5 && words.has(text.toLowerCase())) return false;
  if (bareExponent.test(text)) return false;
  if (plainStart.test(text)) return true;
  if (!numberStart.test(text)) return false;
  const first = text.charCodeAt(0);
  if (first === 0x2d) return dashed.test(text);
  if (dotted.test(text)) return true;
  return !numberLike.test(text) && !timestampLike.test(text) && !text.startsWith('...');
}

function isLiteral(text: string): boolean {
  if (!text.includes('\n') || breaksLiteral.test(text)) return false;
  // A tab within a line is text like any other; it is in `escaped` because quotes cannot show it.
  return !escaped.test(text.includes('\t') ? text.replaceAll('\t', '') : text);
}

function literal(text: string, indent: string): string {
  const strip = !text.endsWith('\n');
  const body = strip ? text : text.slice(0, -1);
  const lines = body.split('\n').map((line) => (line === '' ? '' : indent + line));
  return `|${strip ? '-' : ''}\n${lines.join('\n')}`;
}

/** On one line, with escapes that JSON and both YAMLs read alike (`\x..` is YAML's alone, so `\u00..` is used). */
export function yamlDoubleQuoted(text: string): string {
  return printable.test(text) ? `"${text}"` : `"${text.replace(escapedAll, escapeCharacter)}"`;
}
