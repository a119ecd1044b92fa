import type { MapEntry, MapTree } from '../source/tree.ts';
import type { Schema } from './compose-schema.ts';
import { fits } from './fits.ts';
import { childSchema, follow, type Language, propertiesOf } from './schema.ts';

/**
 * The key above that an unknown key belongs below: `argocd` next to `platform` is indented one level too little. The nearest one
 * above that has such a key, or that is empty and takes any name.
 */
export function keyAbove(language: Language, schema: Schema, map: MapTree, entry: MapEntry): string | undefined {
  const above = [...map.entries.values()]
    .filter(({ keySpan }) => keySpan.start < entry.keySpan.start)
    .sort((a, b) => b.keySpan.start - a.keySpan.start);
  return above.find((other) => {
    const child = childSchema(language, schema, other.key);
    return child !== undefined && takes(language, follow(language, child), other, entry);
  })?.key;
}

function takes(language: Language, schema: Schema, { value }: MapEntry, entry: MapEntry): boolean {
  const isEmpty = value.kind === 'scalar' && value.value === null;
  if (value.kind !== 'map' && !isEmpty) return false;
  if (value.kind === 'map' && value.entries.has(entry.key)) return false;
  if (schema['x-components'] === true) return language.options.has(entry.key);
  if (Object.hasOwn(propertiesOf(schema), entry.key)) return true;
  const rest = schema['additionalProperties'];
  if (!isEmpty || typeof rest !== 'object' || rest === null) return false;
  const names = { type: 'string', ...(schema['propertyNames'] as Schema | undefined) };
  const type = follow(language, rest as Schema)['type'];
  const kind = entry.value.kind === 'map' ? 'object' : entry.value.kind === 'list' ? 'array' : 'string';
  return (
    fits(language, names, entry.key) && (type === kind || (kind === 'string' && type !== 'object' && type !== 'array'))
  );
}
