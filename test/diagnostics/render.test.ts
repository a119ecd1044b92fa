// oxlint-disable no-control-regex -- that none of them is printed is what is tested
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnostic } from '../../src/diagnostics/catalogue.ts';
import { catalogue } from '../../src/diagnostics/catalogue/codes.ts';
import type { CodeEntry } from '../../src/diagnostics/catalogue/entry.ts';
import type { Diagnostic, Span } from '../../src/diagnostics/diagnostic.ts';
import { closest } from '../../src/diagnostics/did-you-mean.ts';
import { diagnosticsPage, explainCode } from '../../src/diagnostics/document.ts';
import { lineIndex, lineText, positionAt } from '../../src/diagnostics/line-index.ts';
import { orderDiagnostics, shownAtMost } from '../../src/diagnostics/order.ts';
import { renderGithub } from '../../src/diagnostics/render-github.ts';
import { jsonDiagnostics } from '../../src/diagnostics/render-json.ts';
import { closingLine, renderText, summary } from '../../src/diagnostics/render-text.ts';

const span = (file: string, text: string, part: string): Span => {
  const start = text.indexOf(part);
  return { file, start, end: start + part.length };
};
const render = (all: readonly Diagnostic[], texts: Readonly<Record<string, string>>, color = false): string =>
  renderText(orderDiagnostics(all), (file) => texts[file], { color });

describe('text', () => {
  it('looks as the transcript says', () => {
    const prod = 'clusters:\n  main:\n    nodes:\n      main-workers-2: {host: pve2, address: 10.10.40.42}\n';
    const main = 'x: 1\n\n        nodes: {lab-cp-1: {address: 10.10.40.42}}\n';
    const one = diagnostic(
      'source/duplicate-key',
      span('prod.yaml', prod, '10.10.40.42'),
      '10.10.40.42 belongs to two machines',
      {
        label: 'main-workers-2 of prod/main',
        help: 'the next free address of prod/main is 10.10.40.17',
        related: [{ span: span('infraflux.yaml', main, '10.10.40.42'), message: 'lab-cp-1 of dev/lab' }],
      },
    );
    expect(render([one], { 'prod.yaml': prod, 'infraflux.yaml': main })).toBe(
      [
        'error[source/duplicate-key]: 10.10.40.42 belongs to two machines',
        '  prod.yaml:4:45',
        '    3 |     nodes:',
        '    4 |       main-workers-2: {host: pve2, address: 10.10.40.42}',
        '      |                                             ^^^^^^^^^^^ main-workers-2 of prod/main',
        '  infraflux.yaml:3:37',
        '    3 |         nodes: {lab-cp-1: {address: 10.10.40.42}}',
        '      |                                     ^^^^^^^^^^^ lab-cp-1 of dev/lab',
        '  help: the next free address of prod/main is 10.10.40.17',
        '',
        '',
      ].join('\n'),
    );
  });

  it('prints the advice of the catalogue where there is no help, and none below a suggestion', () => {
    const at = { file: 'a', start: 0, end: 1 };
    expect(render([diagnostic('source/tab', at, 'm')], { a: 'x' })).toContain('  help: indent with spaces\n');
    const suggestion = diagnostic('source/tab', at, 'm', { label: 'did you mean "y"?' });
    expect(render([suggestion], { a: 'x' })).not.toContain('help:');
  });

  it.each([
    ['\t\tkey: value', 'value', '    key: value'],
    ['名前: value', 'value', '名前: value'],
    ['a: 😀 value', 'value', 'a: 😀 value'],
    ['e\u0301: value', 'value', 'e\u0301: value'],
    ['a\u001b[31m: value', 'value', 'a<U+001B>[31m: value'],
    ['a\u202e: value', 'value', 'a<U+202E>: value'],
    ['\ufeffa: value', 'value', 'a: value'],
  ])('keeps carets below the fault in %j', (text, part, shown) => {
    const rows = render([diagnostic('source/tag', span('f', text, part), 'm')], { f: `${text}\r\n` }).split('\n');
    const line = rows[2]?.slice('    1 | '.length) as string;
    expect(line).toBe(shown.replace(/^/, ''));
    const before = (rows[3] as string).slice('      | '.length).indexOf('^');
    const width = Array.from(shown.slice(0, shown.indexOf(part))).reduce(
      (sum, one) => sum + (/\p{Mark}/u.test(one) ? 0 : /[\u3041-\u9fff]|\p{Emoji_Presentation}/u.test(one) ? 2 : 1),
      0,
    );
    expect(before).toBe(width);
    expect(rows[3]?.trimEnd().endsWith('^'.repeat(part.length))).toBe(true);
  });

  it('cuts a long line around the fault', () => {
    const text = `${'a'.repeat(5000)}FAULT${'b'.repeat(5000)}`;
    const rows = render([diagnostic('source/tag', span('f', text, 'FAULT'), 'm')], { f: text }).split('\n');
    expect(rows[2]).toMatch(/… *|^ {4}1 \| …a+FAULTb+…$/);
    expect((rows[2] as string).length).toBeLessThan(125);
    expect((rows[3] as string).indexOf('^')).toBe((rows[2] as string).indexOf('FAULT'));
  });

  it('marks the first line of a fault over several', () => {
    const text = 'a:\n  b: 1\n  c: 2\n';
    const rows = render([diagnostic('source/tag', { file: 'f', start: 5, end: 17 }, 'm')], { f: text }).split('\n');
    expect(rows.slice(2, 5)).toEqual(['    1 | a:', '    2 |   b: 1', '      |   ^^^^']);
  });

  it('shows the path alone of a file whose text is not known', () => {
    expect(render([diagnostic('source/tag', { file: 'f', start: 5, end: 7 }, 'm')], {})).toContain('\n  f\n');
  });

  it('never lets the input act on the terminal', () => {
    const dangerous = '\u001b]0;x\u0007\u009b31m\u202e\u200b\u2028\r\n';
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), fc.nat(40), (random, start, length) => {
        const text = `${random}${dangerous}${random}`;
        const one = diagnostic('source/tag', { file: `f${dangerous}`, start, end: start + length }, text, {
          label: text,
          help: text,
        });
        const out = render([one], { [`f${dangerous}`]: text });
        expect(out).not.toMatch(
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/,
        );
      }),
    );
  });

  it('colours only when asked to', () => {
    const one = diagnostic('source/tag', { file: 'f', start: 0, end: 1 }, 'm');
    expect(render([one], { f: 'x' }, true)).toContain('\u001b[1;31merror[source/tag]\u001b[0m');
    expect(render([one], { f: 'x' })).not.toContain('\u001b');
  });

  it('closes with what was found', () => {
    const error = (file: string, start = 0): Diagnostic => diagnostic('source/tag', { file, start, end: start }, 'm');
    const warning = diagnostic('source/ambiguous', { file: 'a', start: 9, end: 10 }, 'm');
    expect(closingLine(orderDiagnostics([error('a'), error('b')]))).toBe('2 errors in 2 files. Nothing was written.');
    expect(closingLine(orderDiagnostics([error('a'), warning]))).toBe(
      '1 error and 1 warning in 1 file. Nothing was written.',
    );
    expect(closingLine(orderDiagnostics([warning]))).toBe('1 warning in 1 file.');
    expect(summary(orderDiagnostics([diagnostic('source/tag', undefined, 'm')]))).toBe('1 error');
  });
});

describe('order', () => {
  const at = (
    code: 'source/tag' | 'config/unknown-key' | 'source/ambiguous',
    file: string,
    start: number,
    message = 'm',
  ) => diagnostic(code, { file, start, end: start + 1 }, message);

  it('follows the files, then the text; what has no place comes first; nothing twice', () => {
    const all = [
      at('source/tag', 'z', 1),
      at('source/tag', 'b', 5),
      at('source/tag', 'a', 9),
      at('source/tag', 'a', 2),
      at('source/tag', 'a', 2),
    ];
    const { diagnostics } = orderDiagnostics([...all, diagnostic('source/tag', undefined, 'm')], ['b', 'a']);
    expect(diagnostics.map((one) => [one.span?.file, one.span?.start])).toEqual([
      [undefined, undefined],
      ['b', 5],
      ['a', 2],
      ['a', 9],
      ['z', 1],
    ]);
  });

  it('is the same however the stages hand them over', () => {
    const all = Array.from({ length: 30 }, (_, i) =>
      at(i % 3 === 0 ? 'source/ambiguous' : 'source/tag', 'abc'[i % 3] as string, (i * 7) % 11, `m${i}`),
    );
    const expected = orderDiagnostics(all);
    const shuffled = fc.shuffledSubarray(all, { minLength: all.length });
    fc.assert(fc.property(shuffled, (some) => void expect(orderDiagnostics(some)).toEqual(expected)));
  });

  it('leaves out echoes of what is wrong as YAML', () => {
    const found = orderDiagnostics([
      at('source/tag', 'a', 1),
      at('config/unknown-key', 'a', 1),
      at('source/ambiguous', 'a', 3),
      at('config/unknown-key', 'a', 3),
      at('config/unknown-key', 'a', 5),
    ]);
    expect(found.diagnostics.map((one) => `${one.code} ${one.span?.start}`)).toEqual([
      'source/tag 1',
      'config/unknown-key 3',
      'config/unknown-key 5',
    ]);
  });

  it('stops at a hundred, errors before warnings, and says how many more', () => {
    const warnings = Array.from({ length: 80 }, (_, i) => at('source/ambiguous', 'a', i * 2));
    const errors = Array.from({ length: 60 }, (_, i) => at('source/tag', 'b', i * 2));
    const found = orderDiagnostics([...warnings, ...errors]);
    expect(found.diagnostics).toHaveLength(shownAtMost);
    expect(found.diagnostics.filter((one) => one.severity === 'error')).toHaveLength(60);
    expect(found.diagnostics[0]?.severity).toBe('warning');
    expect(renderText(found, () => undefined, { color: false })).toContain('... and 40 more');
    expect(closingLine(found)).toBe('60 errors and 80 warnings in 2 files. Nothing was written.');
  });
});

describe('json', () => {
  it('has the keys that are promised, lines and columns from 1', () => {
    const text = 'a: 1\nb: 😀 x\na: 2\n';
    const one = diagnostic('source/duplicate-key', { file: 'f', start: 13, end: 14 }, 'm', {
      related: [{ span: { file: 'f', start: 0, end: 1 }, message: 'first' }],
    });
    const place = { file: 'f', line: 3, column: 1, endLine: 3, endColumn: 2 };
    const found = jsonDiagnostics(orderDiagnostics([one]), () => text);
    expect(found).toEqual([
      {
        code: 'source/duplicate-key',
        severity: 'error',
        message: 'm',
        help: 'keep one of the two',
        fix: null,
        ...place,
        related: [{ message: 'first', file: 'f', line: 1, column: 1, endLine: 1, endColumn: 2 }],
      },
    ]);
    expect(Object.keys(found[0] ?? {})).toEqual([
      'code',
      'severity',
      'message',
      'help',
      'fix',
      'file',
      'line',
      'column',
      'endLine',
      'endColumn',
      'related',
    ]);
  });

  it('has nulls where no text is to blame', () => {
    const [one] = jsonDiagnostics(orderDiagnostics([diagnostic('source/tag', undefined, 'm')]), () => undefined);
    expect(one).toMatchObject({ file: null, line: null, column: null });
  });
});

describe('annotations', () => {
  it('escape what would end them', () => {
    const one = diagnostic('source/tag', { file: 'a,b:c%.yaml', start: 0, end: 1 }, '100%\n::error::x', { help: 'h' });
    expect(renderGithub(orderDiagnostics([one]), () => 'x', 'sub/')).toBe(
      '::error file=sub/a%2Cb%3Ac%25.yaml,title=source/tag,line=1,endLine=1,col=1,endColumn=2::100%25 ::error::x%0Ah\n',
    );
  });

  it('are one line each, and name no built-in file', () => {
    const built = diagnostic('source/tag', { file: 'infraflux:blueprints/x', start: 0, end: 1 }, 'm');
    expect(renderGithub(orderDiagnostics([built]), () => 'x')).toMatch(/^::error title=source\/tag::m%0A[^\n]*\n$/);
  });
});

describe('positions', () => {
  it('count lines and code points from 1', () => {
    const index = lineIndex('\ufeffa\r\n😀b\n');
    expect(positionAt(index, 1)).toEqual({ line: 1, column: 1 });
    expect(positionAt(index, 0)).toEqual({ line: 1, column: 1 });
    expect(positionAt(index, 4)).toEqual({ line: 2, column: 1 });
    expect(positionAt(index, 6)).toEqual({ line: 2, column: 2 });
    expect(positionAt(index, 8)).toEqual({ line: 3, column: 1 });
    expect(positionAt(index, 999)).toEqual({ line: 3, column: 1 });
    expect(lineText(index, 1)).toBe('a');
    expect(lineText(index, 2)).toBe('😀b');
    expect(lineText(index, 9)).toBeUndefined();
  });
});

describe('did you mean', () => {
  const keys = ['replicas', 'retention', 'storage', 'address', 'host', 'hosts', 'cpu', 'vmId', 'gatewayApi', 'a'];
  it.each([
    ['replica', 'replicas'],
    ['addres', 'address'],
    ['adress', 'address'],
    ['hsot', 'host'],
    ['Storage', 'storage'],
    ['gateway-api', 'gatewayApi'],
    ['gateway_api', 'gatewayApi'],
    ['vmid', 'vmId'],
    ['cpus', 'cpu'],
    ['memory', undefined],
    ['b', undefined],
    ['x'.repeat(10_000), undefined],
    ['', undefined],
  ])('%s: %s', (word, expected) => {
    expect(closest(word, keys)).toBe(expected);
  });

  it('finds the key behind every single typing mistake in a word of five letters or more', () => {
    for (const key of keys.filter((one) => one.length >= 5)) {
      for (let i = 0; i < key.length; i += 1) {
        expect(closest(`${key.slice(0, i)}q${key.slice(i)}`, keys)).toBe(key);
        expect([key, 'host', 'hosts']).toContain(closest(key.slice(0, i) + key.slice(i + 1), keys));
      }
    }
  });
});

describe('catalogue', () => {
  const entries = Object.entries(catalogue) as [string, CodeEntry][];
  it.each(entries)('%s says what it means in the form that all have', (code, entry) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(entry.title).toMatch(/^[^\n]+\.$/);
    expect(entry.advice).toMatch(/^[^\n]*[^.\n]$/);
    expect(entry.explanation).toMatch(/\.$/);
    expect(explainCode(code)).toContain(entry.title);
  });

  it('is a page with every code and no broken link', () => {
    const page = diagnosticsPage();
    for (const [code] of entries) expect(page).toContain(`\n### ${code}\n`);
    const anchors = new Set(
      [...page.matchAll(/^#+ (.*)$/gm)].map(([, title]) => (title ?? '').toLowerCase().replaceAll(/[^a-z0-9-]/g, '')),
    );
    for (const [, link] of page.matchAll(/\]\(#([^)]*)\)/g)) expect(anchors).toContain(link);
  });

  it('knows which code was meant', () => {
    expect(explainCode('source/duplicat-key')).toContain('"source/duplicat-key"');
    expect(explainCode('source/duplicat-key')).toContain('did you mean source/duplicate-key?');
    expect(explainCode('tag')).toContain('did you mean source/tag?');
    expect(explainCode('constructor')).toContain('docs/diagnostics.md lists them all');
    expect(explainCode('\u001b[2J')).not.toContain('\u001b');
  });
});
