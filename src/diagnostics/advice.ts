import { catalogue } from './catalogue/codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import { formatFix, mentions } from './fix.ts';

/** The `help:` line: what was said about this case, and what to type; else the advice of the code. */
export function adviceOf({ code, help, label, fix }: Diagnostic): string | undefined {
  const typed = fix === undefined || mentions(help, fix) || mentions(label, fix) ? undefined : formatFix(fix);
  if (help !== undefined) return typed === undefined ? help : `${help}; for example: ${typed}`;
  if (typed !== undefined) return typed;
  // A label that says what to type needs no general advice below it.
  return fix !== undefined || label?.startsWith('did you mean') === true ? undefined : catalogue[code].advice;
}
