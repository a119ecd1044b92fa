import { invariant } from '../diagnostics/diagnostic.ts';

/** A JSON schema, draft 2020-12, with our own `x-` keywords. */
export type Schema = { readonly [keyword: string]: unknown };

/**
 * What a composed schema is for. `checked` holds each file to its shape: a null was taken off before. `editor` allows
 * a null wherever one may take something away. `resolved` has a value wherever there is a default; types are made from it.
 */
export type SchemaPurpose = 'checked' | 'editor' | 'resolved';

/** The options of each component, by its name, as `options.schema.json` in its blueprint folder. */
export type OptionSchemas = ReadonlyMap<string, Schema>;

/** Options of every component, in addition to its own. */
const commonOptions: Readonly<Record<string, Schema>> = {
  version: {
    type: 'string',
    format: 'version',
    description: 'Version of the chart, instead of the one pinned by the blueprint.',
    examples: ['1.20.2'],
  },
  values: {
    type: 'object',
    description: 'Additional Helm values, merged over those of the blueprint. Any value of the chart is allowed.',
    examples: [{ bpf: { masquerade: true } }],
  },
  secrets: {
    $ref: '#/$defs/componentSecrets',
    description: 'Further Secrets that are created in its namespace, by name.',
    examples: [{ 'registry-login': { keys: { username: {}, password: {} } } }],
  },
  manifests: {
    type: 'string',
    format: 'folder',
    description: 'A folder next to infraflux.yaml with further objects, which are installed with the component.',
    examples: ['manifests/extra'],
  },
};

/** One schema out of the core and the blueprints' options: extensions flattened, components put in. */
export function composeSchema(core: Schema, options: OptionSchemas, purpose: SchemaPurpose): Schema {
  const definitions = record(core['$defs']);
  const flat: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    flat[name] = flatten(record(definition), definitions);
  }
  const platform = record(flat['platform']);
  const components = Object.fromEntries(
    [...options].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, schema]) => [name, withCommonOptions(schema)]),
  );
  flat['platform'] = { ...platform, properties: { ...record(platform['properties']), ...components } };
  const composed = { ...core, $defs: flat };
  return purpose === 'checked' ? composed : record(forPurpose(composed, purpose));
}

/** The part of a composed schema that one environment's own file is held to. */
export function environmentSchema(composed: Schema): Schema {
  const definitions = record(composed['$defs']);
  const { name: _name, ...rest } = record(definitions['environment']);
  return {
    $schema: composed['$schema'],
    $id: 'https://infraflux.dev/schema/environment.schema.json',
    title: 'Environment',
    ...rest,
    $defs: definitions,
  };
}

/** A component's own options with what every component understands. */
export function withCommonOptions(schema: Schema): Schema {
  const { $schema: _schema, $id: _id, title: _title, ...rest } = schema;
  return { ...rest, additionalProperties: false, properties: { ...record(rest['properties']), ...commonOptions } };
}

function flatten(definition: Schema, definitions: Schema): Schema {
  const base = definition['x-extends'];
  if (typeof base !== 'string') return definition;
  const target = definitions[base.replace('#/$defs/', '')];
  invariant(target !== undefined, `schema: ${base} is not there`);
  const inherited = { ...record(flatten(record(target), definitions)['properties']) };
  for (const name of (definition['x-without'] as readonly string[] | undefined) ?? []) delete inherited[name];
  const { 'x-extends': _extends, 'x-without': _without, ...rest } = definition;
  return { ...rest, properties: { ...inherited, ...record(definition['properties']) } };
}

function forPurpose(schema: unknown, purpose: SchemaPurpose): unknown {
  if (Array.isArray(schema)) return schema.map((item) => forPurpose(item, purpose));
  if (typeof schema !== 'object' || schema === null) return schema;
  const out: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties' || keyword === '$defs') {
      out[keyword] = Object.fromEntries(
        Object.entries(record(value)).map(([name, sub]) => {
          const inner = forPurpose(sub, purpose);
          return [name, keyword === 'properties' && purpose === 'editor' ? orNull(record(inner)) : inner];
        }),
      );
    } else if (keyword === 'additionalProperties' && typeof value === 'object' && purpose === 'editor') {
      out[keyword] = orNull(record(forPurpose(value, purpose)));
    } else if (keyword === 'default' || keyword === 'examples' || keyword === 'enum') {
      out[keyword] = value;
    } else {
      out[keyword] = forPurpose(value, purpose);
    }
  }
  if (purpose === 'resolved' && out['properties'] !== undefined) {
    const defaulted = Object.entries(record(out['properties']))
      .filter(([, sub]) => record(sub)['default'] !== undefined)
      .map(([name]) => name);
    const required = [...new Set([...((out['required'] as readonly string[] | undefined) ?? []), ...defaulted])];
    if (required.length > 0) out['required'] = required;
  }
  return out;
}

/** The same, or null: in an editor, a null that removes a value of a lower layer is not an error. */
function orNull(schema: Schema): Schema {
  const { description, examples, default: fallback, ...rest } = schema;
  const about = {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(examples === undefined ? {} : { examples }),
  };
  if (Array.isArray(rest['enum'])) return { ...rest, ...about, enum: [...rest['enum'], null] };
  return { ...about, anyOf: [rest, { type: 'null' }] };
}

function record(value: unknown): Record<string, unknown> {
  return (value ?? {}) as Record<string, unknown>;
}
