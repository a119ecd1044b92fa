import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkObject, schemaPath } from '../../src/emit/check-object.ts';
import { parseChartKeys } from '../../src/blueprints/chart-keys.ts';
import { compileTemplate } from '../../src/emit/templates/compile-template.ts';
import { capabilityKey } from '../../src/emit/component-view.ts';
import { catalog, catalogDiagnostics, componentNames, fileOf, optionsSchema, texts } from './builtin-catalog.ts';

test('the built-in catalog has no fault', () => {
  expect(catalogDiagnostics).toEqual([]);
});

test('no two capabilities share a name in templates', () => {
  const keys = [...catalog.capabilities.keys()].map(capabilityKey);
  expect(new Set(keys).size).toBe(keys.length);
});

test('what a component requires, some component provides', () => {
  const all = [...catalog.components.values()];
  const provided = new Set(all.flatMap(({ provides }) => provides.map(({ value }) => value)));
  for (const { name, requires } of all) {
    for (const { value } of requires) expect(provided.has(value), `${name} requires ${value}`).toBe(true);
  }
});

test('the index in docs names every component, with its version', () => {
  const index = readFileSync('docs/components.md', 'utf8');
  for (const { name, source } of catalog.components.values()) {
    const row = index.split('\n').find((line) => line.startsWith(`| [${name}]`));
    expect(row, name).toBeDefined();
    const version = source?.kind === 'helm' ? source.version : source?.revision;
    if (version !== undefined) expect(row).toContain(`| ${version} |`);
  }
});

describe.each(componentNames)('%s', (name) => {
  const blueprint = catalog.components.get(name);

  test('has a page that says what it is, what is set, the traps and what is not verified', () => {
    const page = fileOf(name, 'README.md') ?? '';
    expect(page.startsWith(`# ${name}\n`)).toBe(true);
    for (const heading of ['## Options', '## What is set, and why', '## Traps', '## Not verified']) {
      expect(page, heading).toContain(`\n${heading}\n`);
    }
    for (const option of Object.keys((optionsSchema(name)['properties'] ?? {}) as object)) {
      expect(page, `the option ${option}`).toContain(option);
    }
    if (blueprint?.source?.kind === 'helm') expect(page).toContain(blueprint.source.version);
  });

  test('describes every option, with an example and what holds when it is left out', () => {
    const faults: string[] = [];
    walkOptions(optionsSchema(name), '', faults);
    expect(faults).toEqual([]);
  });

  test('has templates that only lay out text', () => {
    for (const file of catalog.files.values()) {
      if (!file.path.startsWith(`blueprints/platform/${name}/`) || !file.path.endsWith('.hbs')) continue;
      expect(compileTemplate(file).diagnostics, file.path).toEqual([]);
    }
  });

  test('pins its chart, and knows what its values may hold', () => {
    if (blueprint?.source?.kind !== 'helm') return;
    expect(blueprint.source.version).toMatch(/^v?\d+\.\d+\.\d+$/);
    const file = catalog.files.get(`${blueprint.folder}/chart-keys.json`);
    expect(file, 'chart-keys.json').toBeDefined();
    if (file === undefined) return;
    const minor = (version: string): string => version.replace(/^v/, '').split('.').slice(0, 2).join('.');
    expect(minor(parseChartKeys(file).version)).toBe(minor(blueprint.source.version));
  });
});

interface OptionSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly additionalProperties?: boolean | OptionSchema;
}

function walkOptions(schema: OptionSchema, path: string, faults: string[]): void {
  if (schema.description === undefined && path !== '*') faults.push(`${path || '(all)'} has no description`);
  if ((schema.examples ?? []).length === 0) faults.push(`${path || '(all)'} has no example`);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    walkOptions(property, path === '' ? name : `${path}.${name}`, faults);
  }
  const further = schema.additionalProperties;
  // Entries of a map are described by the map.
  if (typeof further !== 'object') return;
  for (const [name, property] of Object.entries(further.properties ?? {})) {
    walkOptions(property, `${path}.*.${name}`, faults);
  }
}

test('schemas of object kinds are JSON and refuse what is not there', () => {
  for (const [path, text] of texts) {
    if (!path.startsWith('blueprints/schemas/')) continue;
    expect(path).toMatch(/^blueprints\/schemas\/[a-z0-9.-]+\/[a-z0-9]+_v[a-z0-9]+\.json$/);
    expect(() => JSON.parse(text) as unknown, path).not.toThrow();
  }
  const gateway = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'x' } };
  expect(checkObject({ ...gateway, spec: { gatewayClassName: 'x', listener: [] } }, catalog)).toMatchObject([
    { path: ['spec', 'listener'] },
  ]);
});

test('every object of the golden cases is of a kind with a schema', () => {
  const golden = join(import.meta.dirname, 'golden');
  const kinds = new Set<string>();
  for (const entry of readdirSync(golden, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.parentPath.endsWith('manifests')) continue;
    for (const document of readFileSync(join(entry.parentPath, entry.name), 'utf8').split(/^---$/m)) {
      const apiVersion = /^apiVersion: (\S+)$/m.exec(document)?.[1] ?? '';
      kinds.add(schemaPath(apiVersion, /^kind: (\S+)$/m.exec(document)?.[1] ?? ''));
    }
  }
  expect([...kinds].filter((path) => !texts.has(path))).toEqual([]);
});
