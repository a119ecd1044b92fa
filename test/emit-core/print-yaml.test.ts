import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import * as jsYaml from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlFlow } from '../../src/emit/yaml/flow.ts';
import { printYaml, printYamlDocuments } from '../../src/emit/yaml/print-yaml.ts';
import { readYaml } from '../../src/emit/yaml/read-yaml.ts';
import type { Json } from '../../src/source/tree.ts';
import { askOracle, needOracle } from '../oracles/oracle.ts';
import { need } from '../need.ts';

/** Texts that some reader takes for something else, and pieces that break quoting. */
const awkward = [
  ...['', ' ', '~', 'no', 'No', 'on', 'y', 'N', 'true', 'TRUE', 'null', 'Null', '<<', '=', '-', '--- a', '...', '...a'],
  ...[
    '0644',
    '0o17',
    '0x1F',
    '1_000',
    '1:30',
    '12:30:45',
    '1e3',
    'E-2',
    'e+5',
    '-e3',
    '.e3',
    '1.5e3',
    '.5',
    '5.',
    '+1',
    '-1',
    '.inf',
    '-.INF',
    '.nan',
  ],
  ...['2001-01-01', '2001-1-1 10:00:00', '0b101', '1,000', '08', '1.10', '10.0.0.1', '123456789012345678901234567890'],
  ...[
    'a: b',
    'a:',
    'a #b',
    '# a',
    '- a',
    '-a',
    '--a',
    '? a',
    ': a',
    '*a',
    '&a',
    '!a',
    '%a',
    '@a',
    '`a',
    '|',
    '>',
    '{a}',
    '[a]',
  ],
  ...[
    'a\nb',
    'a\nb\n',
    'a\n',
    '\na',
    'a\n\n',
    'a \nb',
    ' a\nb',
    'a\n\tb',
    'a\tb\nc',
    'a\r\nb',
    'a\n  b\n c\n',
    '\n',
    '# a\n# b\n',
  ],
  ...[
    'a\u0085b',
    'a\u2028b',
    '\ufeffa',
    'a\u0000',
    '\u007f',
    'a\u00a0',
    'ä',
    '日本',
    '😀 a',
    "it's",
    '"q"',
    '\\d+',
    '{"a": 1}',
  ],
  ...['{{ .Values.x }}', '${x}', ' lead', 'trail ', 'a\t', 'a'.repeat(1200), 'key: |', '---\n', 'a\n---\nb\n'],
];
const text = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...' \t\n:#-?[]{}!&*|>\'"%@`,.0123456789eExXoyYnN+_~=<ab'), maxLength: 9 }),
);
const json = fc.letrec<{ value: Json; map: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('map'),
  ),
  map: fc
    .uniqueArray(fc.tuple(text, tie('value')), { maxLength: 4, selector: ([key]) => key })
    // js-yaml builds plain objects, on which this key is not one.
    .map((entries) => Object.fromEntries(entries.filter(([key]) => key !== '__proto__')) as Json),
})).value;
const runs = { numRuns: 1500 };

describe('printYaml', () => {
  test('lays maps and lists out as kubectl does', () => {
    const value = { a: { b: [1, { c: 'x', d: [[], {}] }, ['p', ['q']]] }, e: 'l1\nl2\n', f: null };
    expect(printYaml(value)).toBe(
      'a:\n  b:\n  - 1\n  - c: x\n    d:\n    - []\n    - {}\n  - - p\n    - - q\ne: |\n  l1\n  l2\nf: null\n',
    );
    expect(printYaml({ b: 1, a: 2 }, { keys: 'sorted' })).toBe('a: 2\nb: 1\n');
    expect(printYaml(new Map([['x', new Map([['z', 1]])]]))).toBe('x:\n  z: 1\n');
    expect(printYamlDocuments([{ a: 1 }, 'x'])).toBe('a: 1\n---\nx\n');
  });

  test.each(awkward)('%j is quoted so that both YAMLs read text', (value) => {
    expect(jsYaml.load(printYaml({ [value]: value }), { schema: jsYaml.YAML11_SCHEMA })).toEqual({ [value]: value });
    expect(parse(printYaml([value]), { version: '1.1' })).toEqual([value]);
  });

  test.each([
    ['yaml 1.2', (source: string) => parse(source)],
    ['yaml 1.1', (source: string) => parse(source, { version: '1.1' })],
    ['js-yaml core', (source: string) => jsYaml.load(source, { maxDepth: 1000 })],
    ['js-yaml 1.1', (source: string) => jsYaml.load(source, { schema: jsYaml.YAML11_SCHEMA, maxDepth: 1000 })],
  ])('%s reads back what was printed', (_name, read) => {
    fc.assert(
      fc.property(json, (value) => {
        expect(plain(read(printYaml({ value })))).toEqual(plain({ value }));
        expect(plain(read(`value: ${yamlFlow(value)}\n`))).toEqual(plain({ value }));
      }),
      runs,
    );
  });

  test('its own reader reads it back, and printing that gives the same text', () => {
    fc.assert(
      fc.property(fc.array(json, { minLength: 1, maxLength: 3 }), (values) => {
        const documents = values.filter((value) => value !== null).map((value) => ({ value }));
        const printed = printYamlDocuments(documents);
        const read = readYaml(printed);
        expect(read.fault).toBeUndefined();
        const again = read.documents?.map((document) => document.value) ?? [];
        expect(plain(again)).toEqual(plain(documents));
        expect(printYamlDocuments(again)).toBe(printed);
      }),
      runs,
    );
  });

  test("Go's reader, as kubectl and Argo CD use it, reads back what was printed", (context) => {
    const oracle = needOracle(context, 'yaml');
    const samples = fc.sample(json, { numRuns: 3000, seed: 11 }).filter(pairsItsSurrogates);
    // The flow form is only ever read by the reader here; what is written is what is printed.
    const values = [...samples.map((value) => ({ value })), ...awkward.map((value) => ({ [value]: value }))];
    const texts = values.map((value) => printYaml(value));
    const answers = askOracle<{ readonly value?: unknown; readonly error?: string }>(oracle, texts);
    answers.forEach((answer, i) => {
      expect(plain(answer.value ?? answer), texts[i]).toEqual(plain(values[i]));
    });
  });

  const python = spawnSync('python3', ['-c', 'import yaml'], { stdio: 'ignore' }).status === 0;
  test('PyYAML (YAML 1.1) reads back what was printed', (context) => {
    need(context, python, 'python3 with PyYAML is not on this machine');
    const samples = fc.sample(json, { numRuns: 1200, seed: 7 }).filter(pairsItsSurrogates);
    const printed = samples.map((value) => printYaml({ value }));
    const script =
      'import json,sys,yaml\nprint(json.dumps([yaml.load(t, yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader) for t in json.load(sys.stdin)]))';
    const out = execFileSync('python3', ['-c', script], { input: JSON.stringify(printed), maxBuffer: 1 << 28 });
    expect(plain(JSON.parse(out.toString()))).toEqual(plain(samples.map((value) => ({ value }))));
  });
});

/** Without prototypes, and without the sign of zero, which YAML's integers do not have. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** A lone surrogate is no character: other languages have no text that holds one. */
function pairsItsSurrogates(value: Json): boolean {
  return !/\\u[dD][89abAB]/.test(JSON.stringify(value));
}
