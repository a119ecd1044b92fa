// oxlint-disable no-control-regex -- that none of them is printed is what is tested
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { lineIndex, positionAt } from '../../src/diagnostics/line-index.ts';
import { orderDiagnostics } from '../../src/diagnostics/order.ts';
import { renderText } from '../../src/diagnostics/render-text.ts';
import { sourceText } from '../../src/source/decode.ts';
import { limits } from '../../src/source/limits.ts';
import { parseFile } from '../../src/source/parse-sources.ts';
import { cpuClock } from '../cpu-time.ts';
import { isNight, runs } from '../effort.ts';

const example = readFileSync(fileURLToPath(new URL('../../infraflux.yaml', import.meta.url)));
const properties = Object.getOwnPropertyNames(Object.prototype).sort();
const fill = (unit: string, size = limits.bytes): string => unit.repeat(Math.floor(size / unit.length));
const lines = (line: (i: number) => string, count: number): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('');

/** Parses, renders, and holds what must hold for every input. Gives the codes. */
function survive(content: string | Uint8Array): string[] {
  const file = { path: 'infraflux.yaml', content };
  const text = sourceText(file);
  const used = cpuClock();
  const { value, diagnostics } = parseFile(file);
  const ordered = orderDiagnostics(diagnostics);
  const rendered = renderText(ordered, () => text, { color: false });
  // The promise is two seconds for a whole command. Beside other programs that share caches and cores, the same work takes up to twice
  // the CPU time; what is not bounded takes minutes.
  expect(used()).toBeLessThan(4000);
  if (value === undefined) expect(diagnostics.length).toBeGreaterThan(0);
  else expect(value.text).toBe(text);
  const index = lineIndex(text);
  for (const { span } of diagnostics.slice(0, 200)) {
    expect(span?.start).toBeGreaterThanOrEqual(0);
    expect(span?.start).toBeLessThanOrEqual(text.length);
    expect(span?.end).toBeGreaterThanOrEqual(span?.start ?? 0);
    expect(positionAt(index, span?.start ?? 0).line).toBeGreaterThan(0);
  }
  expect(rendered).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
  return diagnostics.map((one) => one.code);
}

afterAll(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(properties);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

/** Of what a megabyte is made. */
const units = [
  '[',
  '{a: ',
  '- ',
  '-',
  "'",
  '"',
  '"" ',
  'a,',
  ',',
  ':',
  ': ',
  '#',
  '#\n',
  ' ',
  '\t',
  '\t\n',
  '? ',
  '&a ',
  '*a ',
  '! ',
  '!',
  '%a\n',
  '---\n',
  '...\n',
  '}\n',
  ']',
  '\n:',
  '\r',
  '\0',
  'a: 1\n',
  'a\n ',
  'a: [\n',
  'a: "\n',
  '~: ~\n',
  '|',
  '| ',
  '>\n',
  '<<: ',
  '\u2028',
  '😀',
  '\ud800',
  '\ufeff',
];

describe('limits', () => {
  it.each([
    ['bytes', `a: "${'x'.repeat(limits.bytes)}"\n`, 'source/too-large'],
    ['bytes of wide characters', `a: ${'語'.repeat(limits.bytes / 3)}\n`, 'source/too-large'],
    ['nodes', `a: [${fill('a,', limits.nodes * 2)}]\n`, 'source/too-large'],
    ['tokens', fill('\n'), 'source/too-large'],
    ['keys', lines((i) => `k${i}: 1\n`, limits.keys + 1), 'source/too-many-keys'],
    ['aliases', `a: &a 1\nb: [${'*a, '.repeat(limits.aliases)}]\n`, 'source/too-many-aliases'],
    ['flow depth', `a: ${'['.repeat(limits.depth + 1)}`, 'source/too-deep'],
    ['block depth', lines((i) => `${' '.repeat(i)}a:\n`, limits.depth + 2), 'source/too-deep'],
    ['depth of lists', fill('- ', 4000), 'source/too-deep'],
    ['depth of explicit keys', fill('? ', 4000), 'source/too-deep'],
    [
      'aliases written out',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((l, i) => `${l}: &${l} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(',')}]\n`).join('')}`,
      'source/alias-bomb',
    ],
  ])('%s', (_, text, code) => {
    expect(survive(text)).toEqual([code]);
  });

  it('allow what is just below them', () => {
    expect(survive(lines((i) => `k${i}: 1\n`, limits.keys))).toEqual([]);
    const depth = limits.depth - 4;
    expect(survive(`a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`)).toEqual([]);
    expect(survive(`a: &a 1\nb: [${'*a, '.repeat(limits.aliases - 2)}]\n`)).toEqual([]);
  });

  // By day each third one, in one form of four, by turns.
  const wanted = units.map((unit, index) => [unit, index] as const).filter(([, index]) => isNight || index % 3 === 0);
  it.each(wanted)('hold for a megabyte of %j', (unit, index) => {
    const forms = [
      () => fill(unit),
      () => `a: ${fill(unit, limits.bytes - 8)}`,
      () => `a: |\n  ${fill(unit, limits.bytes - 8)}`,
      () => `a: "${fill(unit, limits.bytes - 8)}"`,
    ];
    for (const [at, form] of forms.entries()) if (isNight || index % forms.length === at) survive(form());
  });
});

describe('whatever the input', () => {
  it('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void survive(bytes)),
      { numRuns: runs(300, 15_000) },
    );
  });

  it('random text of what means something to YAML', () => {
    const word = fc.constantFrom(
      'a',
      'b: ',
      ': ',
      '- ',
      '\n',
      '\n  ',
      '\n    ',
      '[',
      ']',
      '{',
      '}',
      ', ',
      '"',
      "'",
      '#',
      ' # c\n',
      '&a ',
      '*a',
      '!t ',
      '|\n',
      '>-\n',
      '? ',
      '\t',
      '---\n',
      '...\n',
      '%YAML 1.1\n',
      '<<: ',
      '__proto__: ',
      '\r\n',
      '\\',
      '0',
      '~',
      '\0',
      '@',
    );
    const text = fc.array(word, { maxLength: 60 }).map((words) => words.join(''));
    fc.assert(
      fc.property(text, (content) => void survive(content)),
      { numRuns: runs(1000, 90_000) },
    );
  });

  it('the example with bytes changed, taken out and put in', () => {
    const edit = fc.record({
      at: fc.nat(example.length - 1),
      remove: fc.nat(30),
      insert: fc.uint8Array({ maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let bytes = [...example];
        for (const { at, remove, insert } of edits) bytes.splice(at, remove, ...insert);
        bytes = bytes.slice(0, 20_000);
        survive(new Uint8Array(bytes));
      }),
      { numRuns: runs(60, 4500) },
    );
  });

  it('the example cut off anywhere', () => {
    fc.assert(
      fc.property(fc.nat(example.length), (length) => void survive(example.subarray(0, length))),
      { numRuns: runs(40, 3000) },
    );
  });
});
