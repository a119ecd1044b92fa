import { _, Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { linearPattern } from '../source/linear-pattern.ts';
import type { Schema } from './compose-schema.ts';
import { formatTests } from './formats.ts';
import { rememberPattern } from './schema-pattern.ts';
import { type Language, ownComponent, providerSchema, providerTypes } from './schema.ts';

// Compiling a schema takes a tenth of a second and more, so this file is loaded only to prepare validators at build
// time, and for components that the build did not know.

/**
 * An ajv that knows the language as one layer may write it: nothing is required, because another layer may set it, and
 * components' options are schemas of their own. `standalone` is for code that is kept; without it, code is made that is
 * used now and once, where making it smaller costs more than it saves.
 */
export function languageAjv(language: Language, standalone: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    messages: false,
    unicodeRegExp: true,
    strict: true,
    strictRequired: false,
    formats: formatTests,
    // Options of a user's own blueprint bring patterns along; those that are compiled at build time are the product's.
    code: standalone
      ? { source: true, esm: true, lines: true, formats: _`formatTests` }
      : { optimize: false, regExp: linearEngine(new Set(patternsIn(language.core))) },
  });
  const core = layerSchema({ ...language.core, $id: schemaIds.infraflux }) as Schema;
  const definitions = core['$defs'] as Record<string, Schema>;
  // Components and providers are held to schemas of their own, which depend on what they are.
  const { provider, ...others } = definitions;
  const map = { type: 'object' };
  const open = { ...core, $defs: { ...others, platform: { ...map, additionalProperties: map }, provider: map } };
  ajv.addVocabulary([...ownKeywords([core, ...language.options.values()])]);
  ajv.addSchema(open);
  ajv.addSchema({ $id: schemaIds.environment, $ref: 'core#/$defs/environment' });
  ajv.addSchema({ $id: schemaIds.ownComponent, $ref: `core#/$defs/${ownComponent}` });
  ajv.addSchema({ ...inCore(provider), $id: schemaIds.anyProvider });
  for (const type of providerTypes(language)) {
    ajv.addSchema({ ...inCore(providerSchema(language, type)), $id: schemaIds.provider(type) });
  }
  for (const [name, schema] of language.options) ajv.addSchema(optionsDocument(name, schema));
  return ajv;
}

/** As ajv asks for patterns; `code` is used only by code that is kept. Those of the product's own schema need no other engine. */
function linearEngine(own: ReadonlySet<string>) {
  const make = (pattern: string): RegExp => {
    if (own.has(pattern)) return new RegExp(pattern, 'u');
    const engine = linearPattern(pattern);
    rememberPattern(pattern, engine);
    return { ...engine, toString: () => `linear ${pattern}` } as unknown as RegExp;
  };
  return Object.assign(make, { code: 'new RegExp' });
}

function patternsIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]) => [
    ...(keyword === 'pattern' && typeof value === 'string' ? [value] : []),
    ...(keyword === 'patternProperties' ? Object.keys(value as object) : []),
    ...patternsIn(value),
  ]);
}

/** Names of what files and providers are held to, in `languageAjv`. */
export const schemaIds = {
  infraflux: 'core',
  environment: 'environment',
  ownComponent: 'own-component',
  anyProvider: 'provider',
  provider: (type: string): string => `provider-${type}`,
} as const;

/** A definition as a separate document, with references into the core. */
function inCore(definition: unknown): Schema {
  return layerSchema(definition, (reference) => reference.replace('#/', 'core#/')) as Schema;
}

/** Validators of a language by their names. Undefined: it has none of the name. */
export function compileLanguage(language: Language): (id: string) => ValidateFunction | undefined {
  const ajv = languageAjv({ ...language, options: new Map() }, false);
  return (id) => ajv.getSchema(id) as ValidateFunction | undefined;
}

/** A validator for the options of some components, or, for a schema that is none, what is wrong with it. */
export function compileOptions(
  language: Language,
  components: readonly string[],
): ReadonlyMap<string, ValidateFunction | string> {
  const ajv = languageAjv({ ...language, options: new Map() }, false);
  return new Map(components.map((name) => [name, compileOne(ajv, language, name)]));
}

function compileOne(ajv: Ajv2020, language: Language, component: string): ValidateFunction | string {
  const schema = language.options.get(component) ?? {};
  const lost = references(schema).find((name) => !Object.hasOwn(language.definitions, name));
  if (lost !== undefined) return `#/$defs/${lost} is not a definition of the core schema`;
  // `getKeyword` knows nothing of those that mean nothing to ajv, and a second time is an error.
  for (const keyword of ownKeywords([schema]))
    if (!Object.hasOwn(ajv.RULES.keywords, keyword)) ajv.addVocabulary([keyword]);
  const document = optionsDocument(component, schema);
  if (ajv.validateSchema(document) !== true) {
    const where = ajv.errors?.[0]?.instancePath.slice(1).replaceAll('/', '.') ?? '';
    return `${where === '' ? 'its root' : where} is nothing that a schema may hold`;
  }
  try {
    return ajv.compile(document);
  } catch (error) {
    // ajv's strict mode reports only by throwing.
    if (!(error instanceof Error)) throw error;
    return error.message.replaceAll(`options-${component}`, '').replace(/\s+/g, ' ');
  }
}

/** Names below `$defs` that a schema refers to. */
function references(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]) =>
    keyword === '$ref' && typeof value === 'string' ? [value.replace('#/$defs/', '')] : references(value),
  );
}

function optionsDocument(name: string, schema: Schema): Schema {
  const own = (schema['$defs'] ?? {}) as Record<string, unknown>;
  const document = layerSchema(schema, (reference) => {
    const definition = reference.replace('#/$defs/', '');
    return Object.hasOwn(own, definition) ? reference : `core#/$defs/${definition}`;
  });
  return { ...(document as Schema), $id: `options-${name}` };
}

const dropped: ReadonlySet<string> = new Set(['required', 'description', 'examples', 'default', '$schema', 'title']);

function layerSchema(schema: unknown, rename: (reference: string) => string = (same) => same): unknown {
  if (Array.isArray(schema)) return schema.map((item) => layerSchema(item, rename));
  if (typeof schema !== 'object' || schema === null) return schema;
  const out: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (dropped.has(keyword)) continue;
    if (keyword === 'properties' || keyword === '$defs') {
      const entries = Object.entries(value as Record<string, unknown>);
      out[keyword] = Object.fromEntries(entries.map(([name, sub]) => [name, layerSchema(sub, rename)]));
    } else if (keyword === '$ref') {
      out[keyword] = rename(String(value));
    } else {
      out[keyword] = keyword === 'enum' || keyword === 'const' ? value : layerSchema(value, rename);
    }
  }
  return out;
}

function ownKeywords(schemas: readonly unknown[]): Set<string> {
  const found = new Set<string>();
  const walk = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword.startsWith('x-')) found.add(keyword);
      walk(value);
    }
  };
  schemas.forEach(walk);
  return found;
}
