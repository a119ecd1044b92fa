import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LineCounter, parseDocument } from 'yaml';
import { limits } from '../../src/source/limits.ts';
import { isConfiguration, parseFile, parseFiles, parseSources } from '../../src/source/parse-sources.ts';
import { type MapTree, toJson, type Tree } from '../../src/source/tree.ts';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const parse = (content: string | Uint8Array) => parseFile({ path: 'infraflux.yaml', content });
const codes = (content: string | Uint8Array): string[] => parse(content).diagnostics.map((one) => one.code);
const json = (content: string): unknown => {
  const { value } = parse(content);
  return value === undefined ? undefined : JSON.parse(JSON.stringify(toJson(value.root)));
};
const at = (root: Tree, ...path: string[]): Tree => {
  let tree = root;
  for (const key of path) tree = (tree as MapTree).entries.get(key)?.value as Tree;
  return tree;
};
/** The text that the diagnostics blame. */
const blamed = (content: string): string[] =>
  parse(content).diagnostics.map((one) => content.slice(one.span?.start, one.span?.end));

describe('values', () => {
  it('reads plain scalars as YAML 1.2 does', () => {
    const text =
      'a: [~, null, true, False, 12, -3, +4, 0x1F, 0o17, 1.5, 1e3, .5, "12", \'x\', 1.36.3, 08, 12:30:45, 1_000]\n';
    const expected = [
      null,
      null,
      true,
      false,
      12,
      -3,
      4,
      31,
      15,
      1.5,
      1000,
      0.5,
      '12',
      'x',
      '1.36.3',
      8,
      '12:30:45',
      '1_000',
    ];
    expect((json(text) as { a: unknown }).a).toEqual(expected);
  });

  it('keeps what was written beside what it means', () => {
    const root = parse('v: 1.10\nq: "1.10"\nb: |\n  text\nf: >-\n  a\n  b\n').value?.root as Tree;
    expect(at(root, 'v')).toMatchObject({ value: 1.1, source: '1.10', quoted: false });
    expect(at(root, 'q')).toMatchObject({ value: '1.10', source: '1.10', quoted: true });
    expect(at(root, 'b')).toMatchObject({ value: 'text\n', quoted: true });
    expect(at(root, 'f')).toMatchObject({ value: 'a b', quoted: true });
  });

  it('reads an absent value as null, right behind its key', () => {
    const text = 'dev:\nprod:   # later\n';
    const root = parse(text).value?.root as MapTree;
    expect(at(root, 'dev')).toMatchObject({ value: null });
    expect(at(root, 'prod')).toMatchObject({ value: null });
  });

  it('repeats what an anchor marks, from where the alias stands', () => {
    const text = 'a: &x {b: [1, 2]}\nc: *x\nd: &x 7\ne: *x\n';
    expect(json(text)).toEqual({ a: { b: [1, 2] }, c: { b: [1, 2] }, d: 7, e: 7 });
    const root = parse(text).value?.root as Tree;
    expect(text.slice(at(root, 'c').span.start, at(root, 'c').span.end)).toBe('*x');
    expect(at(root, 'c', 'b').span).toEqual(at(root, 'a', 'b').span);
  });

  it.each(['infraflux.yaml', 'environments/prod.yaml'])('reads %s as the yaml package does, without a word', (path) => {
    const text = read(path);
    expect(parse(text).diagnostics).toEqual([]);
    expect(json(text)).toEqual(parseDocument(text).toJS());
  });
});

describe('positions', () => {
  it('are exact for keys, scalars, lists and maps', () => {
    const text = 'top:\n  flow: {a: 1, b: [x, "y"]}   # c\n  block:\n    - one\n    - two: 2\n\nend: |\n  t\n';
    const root = parse(text).value?.root as MapTree;
    const cut = (...path: string[]): string => text.slice(at(root, ...path).span.start, at(root, ...path).span.end);
    expect(cut('top', 'flow')).toBe('{a: 1, b: [x, "y"]}');
    expect(cut('top', 'flow', 'b')).toBe('[x, "y"]');
    expect(cut('top', 'block')).toBe('- one\n    - two: 2');
    expect(cut('top')).toBe('flow: {a: 1, b: [x, "y"]}   # c\n  block:\n    - one\n    - two: 2');
    const key = (at(root, 'top') as MapTree).entries.get('block')?.keySpan;
    expect(text.slice(key?.start, key?.end)).toBe('block');
  });

  it('count a byte order mark and CRLF as they stand in the text', () => {
    const text = '\ufeffname: x\r\nb: {c: yes-sir}\r\n';
    const tree = parse(text).value;
    expect(tree?.text).toBe(text);
    const span = at(tree?.root as Tree, 'b', 'c').span;
    expect(text.slice(span.start, span.end)).toBe('yes-sir');
    expect(json(text)).toEqual({ name: 'x', b: { c: 'yes-sir' } });
  });

  it('agree with those of the yaml package on every scalar of the example', () => {
    const text = read('infraflux.yaml');
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines });
    const walk = (tree: Tree, path: (string | number)[]): void => {
      if (tree.kind === 'map') for (const [key, entry] of tree.entries) walk(entry.value, [...path, key]);
      else if (tree.kind === 'list') tree.items.forEach((item, i) => walk(item, [...path, i]));
      else {
        const node = document.getIn(path, true) as { range: [number, number, number] };
        expect([tree.span.start, tree.span.end], path.join('.')).toEqual(node.range.slice(0, 2));
      }
    };
    walk(parse(text).value?.root as Tree, []);
  });
});

describe('faults', () => {
  it.each([
    ['a: b: c\n', ['source/syntax'], ['b']],
    ['a: 1\n  b: 2\nc: 3\n', ['source/syntax'], ['b: 2']],
    ['a: {x: 1\nb: 3\nc: "abc\nd: 4\n', ['source/unclosed', 'source/unclosed'], ['{', '"']],
    ["a: 'it''s\nb: 1\n", ['source/unclosed'], ["'"]],
    ['a: "x\\"\nb: 1\n', ['source/unclosed'], ['"']],
    ['a:\n\tb: 1\n\tc: 2\n', ['source/tab'], ['\t']],
    ['a: 1\n---\nb: 2\n---\nc: 3\n', ['source/multiple-documents'], ['---']],
    ['a: 1\n...\nb: 2\n', ['source/multiple-documents'], ['b']],
    ['', ['source/empty'], ['']],
    ['---\n', ['source/empty'], ['']],
    ['# only\n\n', ['source/empty'], ['']],
    ['- a\n', ['source/root-not-map'], ['-']],
    ['text\n', ['source/root-not-map'], ['t']],
    ['a: !!int "4"\n', ['source/tag'], ['!!int']],
    ['a: !<tag:x> {b: !c d}\n', ['source/tag', 'source/tag'], ['!<tag:x>', '!c']],
    ['%YAML 1.1\n---\na: b\n', ['source/directive'], ['%YAML 1.1']],
    ['%TAG ! tag:x,2000:\n---\na: b\n', ['source/directive'], ['%TAG ! tag:x,2000:']],
    ['%YAML 1.2\n---\na: b\n', [], []],
    ['a: {<<: {b: 1}, c: 2}\n', ['source/merge-key'], ['<<']],
    ['a: 1\nb: 2\na: 3\n"a": 4\n', ['source/duplicate-key', 'source/duplicate-key'], ['a', '"a"']],
    ['? {a: 1}\n: b\n', ['source/complex-key'], ['{a: 1}']],
    ['? |\n  a\n: b\n', [], []],
    ['a: &x 1\n*x : b\n', ['source/complex-key'], ['*x']],
    ['1: a\n', ['source/key-not-text'], ['1']],
    ['~: a\n', ['source/key-not-text'], ['~']],
    ['true: a\n', ['source/key-not-text'], ['true']],
    ['"1": a\n', [], []],
    ['a: {__proto__: {b: 1}}\n', ['source/reserved-key'], ['__proto__']],
    ['"\\u005f_proto__": 1\n', ['source/reserved-key'], ['"\\u005f_proto__"']],
    ['a: *b\n', ['source/unknown-anchor'], ['*b']],
    ['a: &a [*a]\n', ['source/alias-cycle'], ['*a']],
    ['a: 9007199254740992\nb: 9007199254740991\n', ['source/integer-too-large'], ['9007199254740992']],
    [
      'a: -.inf\nb: 1e999\nc: .NaN\n',
      ['source/not-finite', 'source/not-finite', 'source/not-finite'],
      ['-.inf', '1e999', '.NaN'],
    ],
    ['a: no\non: b\nc: 0755\n', ['source/ambiguous', 'source/ambiguous', 'source/ambiguous'], ['no', 'on', '0755']],
    ['a: "\\0"\nb: "\\ud800"\n', ['source/character', 'source/character'], ['"\\0"', '"\\ud800"']],
    ['a: x\0y\n', ['source/character'], ['\0']],
    ['a: x\ry\n', ['source/character'], ['\r']],
    ['a: x\ud800y\n', ['source/character'], ['\ud800']],
    ['a: 😀\n', [], []],
    ['a: @x\nb: 1\nb: 2\nc: `\n', ['source/syntax', 'source/syntax'], ['@', '`']],
    ['b: 1\nb: 2\n\nc: @x\n', ['source/duplicate-key', 'source/syntax'], ['b', '@']],
  ])('%j gives %j', (text, expected, places) => {
    expect(codes(text)).toEqual(expected);
    const found = blamed(text);
    expect(found.map((one, i) => (places[i] === one ? one : one.slice(0, places[i]?.length)))).toEqual(places);
  });

  it('names both places of a duplicate', () => {
    const text = 'x:\n  a: 1\n  a: 2\n';
    const [fault] = parse(text).diagnostics;
    expect(fault?.span).toEqual({ file: 'infraflux.yaml', start: 12, end: 13 });
    expect(fault?.related).toEqual([
      { span: { file: 'infraflux.yaml', start: 5, end: 6 }, message: 'first occurrence' },
    ]);
  });

  it('names the place of a byte that is not UTF-8, counted in the decoded text', () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('é😀: a'), 0xc3, 0x28, 0x0a]);
    const [fault, ...more] = parse(bytes).diagnostics;
    expect(fault).toMatchObject({ code: 'source/encoding', span: { start: 'é😀: a'.length } });
    expect(more).toEqual([]);
  });

  it.each([[[0xff, 0xfe, 0x61, 0]], [[0xfe, 0xff, 0, 0x61]]])('knows UTF-16 when it sees it', (bytes) => {
    expect(parse(new Uint8Array(bytes)).diagnostics.map((one) => one.message)).toEqual([
      'the file is UTF-16, not UTF-8',
    ]);
  });

  it.each([
    [[0xc0, 0x80]],
    [[0xed, 0xa0, 0x80]],
    [[0xf4, 0x90, 0x80, 0x80]],
    [[0xe0, 0x80, 0x80]],
    [[0x80]],
    [[0xf0, 0x9f]],
  ])('refuses the bytes %j: overlong, half a pair, beyond Unicode or cut off', (bytes) => {
    expect(codes(new Uint8Array([0x61, 0x3a, 0x20, ...bytes]))).toEqual(['source/encoding']);
  });

  it('gives a tree beside faults that hide nothing, and none beside those that do', () => {
    for (const text of ['a: 1\na: 2\n', 'a: !x 1\n', '<<: 1\n', '1: 2\n']) expect(parse(text).value).toBeDefined();
    for (const text of ['a: [1\n', 'a: *b\n', 'a: \0\n', '', '- a\n']) expect(parse(text).value).toBeUndefined();
  });

  it('reads on after a fault at the next key at the left edge', () => {
    const text = 'a: {x: 1 y: 2}\n  c: [}\nok: 1\nd: e: f\n';
    expect(codes(text)).toContain('source/syntax');
    expect(blamed(text).some((one) => text.indexOf(one) >= 0)).toBe(true);
    expect(parse(text).diagnostics.at(-1)?.span?.start).toBeGreaterThan(text.indexOf('ok'));
  });
});

describe('files', () => {
  it('reads the configuration and nothing else', () => {
    const set = parseSources([
      { path: 'infraflux.yaml', content: 'name: a\n' },
      { path: 'environments/dev.yaml', content: 'domain: [\n' },
      { path: 'infraflux.lock', content: '\0' },
      { path: 'patches/mine.yaml', content: '!x' },
      { path: 'infraflux:blueprints/sizes/ha.yaml', content: 'a: 1\n' },
    ]);
    expect([...(set.value?.trees.keys() ?? [])]).toEqual(['infraflux.yaml', 'infraflux:blueprints/sizes/ha.yaml']);
    expect([...(set.value?.broken ?? [])]).toEqual(['environments/dev.yaml']);
    expect(set.diagnostics.map((one) => one.span?.file)).toEqual(['environments/dev.yaml']);
    expect(isConfiguration('environments/dev.yml')).toBe(true);
    expect(isConfiguration('other.yaml')).toBe(false);
  });

  it('shares its limits among all files', () => {
    const half = `a: "${'x'.repeat(limits.bytes * 0.6)}"\n`;
    const set = parseFiles([
      { path: 'infraflux.yaml', content: half },
      { path: 'environments/a.yaml', content: half },
    ]);
    expect(set.diagnostics.map((one) => [one.code, one.span?.file])).toEqual([
      ['source/too-large', 'environments/a.yaml'],
    ]);
  });
});
