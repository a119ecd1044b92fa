import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { optionTexts } from '../../scripts/validators.ts';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { checkFile } from '../../src/config/check-file.ts';
import { composeSchema, type Schema, withCommonOptions } from '../../src/config/compose-schema.ts';
import { formats, formatTests } from '../../src/config/formats.ts';
import { notEmitted } from '../../src/config/not-emitted.ts';
import { withProviderChoice, withProviderTypes } from '../../src/config/provider-schema.ts';
import { providerSchemas } from '../../src/providers/schema-registry.ts';
import { languageOfFiles } from '../../src/config/language-of-files.ts';
import { loadSchemaChecks } from '../../src/config/schema-checks.ts';
import { parseSources } from '../../src/source/parse-sources.ts';
import type { SourceTree } from '../../src/source/tree.ts';

const file = JSON.parse(readFileSync('schema/core.schema.json', 'utf8')) as Schema;
const core = withProviderTypes(file, providerSchemas);
const options = new Map([...optionTexts('.')].map(([name, text]) => [name, JSON.parse(text) as Schema]));

interface Property {
  readonly path: string;
  readonly schema: Schema;
}

/** Every property of a schema, wherever it stands. */
function properties(schema: unknown, path: string): Property[] {
  if (Array.isArray(schema)) return schema.flatMap((item, index) => properties(item, `${path}/${index}`));
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === 'default' || keyword === 'examples' || keyword === 'enum') return [];
    const inner = properties(value, `${path}/${keyword}`);
    if (keyword !== 'properties') return inner;
    const own = Object.entries(value as { [name: string]: Schema }).map(([name, sub]) => ({
      path: `${path}/${name}`,
      schema: sub,
    }));
    return [...own, ...inner];
  });
}

const all: readonly Property[] = [
  ...properties(core, ''),
  ...[...options].flatMap(([name, schema]) => properties(withCommonOptions(schema), `platform.${name}`)),
];

function validator(): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, formats: formatTests, strict: false });
  ajv.addSchema({ ...composeSchema(core, options, 'checked'), $id: 'core' });
  return ajv;
}

describe('the schema', () => {
  it('describes every property and gives an example of it', () => {
    const bare = all.filter(
      ({ schema }) => typeof schema['description'] !== 'string' || !Array.isArray(schema['examples']),
    );
    expect(bare.map(({ path }) => path)).toEqual([]);
  });

  it('has examples and defaults that are right by its own rules', () => {
    const ajv = validator();
    const wrong: string[] = [];
    const absolute = (schema: unknown): unknown =>
      JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"core#/$defs/'));
    for (const { path, schema } of all) {
      const validate = ajv.compile(absolute(schema) as Schema);
      const fallback = schema['default'];
      const optional = JSON.stringify(fallback) === '{}' || (typeof fallback === 'string' && fallback.includes('${'));
      if (fallback !== undefined && !optional && !validate(fallback)) wrong.push(`${path} default`);
      for (const example of schema['examples'] as unknown[]) {
        // An example may show a part: what is required may come from another layer.
        if (!validate(example) && validate.errors?.some(({ keyword }) => keyword !== 'required') === true) {
          wrong.push(`${path} ${JSON.stringify(example)} ${JSON.stringify(validate.errors)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('knows each format that it names', () => {
    const named = new Set<string>();
    for (const match of JSON.stringify([core, ...options.values()]).matchAll(/"format":"([^"]+)"/g))
      named.add(match[1] as string);
    expect([...named].filter((name) => !Object.hasOwn(formats, name))).toEqual([]);
  });

  it('lists as not emitted only what is there, and the list only shrinks', () => {
    const definitions = core['$defs'] as { [name: string]: { properties?: object } };
    const unknown = [...notEmitted].filter((field) => {
      const [definition, property] = field.split('.') as [string, string];
      return !Object.hasOwn(definitions[definition]?.properties ?? {}, property);
    });
    expect(unknown).toEqual([]);
    const known = readFileSync('test/config/not-emitted.txt', 'utf8').split('\n');
    expect([...notEmitted].filter((field) => !known.includes(field))).toEqual([]);
  });
});

function fileTree(path: string, text: string): SourceTree {
  const { value, diagnostics } = parseSources([{ path, content: text }]);
  expect(diagnostics).toEqual([]);
  return value?.trees.get(path) as SourceTree;
}

async function check(path: string, file: string): Promise<readonly string[]> {
  const { value: catalog } = parseCatalog(readBuiltInBlueprints(), new Map());
  if (catalog === undefined) throw new Error('the built-in blueprints have faults');
  const kind = path === 'infraflux.yaml' ? 'infraflux' : 'environment';
  const tree = fileTree(path, readFileSync(file, 'utf8'));
  const set = { trees: new Map([[path, tree]]) };
  const { language, checks } = languageOfFiles(set, catalog, await loadSchemaChecks(catalog));
  const found = checkFile(tree, kind, language, checks);
  return found.diagnostics.map(({ message }) => message);
}

describe('a file as it is written', () => {
  it('may hold every field of the language', async () => {
    expect(await check('infraflux.yaml', 'test/config/everything.yaml')).toEqual([]);
  });

  it('holds them, but for the alternatives of what stands there', () => {
    const keys = new Set<string>();
    const walk = (value: unknown): void => {
      if (Array.isArray(value)) for (const item of value) walk(item);
      else if (typeof value === 'object' && value !== null) {
        for (const [key, inner] of Object.entries(value)) {
          keys.add(key);
          walk(inner);
        }
      }
    };
    walk(parse(readFileSync('test/config/everything.yaml', 'utf8')));
    const alternatives = /\/\$defs\/(?:backend\/\w+|backendS3|cni|audit)\b/;
    const absent = properties(core, '').filter(
      ({ path }) => !keys.has(path.split('/').at(-1) as string) && !alternatives.test(path),
    );
    expect(absent.map(({ path }) => path)).toEqual([]);
  });

  it('is right in the repository itself', async () => {
    expect(await check('infraflux.yaml', 'infraflux.yaml')).toEqual([]);
    expect(await check('environments/prod.yaml', 'environments/prod.yaml')).toEqual([]);
  });
});

describe('the schemas for editors', () => {
  const editor = composeSchema(withProviderChoice(file, providerSchemas), options, 'editor');
  it('accept a null where one may take something away', () => {
    const ajv = new Ajv2020({ allErrors: true, formats: formatTests, strict: false });
    const validate = ajv.compile(editor);
    const value = {
      name: 'homelab',
      defaults: {
        platform: { longhorn: null, cilium: { hubble: null } },
        pools: { workers: { disks: { data: null } } },
      },
      environments: {
        dev: { domain: null, clusters: { lab: { applications: null, controlPlane: { talos: { schematic: null } } } } },
      },
    };
    expect(validate(value) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...value, name: 5 })).toBe(false);
  });
});
