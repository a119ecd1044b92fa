import { closest } from '../diagnostics/did-you-mean.ts';
import type { Schema } from './compose-schema.ts';
import { formatPath } from './format-path.ts';
import { follow, type Language, propertiesOf, referenceOf } from './schema.ts';

/**
 * Where a key that is unknown here does belong: `worker` at pools.workers, `gateway` at networks.<name>.gateway. The
 * nearest to the top wins. Looks through the language once per call: only faults pay for it.
 */
export function whereElse(
  language: Language,
  key: string,
  from: readonly string[],
): { readonly path: string; readonly exact: boolean } | undefined {
  // A component's options have names of their own: that another part of the language has the same one is chance.
  if (from.slice(0, -1).includes('platform')) return undefined;
  const places = new Map<string, readonly string[]>();
  const clusterShaped = ['defaults', 'clusters', 'environments', 'sizes', 'variants', 'controlPlane', 'pools', 'nodes'];
  if (from.length === 0 || !from.some((part) => clusterShaped.includes(part))) collect(language, language.core, places);
  collect(language, { $ref: '#/$defs/cluster' }, places);
  collect(language, language.core, places);
  const exact = places.get(key);
  if (exact !== undefined) return { path: formatPlace(exact), exact: true };
  const near = closest(key, places.keys());
  // Far from where it stands, a guess is only worth saying when one word is the other's beginning.
  if (near === undefined || !(near.startsWith(key) || key.startsWith(near))) return undefined;
  return { path: formatPlace(places.get(near) as readonly string[]), exact: false };
}

/** Breadth first, three levels: deeper ones have the same names over and over. */
function collect(language: Language, root: Schema, places: Map<string, readonly string[]>): void {
  let level: { readonly schema: Schema; readonly path: readonly string[] }[] = [{ schema: root, path: [] }];
  const seen = new Set<string>();
  for (let depth = 0; depth < 3; depth += 1) {
    const next: typeof level = [];
    for (const { schema, path } of level) {
      const reference = referenceOf(schema);
      if (reference !== undefined && seen.has(reference)) continue;
      if (reference !== undefined) seen.add(reference);
      const followed = follow(language, schema);
      for (const [name, child] of Object.entries(propertiesOf(followed))) {
        const place = [...path, name];
        if (!places.has(name)) places.set(name, place);
        next.push({ schema: child, path: place });
        for (const example of exampleNames(child)) if (!places.has(example)) places.set(example, [...place, example]);
      }
      const rest = followed['additionalProperties'];
      if (typeof rest === 'object' && rest !== null) next.push({ schema: rest as Schema, path: [...path, '<name>'] });
    }
    level = next;
  }
}

/** Names that a map of named things has in its example: `workers` in pools. */
function exampleNames(schema: Schema): readonly string[] {
  if (typeof schema['additionalProperties'] !== 'object') return [];
  const [example] = (schema['examples'] as readonly object[] | undefined) ?? [];
  return example === undefined || Array.isArray(example) ? [] : Object.keys(example);
}

function formatPlace(path: readonly string[]): string {
  return path.map((key) => (key === '<name>' ? key : formatPath([key]))).join('.');
}
