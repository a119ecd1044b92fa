import type { Json } from '../source/tree.ts';
import type { Schema } from './compose-schema.ts';
import { formatTests } from './formats.ts';
import { patternOf } from './schema-pattern.ts';
import { childSchema, follow, type Language, propertiesOf, schemaOfMap } from './schema.ts';

/**
 * Whether a schema takes a value: for values that a message proposes. Files are held to compiled validators, which are the
 * same schema; `test/config/suggestions.test.ts` compares the two.
 */
export function fits(language: Language, schema: Schema, value: Json): boolean {
  const held = follow(
    language,
    schemaOfMap(language, schema, (key) => (isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined)),
  );
  if (!isOfType(held['type'], value)) return false;
  const allowed = held['enum'] as readonly Json[] | undefined;
  if (allowed !== undefined && !allowed.includes(value)) return false;
  const not = held['not'] as Schema | undefined;
  if (not !== undefined && not['const'] === value) return false;
  if (typeof value === 'string') return isText(held, value);
  if (typeof value === 'number') return within(held, value, 'minimum', 'maximum');
  if (Array.isArray(value)) return isList(language, held, value);
  return !isMap(value) || isEveryEntry(language, held, value);
}

function isText(schema: Schema, value: string): boolean {
  if (!within(schema, [...value].length, 'minLength', 'maxLength')) return false;
  const format = schema['format'];
  if (typeof format === 'string' && formatTests[format]?.(value) === false) return false;
  return typeof schema['pattern'] !== 'string' || patternOf(schema['pattern']).test(value);
}

function isList(language: Language, schema: Schema, value: readonly Json[]): boolean {
  if (!within(schema, value.length, 'minItems', 'maxItems')) return false;
  const distinct = new Set(value.map((item) => JSON.stringify(item))).size === value.length;
  if (schema['uniqueItems'] === true && !distinct) return false;
  const items = (schema['items'] ?? {}) as Schema;
  return value.every((item) => fits(language, items, item));
}

function isEveryEntry(language: Language, schema: Schema, value: { readonly [key: string]: Json }): boolean {
  const keys = Object.keys(value);
  const required = (schema['required'] as readonly string[] | undefined) ?? [];
  if (!within(schema, keys.length, 'minProperties', 'maxProperties') || !required.every((key) => keys.includes(key)))
    return false;
  const names = { type: 'string', ...(schema['propertyNames'] as Schema | undefined) };
  const known = propertiesOf(schema);
  return keys.every((key) => {
    const child = childSchema(language, schema, key);
    if (child === undefined) return schema['additionalProperties'] !== false && schema['x-components'] !== true;
    return (Object.hasOwn(known, key) || fits(language, names, key)) && fits(language, child, value[key] as Json);
  });
}

function within(schema: Schema, size: number, lowest: string, highest: string): boolean {
  const [from, to] = [schema[lowest], schema[highest]];
  return (typeof from !== 'number' || size >= from) && (typeof to !== 'number' || size <= to);
}

function isOfType(type: unknown, value: Json): boolean {
  switch (type) {
    case undefined:
      return true;
    case 'object':
      return isMap(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
