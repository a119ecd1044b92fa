import { RE2JS } from 're2js';

/** Characters that a pattern of others may have: its work is its length times that of the text. */
const maximumLength = 1000;

/** Why a pattern cannot be used. One line. */
export class UnusablePattern extends Error {}

/** What is asked of a pattern, anywhere in the text. */
export interface LinearPattern {
  readonly test: (text: string) => boolean;
}

const compiled = new Map<string, LinearPattern>();

/**
 * A regular expression that a file of others brings along. The engine is a port of RE2 (that of Go), whose time grows with the
 * text alone: `^(a+)+$` takes the engine of JavaScript longer than anyone waits. It has no look-around and no references
 * backwards. Throws `UnusablePattern`.
 */
export function linearPattern(pattern: string): LinearPattern {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (pattern.length > maximumLength)
    throw new UnusablePattern(`a pattern has ${pattern.length} characters; the limit is ${maximumLength}`);
  let engine: RE2JS;
  try {
    engine = RE2JS.compile(pattern);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnusablePattern(`the pattern ${JSON.stringify(pattern)} is none of RE2: ${why}`);
  }
  const made = { test: (text: string) => engine.matcher(text).find() };
  compiled.set(pattern, made);
  return made;
}
