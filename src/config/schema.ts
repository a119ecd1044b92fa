import coreSchema from '../../schema/core.schema.json' with { type: 'json' };
import type { Catalog } from '../blueprints/catalog.ts';
import { invariant } from '../diagnostics/diagnostic.ts';
import { providerSchemas } from '../providers/schema-registry.ts';
import { composeSchema, type Schema, withCommonOptions } from './compose-schema.ts';
import { type ProviderSchemas, withProviderTypes } from './provider-schema.ts';

/** The language, taken apart: the core with its extensions flattened, and each component's options. */
export interface Language {
  readonly core: Schema;
  readonly definitions: { readonly [name: string]: Schema };
  /** By component name, with what every component understands. */
  readonly options: ReadonlyMap<string, Schema>;
}

/** The core alone: enough for everything but `platform`. */
export const coreLanguage: Language = languageOf(new Map());

export function languageOf(
  options: ReadonlyMap<string, Schema>,
  providers: ProviderSchemas = providerSchemas,
  core: Schema = coreSchema,
): Language {
  const composed = composeSchema(withProviderTypes(core, providers), new Map(), 'checked');
  const complete = [...options].map(([name, schema]) => [name, withCommonOptions(schema)] as const);
  return { core: composed, definitions: composed['$defs'] as { [name: string]: Schema }, options: new Map(complete) };
}

/** The language with the components of a catalog. A component without options.schema.json has none of its own. */
export function catalogLanguage(catalog: Catalog, { core, definitions }: Language = coreLanguage): Language {
  const options = new Map<string, Schema>();
  for (const name of catalog.components.keys()) {
    options.set(name, withCommonOptions(parseSchema(optionsText(catalog, name))));
  }
  return { core, definitions, options };
}

/** The language with components that have no blueprint, by their names. */
export function withOwnComponents(language: Language, names: ReadonlySet<string>): Language {
  if (names.size === 0) return language;
  const own: Schema = { $ref: `#/$defs/${ownComponent}` };
  return { ...language, options: new Map([...language.options, ...[...names].map((name) => [name, own] as const)]) };
}

/** The definition of a component without a blueprint. */
export const ownComponent = 'ownComponent';

/** options.schema.json of a component as text; that of a component without one allows nothing. */
export function optionsText(catalog: Catalog, component: string): string {
  const folder = catalog.components.get(component)?.folder ?? '';
  return catalog.files.get(`${folder}/options.schema.json`)?.text ?? '{"type":"object"}';
}

/** The catalog reports an invalid schema; here it then allows the options of every component. */
export function parseSchema(text: string): Schema {
  try {
    const schema: unknown = JSON.parse(text);
    return typeof schema === 'object' && schema !== null ? (schema as Schema) : {};
  } catch {
    return {};
  }
}

// By the definitions that references lead to: languages share schemas, and differ in what a provider takes.
const followed = new WeakMap<Language['definitions'], WeakMap<Schema, Schema>>();

/** A schema with its `$ref` followed; keywords next to the reference win. */
export function follow(language: Language, schema: Schema): Schema {
  const name = referenceOf(schema);
  if (name === undefined) return schema;
  let known = followed.get(language.definitions);
  if (known === undefined) followed.set(language.definitions, (known = new WeakMap()));
  const before = known.get(schema);
  if (before !== undefined) return before;
  const target = language.definitions[name];
  invariant(target !== undefined, `schema: #/$defs/${name} is not there`);
  const { $ref: _ref, ...beside } = schema;
  const result = { ...follow(language, target), ...beside };
  known.set(schema, result);
  return result;
}

/** What a map is held to: of a provider, what its type takes. `valueAt` gives the value of one of its keys. */
export function schemaOfMap(language: Language, schema: Schema, valueAt: (key: string) => unknown): Schema {
  const byType = follow(language, schema)['x-by-type'] as { readonly [type: string]: Schema } | undefined;
  const type = byType === undefined ? undefined : valueAt('type');
  return typeof type === 'string' && Object.hasOwn(byType as object, type) ? (byType?.[type] ?? schema) : schema;
}

/** Types of providers that the language knows. */
export function providerTypes({ definitions }: Language): readonly string[] {
  return Object.keys(definitions['provider']?.['x-by-type'] ?? {});
}

/** What providers of a type take. */
export function providerSchema(language: Language, type: string): Schema {
  const schema: Schema = { $ref: '#/$defs/provider' };
  return follow(
    language,
    schemaOfMap(language, schema, () => type),
  );
}

/** The definition that a schema refers to: `node` for `#/$defs/node`. */
export function referenceOf(schema: Schema): string | undefined {
  const reference = schema['$ref'];
  return typeof reference === 'string' ? reference.slice('#/$defs/'.length) : undefined;
}

/** What a key of a map is held to. Takes and gives schemas with or without `$ref`. Undefined where anything goes. */
export function childSchema(language: Language, schema: Schema, key: string): Schema | undefined {
  const followed = follow(language, schema);
  if (followed['x-components'] === true) return language.options.get(key);
  const properties = propertiesOf(followed);
  if (Object.hasOwn(properties, key)) return properties[key];
  const rest = followed['additionalProperties'];
  return typeof rest === 'object' && rest !== null ? (rest as Schema) : undefined;
}

/** What a path is held to, from a schema on: list items by their number. */
export function schemaAt(language: Language, schema: Schema, path: readonly string[]): Schema | undefined {
  let here: Schema | undefined = schema;
  for (const key of path) {
    if (here === undefined) return undefined;
    const followed = follow(language, here);
    here =
      followed['type'] === 'array' ? (followed['items'] as Schema | undefined) : childSchema(language, followed, key);
  }
  return here;
}

export function propertiesOf(schema: Schema): { readonly [name: string]: Schema } {
  return (schema['properties'] ?? {}) as { readonly [name: string]: Schema };
}
