import type { Schema } from './compose-schema.ts';

/**
 * What providers of each type take, as `provider.schema.json` in their folder of blueprints/providers: keys beside `type`,
 * and definitions of their own. The description is a sentence without subject: "creates virtual machines on Proxmox VE".
 */
export type ProviderSchemas = { readonly [type: string]: Schema };

/** Definition of what providers of a type take, below `$defs` of a composed schema: `proxmoxProvider`. */
export function providerDefinition(type: string): string {
  return `${camelCase(type)}Provider`;
}

/**
 * The core with the schemas of the types of providers: a definition for each type, and `provider` itself with the keys of
 * all. `x-by-type` leads from one to the others. A definition of a type's own gets the type's name in front (`host` becomes
 * `proxmoxHost`): two types may both have hosts.
 */
export function withProviderTypes(core: Schema, schemas: ProviderSchemas): Schema {
  const definitions = record(core['$defs']);
  const provider = record(definitions['provider']);
  const discriminator = record(record(provider['properties'])['type']);
  const types = (discriminator['enum'] as readonly string[] | undefined) ?? [];
  const known = types.map((type) => [type, schemas[type] ?? {}] as const);
  const describe = known.flatMap(([type, { description }]) =>
    description === undefined ? [] : `${type} ${description}`,
  );
  const own: Record<string, unknown> = {};
  for (const [type, schema] of known) {
    const { $schema: _schema, title: _title, $defs, properties, required, ...rest } = schema;
    const names = Object.keys(record($defs));
    const renamed = (part: unknown): unknown => renameReferences(part, names, (name) => definitionOf(type, name));
    own[providerDefinition(type)] = {
      ...record(renamed(rest)),
      description: `A provider of type ${type}: ${String(schema['description'] ?? 'without additional keys')}.`,
      type: 'object',
      additionalProperties: false,
      'x-provider-type': type,
      required: ['type', ...((required as readonly string[] | undefined) ?? [])],
      properties: {
        type: { ...discriminator, enum: [type], description: 'Type of the provider.', examples: [type] },
        ...record(renamed(properties)),
      },
    };
    for (const name of names) own[definitionOf(type, name)] = renamed(record($defs)[name]);
  }
  const merged: Record<string, unknown> = {};
  for (const [type] of [...known].reverse())
    Object.assign(merged, record(record(own[providerDefinition(type)])['properties']));
  const any = {
    ...provider,
    'x-by-type': Object.fromEntries(types.map((type) => [type, { $ref: `#/$defs/${providerDefinition(type)}` }])),
    properties: { ...merged, type: { ...discriminator, description: `${describe.join('; ')}.` } },
  };
  const entries = Object.entries(definitions).flatMap(([name, definition]) =>
    name === 'provider' ? [[name, any], ...Object.entries(own)] : [[name, definition]],
  );
  return { ...core, $defs: Object.fromEntries(entries) };
}

/** The same for an editor: a provider is one of its types, each with its own keys. */
export function withProviderChoice(core: Schema, schemas: ProviderSchemas): Schema {
  const typed = withProviderTypes(core, schemas);
  const definitions = record(typed['$defs']);
  const { 'x-by-type': byType, additionalProperties: _rest, properties, ...same } = record(definitions['provider']);
  const provider = { ...same, properties: { type: record(properties)['type'] }, oneOf: Object.values(record(byType)) };
  return { ...typed, $defs: { ...definitions, provider } };
}

function definitionOf(type: string, name: string): string {
  return `${camelCase(type)}${name[0]?.toUpperCase()}${name.slice(1)}`;
}

function camelCase(type: string): string {
  return type.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function renameReferences(schema: unknown, names: readonly string[], rename: (name: string) => string): unknown {
  if (Array.isArray(schema)) return schema.map((item) => renameReferences(item, names, rename));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      const name = keyword === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', '') : undefined;
      if (name !== undefined && names.includes(name)) return [keyword, `#/$defs/${rename(name)}`];
      return [keyword, renameReferences(value, names, rename)];
    }),
  );
}

function record(value: unknown): Record<string, unknown> {
  return (value ?? {}) as Record<string, unknown>;
}
