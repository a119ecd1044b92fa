// Writes everything that is made from schemas. `--check` writes nothing and exits 1 when something is not up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';
import { blueprintSchema, editorSchema } from '../src/blueprints/blueprint-schema.ts';
import { composeSchema, type Schema } from '../src/config/compose-schema.ts';
import { withProviderTypes } from '../src/config/provider-schema.ts';
import { editorSchemas } from '../src/config/editor-schemas.ts';
import { referencePage } from '../src/config/reference-page.ts';
import { languageOf } from '../src/config/schema.ts';
import { diagnosticsPage } from '../src/diagnostics/document.ts';
import { providerSchemas } from '../src/providers/schema-registry.ts';
import { optionTexts } from './validators.ts';

/** Nothing is required, and conditions say nothing of types. */
function optional(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(optional);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { type, items, additionalProperties, description } = schema as Record<string, unknown>;
  // The generator of types knows one type at a time.
  if (Array.isArray(type))
    return { description, anyOf: type.map((each) => optional({ type: each, items, additionalProperties })) };
  const dropped = ['required', 'oneOf', 'allOf', 'dependentSchemas', 'minItems', 'title'];
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !dropped.includes(keyword))
      .map(([keyword, value]) => [keyword, optional(value)]),
  );
}

const readJson = (path: string): Schema => JSON.parse(readFileSync(path, 'utf8')) as Schema;

/**
 * Types of a schema: one for each definition. References become names rather than `$ref`, because a reference with a
 * description beside it would be copied out as a type of its own.
 */
async function types(schema: Schema, prefix: string): Promise<string> {
  const { $defs, ...root } = schema;
  const parts = [];
  for (const [name, definition] of [['config', root], ...Object.entries($defs as Record<string, Schema>)] as const) {
    const typeName = typeNameOf(name, prefix);
    const byType = definition['x-by-type'] as { readonly [type: string]: Schema } | undefined;
    if (byType !== undefined) {
      const of = Object.values(byType).map(({ $ref }) => typeNameOf(String($ref).replace('#/$defs/', ''), prefix));
      parts.push(
        `/**\n * One of its types, each with its own keys.\n */\nexport type ${typeName} = ${of.join(' | ')};\n`,
      );
      continue;
    }
    // Components are data: what they understand stands in their own folders.
    const source = definition['x-components'] === true ? componentsType : named(definition, prefix);
    const { title: _title, $id: _id, $schema: _schema, ...body } = source as Record<string, unknown>;
    parts.push(
      await compile(body as Parameters<typeof compile>[0], typeName, {
        bannerComment: '',
        additionalProperties: false,
        style: { singleQuote: true, printWidth: 120 },
      }),
    );
  }
  return parts.join('\n');
}

function typeNameOf(definition: string, prefix: string): string {
  return prefix + definition[0]?.toUpperCase() + definition.slice(1);
}

const componentsType: Schema = {
  type: 'object',
  description: 'Components by name, each with the options of its blueprint.',
  additionalProperties: { type: 'object', additionalProperties: true },
};

function named(schema: unknown, prefix: string): unknown {
  if (Array.isArray(schema)) return schema.map((item) => named(item, prefix));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, ...rest } = schema as Record<string, unknown>;
  const out = Object.fromEntries(Object.entries(rest).map(([keyword, value]) => [keyword, named(value, prefix)]));
  // For the checker alone.
  delete out['propertyNames'];
  if (typeof $ref !== 'string') return out;
  return { ...out, tsType: typeNameOf($ref.replace('#/$defs/', ''), prefix) };
}

const core = withProviderTypes(readJson('schema/core.schema.json'), providerSchemas);
const options = new Map([...optionTexts('.')].map(([name, text]) => [name, JSON.parse(text) as Schema]));
const outputs = new Map<string, string>();
for (const [path, text] of editorSchemas(options)) outputs.set(path, text);
outputs.set('docs/configuration.md', referencePage(languageOf(options)));
outputs.set(
  'schema/config.ts',
  [
    '// Made from schema/core.schema.json by `npm run generate`. Do not edit.',
    '',
    '// ---- What a person may write: everything is optional that has a default or may come from another layer. ----',
    '',
    await types(composeSchema(core, new Map(), 'checked'), 'Written'),
    '// ---- What the program uses: defaults filled in. ----',
    '',
    await types(composeSchema(core, new Map(), 'resolved'), 'Resolved'),
  ].join('\n'),
);

const blueprint = blueprintSchema();
outputs.set('schema/blueprint.schema.json', `${JSON.stringify(editorSchema(blueprint), null, 2)}\n`);
outputs.set(
  'schema/blueprint.ts',
  [
    '// Made from schema/blueprint-core.schema.json by `npm run generate`. Do not edit.',
    '',
    '// What a blueprint.yaml may hold. Everything is optional: what is missing is reported, and the rest is used.',
    '',
    await compile(optional(editorSchema(blueprint)) as Parameters<typeof compile>[0], 'WrittenBlueprint', {
      bannerComment: '',
      additionalProperties: false,
      style: { singleQuote: true, printWidth: 120 },
    }),
  ].join('\n'),
);
outputs.set('docs/diagnostics.md', diagnosticsPage());

let stale = 0;
for (const [path, text] of outputs) {
  const old = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (old === text) continue;
  stale += 1;
  if (process.argv.includes('--check')) console.error(`${path} is not up to date: npm run generate`);
  else writeFileSync(path, text);
}
if (stale > 0 && process.argv.includes('--check')) process.exit(1);
