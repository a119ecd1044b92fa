import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import { loadSchemaChecks } from '../../src/config/schema-checks.ts';
import { parseSources } from '../../src/source/parse-sources.ts';
import type { MapTree, SourceTree, Tree } from '../../src/source/tree.ts';
import { runs } from '../effort.ts';

const files = ['infraflux.yaml', 'environments/prod.yaml'].map((path) => ({
  path,
  content: readFileSync(path, 'utf8'),
}));
const everything = readFileSync('test/config/everything.yaml', 'utf8').replace('>=1.0', '>=0.1');
const { value: catalog } = parseCatalog(readBuiltInBlueprints(), new Map());

function treesOf(sources: readonly { readonly path: string; readonly content: string }[]): readonly SourceTree[] {
  const { value } = parseSources(sources);
  return [...(value?.trees.values() ?? [])];
}

const span = { file: 'infraflux.yaml', start: 0, end: 1 };
const scalar = fc
  .constantFrom<string | number | boolean | null>(
    null,
    true,
    0,
    -1,
    1.5,
    '',
    'x',
    '8Gi',
    '1.36',
    '${n}',
    '10.0.0.1',
    'controlPlane',
    'ha',
  )
  .map((value): Tree => ({ kind: 'scalar', value, source: String(value), quoted: typeof value === 'string', span }));
const keys = fc.constantFrom(
  'a',
  'size',
  'nodes',
  'pools',
  'talos',
  'a/b~c',
  '~1',
  'constructor',
  'toString',
  'secret',
  'x.y',
  'clusters',
);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('tree'), { maxLength: 2 }).map((items): Tree => ({ kind: 'list', items, span })),
    fc.dictionary(keys, tie('tree'), { maxKeys: 3 }).map((entries): Tree => map(Object.entries(entries))),
  ),
}));

function map(entries: readonly (readonly [string, Tree])[]): MapTree {
  return { kind: 'map', entries: new Map(entries.map(([key, value]) => [key, { key, keySpan: span, value }])), span };
}

/** The tree with one part of it, chosen by the numbers, put in place of another or added under a strange key. */
function changed(whole: Tree, route: readonly number[], part: Tree, key: string): Tree {
  const [step, ...rest] = route;
  if (step === undefined) return part;
  if (whole.kind === 'list') {
    const index = step % Math.max(1, whole.items.length);
    return { ...whole, items: whole.items.map((item, at) => (at === index ? changed(item, rest, part, key) : item)) };
  }
  if (whole.kind === 'scalar') return part;
  const names = [...whole.entries.keys()];
  const name = step % 7 === 0 ? key : (names[step % Math.max(1, names.length)] ?? key);
  const entry = whole.entries.get(name) ?? { key: name, keySpan: span, value: part };
  const entries = new Map(whole.entries).set(name, { ...entry, value: changed(entry.value, rest, part, key) });
  return { ...whole, entries };
}

describe('whatever stands in a file', () => {
  it('gives diagnostics, never an exception', async () => {
    if (catalog === undefined) throw new Error('no catalog');
    const checks = await loadSchemaChecks(catalog);
    const inputs = [treesOf(files), treesOf([{ path: 'infraflux.yaml', content: everything }])];
    const edit = fc.tuple(fc.nat(1), fc.array(fc.nat(40), { minLength: 1, maxLength: 8 }), tree, keys);
    fc.assert(
      fc.property(fc.nat(1), fc.array(edit, { minLength: 1, maxLength: 3 }), (which, edits) => {
        const trees = new Map((inputs[which] as readonly SourceTree[]).map((file) => [file.path, file]));
        for (const [index, route, part, key] of edits) {
          const file = [...trees.values()][index % trees.size] as SourceTree;
          const root = changed(file.root, route, part, key);
          if (root.kind === 'map') trees.set(file.path, { ...file, root });
        }
        const { value, diagnostics } = resolveConfig({ trees, broken: new Set() }, catalog, checks);
        if (value?.complete === true) expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      }),
      { numRuns: runs(150, 12_000) },
    );
  });
});
