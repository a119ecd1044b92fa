import type { LinearPattern } from '../source/linear-pattern.ts';

/** Patterns of schemas that were compiled at run time, which users' own blueprints bring along: by their text. */
const foreign = new Map<string, LinearPattern>();

/** Called when such a schema is compiled: before any value is held to it, and before anything is said of one. */
export function rememberPattern(pattern: string, engine: LinearPattern): void {
  foreign.set(pattern, engine);
}

/**
 * The pattern of a schema. Those of the product are regular expressions of JavaScript; others run on the engine that compiled
 * them, which is loaded only where there are such.
 */
export function patternOf(pattern: string): LinearPattern {
  return foreign.get(pattern) ?? new RegExp(pattern, 'u');
}
