import type { Folded, FoldedMap } from '../config/folded.ts';
import { at } from '../config/read.ts';
import type { Json } from '../source/tree.ts';
import type { At } from './draft.ts';

/** A text of the configuration with its place; undefined when it is absent, faulty, or no text. */
export function textAt(tree: FoldedMap, ...path: readonly string[]): At<string> | undefined {
  return scalarAt(tree, path, (value) => typeof value === 'string');
}

/** The same for a number. */
export function numberAt(tree: FoldedMap, ...path: readonly string[]): At<number> | undefined {
  return scalarAt(tree, path, (value) => typeof value === 'number');
}

/** A map of the configuration; undefined when it is absent or something else. */
export function mapAt(tree: FoldedMap | undefined, ...path: readonly string[]): FoldedMap | undefined {
  const found: Folded | undefined = tree === undefined ? undefined : at(tree, path);
  return found?.kind === 'map' ? found : undefined;
}

/** A text, read: undefined when it is missing or cannot be read (the schema has reported that). */
export function parsedAt<T>(text: At<string> | undefined, parse: (text: string) => T | undefined): At<T> | undefined {
  const value = text === undefined ? undefined : parse(text.value);
  return text === undefined || value === undefined ? undefined : { value, span: text.span };
}

function scalarAt<T extends Json>(
  tree: FoldedMap,
  path: readonly string[],
  is: (value: Json) => value is T,
): At<T> | undefined {
  const found = at(tree, path);
  if (found?.kind !== 'leaf' || found.faulty || !is(found.value)) return undefined;
  return { value: found.value, span: found.saying.span };
}
