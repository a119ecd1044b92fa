import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from './tree.ts';

/**
 * The text that all spans of the file refer to. A byte order mark stays, as the first character; bytes that are not
 * UTF-8 become U+FFFD, so that a fault in them can be shown.
 */
export function sourceText(file: SourceFile): string {
  if (typeof file.content === 'string') return file.content;
  return decode(file.content);
}

/** UTF-8 bytes of the file, counted without encoding it. */
export function byteLength(file: SourceFile): number {
  if (typeof file.content !== 'string') return file.content.length;
  const text = file.content;
  let bytes = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) bytes += 1;
    // Half of a surrogate pair counts two, so that the pair counts four.
    if (unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff)) bytes += 1;
  }
  return bytes;
}

/** The first byte sequence that is not UTF-8. */
export function encodingFault(file: SourceFile): Diagnostic | undefined {
  if (typeof file.content === 'string') return undefined;
  const bytes = file.content;
  const bad = firstInvalid(bytes);
  if (bad === undefined) return undefined;
  const start = decode(bytes.subarray(0, bad)).length;
  const span = { file: file.path, start, end: start + 1 };
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const hex = (bytes[bad] as number).toString(16).padStart(2, '0');
  return utf16
    ? diagnostic('source/encoding', span, 'the file is UTF-16, not UTF-8')
    : diagnostic('source/encoding', span, `byte 0x${hex} is not UTF-8`);
}

// U+0009, U+000A and U+000D apart, what YAML 1.2 does not call printable (section 5.1); and half surrogate pairs. A lone
// carriage return is a line end to some readers and none to others.
const forbidden =
  // oxlint-disable-next-line no-control-regex -- these are what it looks for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|\r(?!\n)|\p{Surrogate}/gu;

/** The text with each such character replaced by another one: passed to the YAML parser, so that it finds the other errors. */
export function withoutForbidden(text: string): string {
  return text.replace(forbidden, (character) => (character === '\r' ? ' ' : '\ufffd'));
}

/** Characters that no YAML file may hold: each line's first, at most ten. */
export function characterFaults(path: string, text: string): Diagnostic[] {
  const faults: Diagnostic[] = [];
  let lineEnd = -1;
  for (const match of text.matchAll(forbidden)) {
    if (match.index < lineEnd) continue;
    const newline = text.indexOf('\n', match.index);
    lineEnd = newline === -1 ? text.length : newline;
    faults.push(
      diagnostic('source/character', { file: path, start: match.index, end: match.index + 1 }, wording(match[0])),
    );
    if (faults.length === 10) break;
  }
  return faults;
}

/** The same for what escapes such as `\0` or `\ud800` made in a value. */
export function hasForbiddenValue(value: string): boolean {
  return value.includes('\0') || /\p{Surrogate}/u.test(value);
}

function wording(character: string): string {
  const code = character.charCodeAt(0);
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (code === 0) return `a NUL character (${name}) in the file`;
  if (code === 0x0d) return `a carriage return (${name}) without a line feed in the file`;
  if (code >= 0xd800 && code <= 0xdfff) return `half of a surrogate pair (${name}) in the file`;
  return `a control character (${name}) in the file`;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Offset of the first byte that no valid sequence starts at: RFC 3629, section 4. */
function firstInvalid(bytes: Uint8Array): number | undefined {
  const follows = (at: number, low = 0x80, high = 0xbf): boolean => {
    const byte = bytes[at];
    return byte !== undefined && byte >= low && byte <= high;
  };
  let i = 0;
  while (i < bytes.length) {
    const byte = bytes[i] as number;
    if (byte < 0x80) i += 1;
    else if (byte >= 0xc2 && byte <= 0xdf && follows(i + 1)) i += 2;
    else if (
      byte >= 0xe0 &&
      byte <= 0xef &&
      follows(i + 1, byte === 0xe0 ? 0xa0 : 0x80, byte === 0xed ? 0x9f : 0xbf) &&
      follows(i + 2)
    )
      i += 3;
    else if (
      byte >= 0xf0 &&
      byte <= 0xf4 &&
      follows(i + 1, byte === 0xf0 ? 0x90 : 0x80, byte === 0xf4 ? 0x8f : 0xbf) &&
      follows(i + 2) &&
      follows(i + 3)
    )
      i += 4;
    else return i;
  }
  return undefined;
}
