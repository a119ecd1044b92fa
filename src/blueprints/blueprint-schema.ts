import core from '../../schema/blueprint-core.schema.json' with { type: 'json' };
import { type NeedKinds, talosNeeds } from './talos-needs.ts';

export type Schema = { readonly [keyword: string]: unknown };

/** What a blueprint.yaml may hold: the core, and below `talos` every kind of need. */
export function blueprintSchema(kinds: NeedKinds = talosNeeds): Schema {
  const properties = Object.fromEntries(Object.entries(kinds).map(([name, { schema }]) => [name, schema]));
  const { $defs, ...rest } = core;
  return { ...rest, $defs: { ...$defs, talos: { ...$defs.talos, properties } } };
}

/** For editors: without keywords that they do not know. */
export function editorSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(editorSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !keyword.startsWith('x-'))
      .map(([keyword, value]) => [keyword, editorSchema(value)]),
  );
}
