import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** Lines that git puts around the two sides of a conflict; with `merge.conflictStyle=diff3` also what both come from. */
const marker = /^(<{7}|\|{7}|={7}|>{7})(?:[ \r]|$)/;

/**
 * The text with our side of every merge conflict alone, everything else in spaces, so that positions stay and other faults of the
 * file are found in the same run. Each conflict is reported at its first line.
 */
export function withoutConflicts(
  path: string,
  text: string,
): { readonly text: string; readonly diagnostics: readonly Diagnostic[] } {
  if (!/^<{7}(?:[ \r\n]|$)/m.test(text)) return { text, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  let isOurs = true;
  let isInside = false;
  let start = 0;
  const lines = text.split('\n').map((line) => {
    const at = start;
    start += line.length + 1;
    const kind = marker.exec(line)?.[1]?.[0];
    // Seven equal signs alone are no conflict.
    if (kind === undefined || (kind !== '<' && !isInside)) return isOurs ? line : ' '.repeat(line.length);
    if (kind === '<') diagnostics.push(conflict(path, at, line));
    isInside = kind !== '>';
    isOurs = kind === '<' || kind === '>';
    return ' '.repeat(line.length);
  });
  return { text: lines.join('\n'), diagnostics };
}

function conflict(path: string, start: number, line: string): Diagnostic {
  const span = { file: path, start, end: start + line.trimEnd().length };
  return diagnostic('source/conflict-markers', span, `an unresolved merge conflict: ${line.trim()}`);
}
