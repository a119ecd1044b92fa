import type { Schema } from './compose-schema.ts';
import { flowYaml } from './flow-yaml.ts';
import { type Format, formats } from './formats.ts';
import { notEmittedFields } from './not-emitted.ts';
import { follow, type Language, propertiesOf, referenceOf } from './schema.ts';

/** docs/configuration.md: every key of the language, made from the schema, so that it cannot be out of date. */
export function referencePage(language: Language): string {
  const sections = reached(language).map((name) => section(language, name, title(name), `#/$defs/${name}`));
  const components = [...language.options].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '# Configuration reference',
    '',
    '<!-- Generated from schema/core.schema.json and the blueprints by `npm run generate`. Do not edit. -->',
    '',
    'All keys of `infraflux.yaml` and of `environments/<name>.yaml` (which is an [environment](#environment)).',
    'Layers are merged, the lowest first: size, `defaults`, the environment in `infraflux.yaml`, `environments/<name>.yaml`,',
    'the cluster in the first, the cluster in the second. Maps are merged, all other values are replaced, `null` removes a value of',
    'a lower layer. A default applies where no layer sets a value.',
    '',
    ...table(language, 'The top of infraflux.yaml', language.core, undefined, 2),
    ...sections.flat(),
    '## Text formats',
    '',
    '| format | description |',
    '| --- | --- |',
    ...Object.entries<Format>(formats).map(([name, { expected }]) => `| ${name} | ${prose(expected)} |`),
    '',
    '## Components',
    '',
    'Under `platform`, by name. `{}` enables a component with defaults.',
    '',
    ...components.flatMap(([name, schema]) => component(language, name, schema)),
  ].join('\n');
}

/** Definitions in the order in which a reader meets them; the ones that hold keys of their own. */
function reached(language: Language): readonly string[] {
  const found: string[] = [];
  const visit = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const name = referenceOf(schema as Schema);
    if (name !== undefined && !found.includes(name)) {
      found.push(name);
      visit(language.definitions[name]);
    }
    const byType = (schema as Schema)['x-by-type'];
    for (const value of Object.values(byType ?? schema)) visit(value);
  };
  visit({ ...language.core, $defs: undefined });
  return found.filter((name) => Object.keys(propertiesOf(language.definitions[name] as Schema)).length > 0);
}

function section(language: Language, name: string, heading: string, reference: string): readonly string[] {
  return table(language, heading, follow(language, { $ref: reference }), name, 2);
}

function component(language: Language, name: string, schema: Schema): readonly string[] {
  const about = typeof schema['description'] === 'string' ? [prose(schema['description']), ''] : [];
  const [head = '', blank = '', ...rest] = table(language, name, schema, undefined, 3);
  return [head, blank, ...about, ...rest];
}

function table(
  language: Language,
  heading: string,
  schema: Schema,
  definition: string | undefined,
  depth: number,
): readonly string[] {
  const required = new Set((schema['required'] as readonly string[] | undefined) ?? []);
  const byType = Object.values((schema['x-by-type'] ?? {}) as { readonly [type: string]: Schema });
  const alternatives = schema['x-alternatives'] === true ? ['Set one of these.', ''] : [];
  const types = byType.length === 0 ? [] : [`One of ${byType.map((type) => typeOf(language, type)).join(', ')}.`, ''];
  return [
    `${'#'.repeat(depth)} ${heading}`,
    '',
    ...alternatives,
    ...types,
    '| key | type | default | description | example |',
    '| --- | --- | --- | --- | --- |',
    ...rows(language, schema, definition, required, ''),
    '',
  ];
}

function rows(
  language: Language,
  schema: Schema,
  definition: string | undefined,
  required: ReadonlySet<string>,
  prefix: string,
): readonly string[] {
  const { type } = propertiesOf(schema);
  // Of what its type decides, the type alone: each type has a section of its own.
  const shown = schema['x-by-type'] === undefined || type === undefined ? propertiesOf(schema) : { type };
  return Object.entries(shown).flatMap(([key, property]) => {
    const followed = follow(language, property);
    const fallback = followed['default'];
    const [example] = (property['examples'] as readonly unknown[] | undefined) ?? [];
    const silent = definition !== undefined && notEmittedFields.has(`${definition}.${key}`);
    const about = `${required.has(key) ? 'Required. ' : ''}${String(followed['description'] ?? '')}${silent ? ' (Not implemented yet.)' : ''}`;
    const row = `| ${code(`${prefix}${key}`)} | ${typeOf(language, property)} | ${fallback === undefined ? '' : code(flowYaml(fallback))} | ${prose(about)} | ${example === undefined ? '' : code(flowYaml(example))} |`;
    // A map that has no section of its own is shown in place.
    const inner = referenceOf(property) === undefined ? mapInside(property) : undefined;
    if (inner === undefined) return [row];
    const innerRequired = new Set((inner.schema['required'] as readonly string[] | undefined) ?? []);
    return [
      row,
      ...rows(language, inner.schema, undefined, innerRequired, `${prefix}${key}.${inner.named ? '<name>.' : ''}`),
    ];
  });
}

function mapInside(schema: Schema): { readonly schema: Schema; readonly named: boolean } | undefined {
  if (Object.keys(propertiesOf(schema)).length > 0) return { schema, named: false };
  const rest = schema['additionalProperties'];
  if (typeof rest !== 'object' || rest === null || referenceOf(rest as Schema) !== undefined) return undefined;
  return Object.keys(propertiesOf(rest as Schema)).length > 0 ? { schema: rest as Schema, named: true } : undefined;
}

function typeOf(language: Language, schema: Schema): string {
  const name = referenceOf(schema);
  if (name !== undefined) {
    const definition = language.definitions[name] as Schema;
    if (definition['x-components'] === true) return '[components](#components)';
    return Object.keys(propertiesOf(definition)).length > 0
      ? `[${title(name).toLowerCase()}](#${anchor(title(name))})`
      : typeOf(language, definition);
  }
  const allowed = schema['enum'] as readonly unknown[] | undefined;
  if (allowed !== undefined) return allowed.map((value) => code(String(value))).join(', ');
  const form = schema['format'];
  if (typeof form === 'string') return `[${form}](#text-formats)`;
  switch (schema['type']) {
    case 'array':
      return `list of ${typeOf(language, (schema['items'] ?? {}) as Schema)}`;
    case 'object': {
      const rest = schema['additionalProperties'];
      return typeof rest === 'object' && rest !== null ? `map of ${typeOf(language, rest as Schema)}` : 'map';
    }
    case 'string':
      return 'text';
    case 'boolean':
      return '`true`, `false`';
    default:
      return `${schema['type'] === 'integer' ? 'whole number' : 'number'}${bounds(schema)}`;
  }
}

function bounds(schema: Schema): string {
  const [from, to] = [schema['minimum'], schema['maximum']];
  return from === undefined && to === undefined ? '' : ` ${from ?? ''}-${to ?? ''}`;
}

function title(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase();
  return `${words[0]?.toUpperCase()}${words.slice(1)}`;
}

function anchor(heading: string): string {
  return heading.toLowerCase().replaceAll(' ', '-');
}

function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${cell(text)}${fence}`;
}

function cell(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** In plain text, `<name>` would be taken for HTML. */
function prose(text: string): string {
  return cell(text).replaceAll('<', '&lt;');
}
