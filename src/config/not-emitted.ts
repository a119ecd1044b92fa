import coreSchema from '../../schema/core.schema.json' with { type: 'json' };

/**
 * Fields of the language that nothing is compiled from yet, as `<definition>.<property>` of schema/core.schema.json.
 * Using one warns. This list only shrinks: a test holds it against a copy.
 */
export const notEmitted: ReadonlySet<string> = new Set(['backup.etcd', 'disk.tags']);

/** The same, with what other definitions take over from these: `node.gpus` for `machineSettings.gpus`. */
export const notEmittedFields: ReadonlySet<string> = withInherited();

function withInherited(): ReadonlySet<string> {
  const fields = new Set(notEmitted);
  for (const [name, definition] of Object.entries(coreSchema.$defs as { readonly [name: string]: object })) {
    const base = 'x-extends' in definition ? String(definition['x-extends']).replace('#/$defs/', '') : undefined;
    if (base === undefined) continue;
    for (const field of notEmitted) if (field.startsWith(`${base}.`)) fields.add(`${name}${field.slice(base.length)}`);
  }
  return fields;
}
