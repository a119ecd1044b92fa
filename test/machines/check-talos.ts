import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseAllDocuments } from 'yaml';

type Schema = {
  $defs: Record<string, { properties?: Record<string, unknown>; required?: string[] }>;
  oneOf: unknown[];
};

/** Source: Talos' release notes of 1.13. */
const since113 = [
  'KubeSpanConfig',
  'Environment',
  'ExternalVolume',
  'Blackhole',
  'RoutingRule',
  'VRF',
  'TCPProbe',
  'ImageVerification',
];

/**
 * Talos' own JSON schema of a version. Fields that are deprecated and still accepted are missing there, so those of 1.11
 * are added. A patch holds a part of a document: what a whole one requires is not asked for, but its kind and name are.
 */
export function talosChecker(version: '1.12' | '1.13'): (file: string) => string[] {
  const read = (name: string): Schema =>
    JSON.parse(readFileSync(`test/machines/schemas/${name}.json`, 'utf8')) as Schema;
  const schema = read(`talos-v${version}`);
  const older = read('talos-v1.11');
  // The copy of 1.12 is from before its release; these kinds came with the release and are as in 1.13.
  if (version === '1.12') {
    for (const [name, definition] of Object.entries(read('talos-v1.13').$defs)) {
      if (!since113.some((kind) => name.includes(kind))) schema.$defs[name] ??= definition;
    }
  }
  // An address, which the schema takes for an object without fields.
  schema.$defs['v1alpha1.Endpoint'] = { type: 'string' } as never;
  for (const [name, definition] of Object.entries(older.$defs)) {
    const known = schema.$defs[name];
    if (known === undefined) schema.$defs[name] = definition;
    else known.properties = { ...definition.properties, ...known.properties };
  }
  const kinds = new Map<string, string>();
  for (const [name, definition] of Object.entries(schema.$defs)) {
    const kind = (definition.properties?.['kind'] as { enum?: string[] } | undefined)?.enum?.[0];
    if (kind !== undefined) kinds.set(kind, name);
    definition.required = (definition.required ?? []).filter((field) => ['apiVersion', 'kind', 'name'].includes(field));
  }
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ ...schema, $id: 'talos' });
  return (text) =>
    parseAllDocuments(text).flatMap((document) => {
      const value = document.toJS() as { kind?: string };
      const definition = value.kind === undefined ? 'v1alpha1.Config' : kinds.get(value.kind);
      if (definition === undefined) return [`unknown kind ${value.kind}`];
      const validate = ajv.getSchema(`talos#/$defs/${definition}`);
      if (validate === undefined) return [`no schema ${definition}`];
      return validate(value) === true
        ? []
        : (validate.errors ?? []).map((error) => `${value.kind ?? 'Config'}${error.instancePath} ${error.message}`);
    });
}
