// Compiles the schemas to schema/validators.js and schema/blueprint-validators.js. Run by the build and before tests; not committed.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import capabilitiesSchema from '../schema/capabilities.schema.json' with { type: 'json' };
import { blueprintSchema } from '../src/blueprints/blueprint-schema.ts';
import { declarationAjv } from '../src/blueprints/build-validators.ts';
import { languageAjv, schemaIds } from '../src/config/build-validators.ts';
import type { Schema } from '../src/config/compose-schema.ts';
import { fingerprint } from '../src/config/fingerprint.ts';
import { languageOf, providerTypes } from '../src/config/schema.ts';
import { providerSchemas } from '../src/providers/schema-registry.ts';

/** Options of the built-in components as text, by name. */
export function optionTexts(root: string): Map<string, string> {
  const folder = join(root, 'blueprints', 'platform');
  const texts = new Map<string, string>();
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name, 'options.schema.json');
    if (existsSync(path)) texts.set(name, readFileSync(path, 'utf8'));
  }
  return texts;
}

/** Writes schema/validators.js and schema/blueprint-validators.js when what they are made from has changed. */
export function writeValidators(root: string): void {
  const texts = optionTexts(root);
  const core = readFileSync(join(root, 'schema', 'core.schema.json'), 'utf8');
  const makers = [
    ...['build-validators', 'compose-schema', 'provider-schema', 'schema'].map((name) => `src/config/${name}.ts`),
    'scripts/validators.ts',
  ];
  const textOf = (maker: string): string => readFileSync(join(root, maker), 'utf8');
  const made = [core, providerSchemas, makers.map(textOf), ...texts];
  writeModule(join(root, 'schema', 'validators.js'), made, () => validatorsSource(texts));
  const declarations = { blueprint: blueprintSchema(), capabilities: capabilitiesSchema };
  const declarationMakers = ['src/blueprints/build-validators.ts', 'scripts/validators.ts'].map(textOf);
  writeModule(join(root, 'schema', 'blueprint-validators.js'), [declarations, declarationMakers], () => {
    const names = Object.fromEntries(Object.keys(declarations).map((name) => [name, name]));
    return [...runtimeImports, standaloneCode(declarationAjv(declarations, true), names), ''].join('\n');
  });
}

function writeModule(path: string, madeFrom: unknown, source: () => string): void {
  const stamp = `// Made by scripts/validators.ts from ${fingerprint(JSON.stringify(madeFrom))}. Do not edit.`;
  if (existsSync(path) && readFileSync(path, 'utf8').startsWith(stamp)) return;
  writeFileSync(path, `${stamp}\n${source()}`);
}

const runtimeImports = [
  "import runtimeEqual from 'ajv/dist/runtime/equal.js';",
  "import runtimeLength from 'ajv/dist/runtime/ucs2length.js';",
  '// CommonJS modules: some loaders have taken `default` off already.',
  'const equal = runtimeEqual.default ?? runtimeEqual;',
  'const lengthOf = runtimeLength.default ?? runtimeLength;',
];

function standaloneCode(ajv: Ajv2020, exported: Readonly<Record<string, string>>): string {
  const code = standalone
    .default(ajv, exported)
    .replaceAll('require("ajv/dist/runtime/equal").default', 'equal')
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', 'lengthOf')
    .replace(/^"use strict";/, '');
  if (code.includes('require(')) throw new Error('the compiled schemas ask for a module that is not imported');
  return code;
}

function validatorsSource(texts: ReadonlyMap<string, string>): string {
  const schemas = new Map([...texts].map(([name, text]) => [name, JSON.parse(text) as Schema]));
  const language = languageOf(schemas);
  const ajv = languageAjv(language, true);
  const names = [...texts.keys()];
  const types = providerTypes(language);
  const exported = Object.fromEntries([
    ...names.map((name, index) => [`options${index}`, `options-${name}`]),
    ...types.map((type, index) => [`provider${index}`, schemaIds.provider(type)]),
  ]) as Record<string, string>;
  const code = standaloneCode(ajv, {
    infraflux: schemaIds.infraflux,
    environment: schemaIds.environment,
    anyProvider: schemaIds.anyProvider,
    ownComponent: schemaIds.ownComponent,
    ...exported,
  });
  const entries = names.map(
    (name, index) =>
      `  ${JSON.stringify(name)}: { fingerprint: ${JSON.stringify(fingerprint(texts.get(name) as string))}, validate: options${index} },`,
  );
  return [
    "import { formatTests } from '../src/config/formats.ts';",
    ...runtimeImports,
    code,
    `export const providers = { ${types.map((type, index) => `${JSON.stringify(type)}: provider${index}`).join(', ')} };`,
    `export const options = {\n${entries.join('\n')}\n};`,
    '',
  ].join('\n');
}

if (process.argv[1]?.endsWith('scripts/validators.ts') === true) writeValidators(process.cwd());
