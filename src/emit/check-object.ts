import type { BlueprintFile, Catalog } from '../blueprints/catalog.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import type { Json } from '../source/tree.ts';
import type { YamlFinding } from './templates/render-yaml.ts';

/** A structural schema of Kubernetes (apiextensions.k8s.io/v1), stripped to what is looked at. */
interface ObjectSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, ObjectSchema>>;
  readonly required?: readonly string[];
  readonly items?: ObjectSchema;
  readonly additionalProperties?: boolean | ObjectSchema;
  readonly enum?: readonly Json[];
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
}

/** Schemas in the catalog: `blueprints/schemas/<group>/<kind>_<version>.json`, lower case; the group of v1 is `core`. */
export function schemaPath(apiVersion: string, kind: string): string {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? 'core' : apiVersion.slice(0, slash);
  return `blueprints/schemas/${group}/${kind.toLowerCase()}_${apiVersion.slice(slash + 1)}.json`;
}

/**
 * What the Kubernetes API would refuse or drop: unknown fields, wrong types, missing required fields. A kind without a
 * schema in the catalog is held to what every object has.
 */
export function checkObject(object: Json, catalog: Pick<Catalog, 'files'>): readonly YamlFinding[] {
  const findings: YamlFinding[] = [];
  if (!isMap(object)) return [{ path: [], message: 'a manifest must be an object' }];
  const { apiVersion, kind } = object;
  for (const field of ['apiVersion', 'kind'] as const) {
    const value = object[field];
    if (typeof value !== 'string' || value === '') findings.push({ path: [field], message: `${field} must be text` });
  }
  checkMetadata(object, findings);
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return findings;
  const file = catalog.files.get(schemaPath(apiVersion, kind));
  const schema = file === undefined ? commonKinds[`${apiVersion} ${kind}`] : parseSchema(file);
  if (schema === undefined) return findings;
  const root: ObjectSchema = {
    ...schema,
    properties: { ...schema.properties, apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: openMap },
  };
  checkNode(object, root, [], kind, findings);
  return findings;
}

const openMap: ObjectSchema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const textMap: ObjectSchema = { type: 'object', additionalProperties: { type: 'string' } };

/** Kinds with few fields that never change (Kubernetes API reference, core v1). */
const commonKinds: Readonly<Record<string, ObjectSchema>> = {
  'v1 ConfigMap': {
    type: 'object',
    properties: { data: textMap, binaryData: textMap, immutable: { type: 'boolean' } },
  },
  'v1 Secret': {
    type: 'object',
    properties: { data: textMap, stringData: textMap, type: { type: 'string' }, immutable: { type: 'boolean' } },
  },
  'v1 Namespace': { type: 'object', properties: { spec: openMap } },
  'v1 Service': { type: 'object', required: ['spec'], properties: { spec: openMap } },
};

const metadataKeys = ['name', 'generateName', 'namespace', 'labels', 'annotations', 'finalizers', 'ownerReferences'];

function checkMetadata(object: JsonMap, findings: YamlFinding[]): void {
  const { metadata } = object;
  if (!isMap(metadata)) {
    findings.push({ path: ['metadata'], message: 'metadata is missing' });
    return;
  }
  if (typeof metadata['name'] !== 'string' || metadata['name'] === '') {
    findings.push({ path: ['metadata', 'name'], message: 'metadata.name must be text' });
  } else if (metadata['name'].length > 253) {
    findings.push({ path: ['metadata', 'name'], message: 'metadata.name has more than 253 characters' });
  }
  for (const key of Object.keys(metadata)) {
    if (!metadataKeys.includes(key)) findings.push(unknownField(['metadata', key], 'metadata', key, metadataKeys));
  }
  for (const field of ['labels', 'annotations'] as const) {
    const map = metadata[field];
    if (!isMap(map)) continue;
    for (const [key, value] of Object.entries(map)) {
      if (typeof value === 'string') continue;
      const message = `metadata.${field}: "${key}" must be text, not ${nameOf(value)}`;
      findings.push({ path: ['metadata', field, key], message });
    }
  }
}

function checkNode(
  value: Json,
  schema: ObjectSchema,
  path: readonly (string | number)[],
  where: string,
  findings: YamlFinding[],
): void {
  // The API server drops a null where the schema does not allow one.
  if (value === null) return;
  const wanted = schema['x-kubernetes-int-or-string'] === true ? 'integer or text' : wordFor(schema.type);
  if (!hasType(value, schema)) {
    findings.push({ path, message: `${where} must be ${wanted}, not ${nameOf(value)}` });
    return;
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    const close = typeof value === 'string' ? closest(value, schema.enum.map(String)) : undefined;
    const help = close === undefined ? undefined : `did you mean "${close}"?`;
    findings.push({ path, message: `${where} must be one of ${schema.enum.join(', ')}`, help });
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return;
    (value as readonly Json[]).forEach((item, index) => {
      checkNode(item, items, [...path, index], `${where}[${index}]`, findings);
    });
    return;
  }
  if (isMap(value)) checkMap(value, schema, path, where, findings);
}

function checkMap(
  value: JsonMap,
  schema: ObjectSchema,
  path: readonly (string | number)[],
  where: string,
  findings: YamlFinding[],
): void {
  const properties = schema.properties ?? {};
  const { additionalProperties } = schema;
  const open =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    additionalProperties === true ||
    (schema.properties === undefined && additionalProperties === undefined);
  let unknown = false;
  for (const [key, item] of Object.entries(value)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const inner = property ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    if (inner !== undefined) {
      checkNode(item, inner, [...path, key], `${where}.${key}`, findings);
    } else if (!open) {
      unknown = true;
      findings.push(unknownField([...path, key], where, key, Object.keys(properties)));
    }
  }
  // A missing field next to a misspelt one is most likely that field.
  if (unknown) return;
  for (const key of schema.required ?? []) {
    if (!Object.hasOwn(value, key)) findings.push({ path, message: `${where} requires "${key}"` });
  }
}

const schemas = new WeakMap<BlueprintFile, ObjectSchema>();

function parseSchema(file: BlueprintFile): ObjectSchema {
  let schema = schemas.get(file);
  if (schema === undefined) {
    schema = JSON.parse(file.text) as ObjectSchema;
    schemas.set(file, schema);
  }
  return schema;
}

function unknownField(
  path: readonly (string | number)[],
  where: string,
  key: string,
  known: readonly string[],
): YamlFinding {
  const close = closest(key, known);
  return {
    path,
    message: `unknown field "${key}" in ${where}`,
    help: close === undefined ? undefined : `did you mean "${close}"?`,
  };
}

type JsonMap = { readonly [key: string]: Json };

function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasType(value: Json, schema: ObjectSchema): boolean {
  if (schema['x-kubernetes-int-or-string'] === true) return typeof value === 'string' || Number.isInteger(value);
  switch (schema.type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isMap(value);
    default:
      return true;
  }
}

function wordFor(type: string | undefined): string {
  const words: Readonly<Record<string, string>> = {
    string: 'text',
    boolean: 'true or false',
    integer: 'a whole number',
    number: 'a number',
    array: 'a list',
    object: 'a map',
  };
  return words[type ?? ''] ?? 'something else';
}

function nameOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : JSON.stringify(value);
}
