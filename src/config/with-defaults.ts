import type { Json } from '../source/tree.ts';
import { valueOf } from './read.ts';
import type { Folded, FoldedMap } from './folded.ts';
import { valueAt } from './read.ts';
import type { Provenance } from './provenance.ts';
import type { Schema } from './compose-schema.ts';
import { childSchema, coreLanguage, follow, type Language, propertiesOf, referenceOf, schemaOfMap } from './schema.ts';

/**
 * Schema defaults, inserted where no layer set a value or a null removed it. Last of all: a default under a layer would
 * be a value that a null removes. `definition` is a name below `$defs` of the core schema, such as `node` or `pool`.
 *
 * For node-shaped trees, after they were folded onto their group; resolveConfig has done the rest.
 */
export function withDefaults(tree: FoldedMap, definition: string): FoldedMap {
  return fillDefaults(coreLanguage, tree, { $ref: `#/$defs/${definition}` }, new Set()) as FoldedMap;
}

/** The same for a map that is no longer a tree, such as one out of inputs.json. */
export function defaultsIn(map: JsonMap, definition: string): JsonMap {
  return valueOf(withDefaults(folded(map) as FoldedMap, definition)) as JsonMap;
}

interface JsonMap {
  readonly [key: string]: Json;
}

/** The same for any language. Definitions in `fragments` get none: they are folded onto something first. */
export function fillDefaults(language: Language, tree: Folded, schema: Schema, fragments: ReadonlySet<string>): Folded {
  if (tree.kind === 'leaf') return tree;
  const followed = follow(
    language,
    schemaOfMap(language, schema, (key) => valueAt(tree, key)),
  );
  const properties = propertiesOf(followed);
  const entries = new Map<string, Folded>();
  for (const [key, entry] of tree.entries) {
    const child = childSchema(language, followed, key);
    entries.set(
      key,
      child === undefined || isFragment(child, fragments) ? entry : fillDefaults(language, entry, child, fragments),
    );
  }
  for (const [key, child] of Object.entries(properties)) {
    const fallback = defaultOf(language, child);
    if (fallback === undefined || entries.has(key)) continue;
    const filled = folded(fallback);
    entries.set(key, isFragment(child, fragments) ? filled : fillDefaults(language, filled, child, fragments));
  }
  return { ...tree, entries: new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function isFragment(schema: Schema, fragments: ReadonlySet<string>): boolean {
  const name = referenceOf(schema);
  return name !== undefined && fragments.has(name);
}

function defaultOf(language: Language, schema: Schema): Json | undefined {
  return follow(language, schema)['default'] as Json | undefined;
}

function folded(value: Json): Folded {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value as { readonly [key: string]: Json });
    return { kind: 'map', entries: new Map(entries.map(([key, inner]) => [key, folded(inner)])), provenances: [] };
  }
  const saying: Provenance = { layer: 'schema', span: undefined, path: [], value };
  return { kind: 'leaf', tree: undefined, value, saying, overrode: [], faulty: false };
}
