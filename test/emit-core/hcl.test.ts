import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@cdktn/hcl2json';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { formatHcl } from '../../src/emit/hcl/format-hcl.ts';
import { hclAttributes, hclExpression, hclString, hclValue } from '../../src/emit/hcl/hcl-value.ts';
import { needOracle } from '../oracles/oracle.ts';

const folder = mkdtempSync(join(tmpdir(), 'infraflux-hcl-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `terraform fmt` makes of each text; many files in one run. */
function terraformFmt(terraform: string, texts: readonly string[]): string[] {
  texts.forEach((text, i) => {
    writeFileSync(join(folder, `f${i}.tf`), text);
  });
  execFileSync(terraform, ['fmt', '-list=false', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  return texts.map((_, i) => readFileSync(join(folder, `f${i}.tf`), 'utf8'));
}

const name = fc.constantFrom('a', 'bb', 'ccc', 'dddd_e', 'for_each', 'count', 'x-y');
const gap = fc.constantFrom('', ' ', '   ');
const atom = fc.constantFrom(
  '1',
  '"s"',
  'true',
  'var.x',
  'local.m["k"]',
  'var.l[0].id',
  '"${var.a}-${ f(1,2) }"',
  '"$${no}"',
  '-1',
  '!var.b',
  'm[*].x',
);
const expression = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { depthSize: 'small' },
    atom,
    // A minus right behind a name would be part of the name.
    fc
      .tuple(tie('e'), gap, fc.constantFrom('+', ' - ', '*', '==', '&&', '>=', '%'), gap, tie('e'))
      .map((p) => `${p[0]}${p[1]}${p[2]}${p[3]}${p[4]}`),
    fc.tuple(tie('e'), gap, tie('e'), tie('e')).map(([a, s, b, c]) => `${a}${s}?${s}${b}:${s}${c}`),
    fc.tuple(fc.array(tie('e'), { maxLength: 3 }), gap).map(([items, s]) => `[${s}${items.join(`${s},`)}${s}]`),
    fc
      .tuple(fc.array(tie('e'), { maxLength: 3 }))
      .map(([items]) => `[\n${items.map((item) => `${item},\n`).join('')}]`),
    fc
      .tuple(fc.array(fc.tuple(name, gap, tie('e')), { maxLength: 3 }))
      .map(([items]) => `{\n${items.map(([k, s, v]) => `${k}${s}=${v}\n`).join('')}}`),
    fc.tuple(name, gap, tie('e')).map(([k, s, v]) => `{${s}${k}${s}=${s}${v}${s}}`),
    fc.tuple(fc.array(tie('e'), { maxLength: 3 }), gap).map(([items, s]) => `merge(${s}${items.join(',')}${s})`),
    fc.tuple(tie('e'), gap).map(([e, s]) => `[for k,v in${' '}${e}${s}:${s}v if k!=null]`),
    fc.tuple(tie('e'), gap).map(([e, s]) => `{${s}for k, v in var.m :${s}k=>${e}}`),
    tie('e').map((e) => `(${e})`),
  ),
})).e;
const comment = fc.constantFrom('', '', ' # why', '// so', '  /* c */');
const body = fc.letrec<{ b: string }>((tie) => ({
  b: fc
    .array(
      fc.oneof(
        { depthSize: 'small' },
        fc.tuple(gap, gap, expression, comment).map(
          ([s, t, e, c]) =>
            (n: string) =>
              `${s}${n}${t}=${s}${e}${c}\n`,
        ),
        fc.constant((n: string) => `${n} = <<-EOT\n    text \${x}\n      more\n  EOT\n`),
        fc.constant(() => '\n'),
        fc.tuple(gap).map(
          ([s]) =>
            () =>
              `${s}# alone\n`,
        ),
        fc.tuple(tie('b'), gap).map(
          ([inner, s]) =>
            (n: string) =>
              `${n}${s} "l1"${s}"l2"${s}{\n${inner}}\n`,
        ),
        fc.constant((n: string) => `${n} {}\n`),
        fc.tuple(expression).map(
          ([e]) =>
            (n: string) =>
              e.includes('\n') ? '\n' : `${n} "x" {q=${e}}\n`,
        ),
      ),
      { maxLength: 6 },
    )
    .map((items) => items.map((item, i) => item(`${['a', 'bb', 'long_name', 'c'][i % 4]}${i}`)).join('')),
})).b;

describe('formatHcl', () => {
  test('is byte-equal to terraform fmt', (context) => {
    const terraform = needOracle(context, 'terraform');
    const texts = fc.sample(body, { numRuns: 600, seed: 11 }).map((text) => text.replace(/^\s*\n/, ''));
    const wanted = terraformFmt(terraform, texts);
    const mine = texts.map((text) => formatHcl(text));
    mine.forEach((read, i) => {
      expect(read.fault, texts[i]).toBeUndefined();
      expect(read.text, texts[i]).toBe((wanted[i] as string).replace(/^\n+/, '').replace(/\n+$/, '\n'));
    });
  });

  test('formatting twice changes nothing', () => {
    fc.assert(
      fc.property(body, (text) => {
        const once = formatHcl(text).text ?? '';
        expect(formatHcl(once).text).toBe(once);
      }),
    );
  });

  test.each([
    ['a = ', 0, 'has no value'],
    ['a {\n', 2, 'not closed'],
    ['a = [1\n', 4, 'not closed'],
    ['a = (1]\n', 6, 'this ] has'],
    ['a = "x\n', 4, 'not closed'],
    ['a = <<EOT\nx\n', 4, 'not closed'],
    ['a = 1 2\n', 6, 'unexpected 2'],
    ['a = 1\na = 2\n', 6, 'duplicate attribute a'],
    ['}\n', 0, 'expected an attribute'],
    ['a "x"\n', 5, 'expected = or {'],
    ['a = `\n', 4, 'unexpected'],
    ['a {} b {}\n', 5, 'new line'],
  ])('%j is a fault at %i', (text, offset, message) => {
    const read = formatHcl(text);
    expect(read.fault?.offset).toBe(offset);
    expect(read.fault?.message).toContain(message);
  });
});

describe('hclValue', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...'$%{}"\\\n\t\r ~ab'), maxLength: 8 }),
  );
  const json = fc.letrec((tie) => ({
    v: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('v'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(name, text), tie('v'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).v;

  test('is laid out as terraform fmt leaves it', (context) => {
    const terraform = needOracle(context, 'terraform');
    const samples = fc.sample(json, { numRuns: 400, seed: 3 });
    const texts = samples.map(
      (value) =>
        `locals {\n${hclAttributes(
          [
            ['value', value as never],
            ['b', 1],
          ],
          2,
        )}}\n`,
    );
    expect(terraformFmt(terraform, texts)).toEqual(texts);
    for (const printed of texts) expect(formatHcl(printed).text).toBe(printed);
  });

  test('text comes back as it was, whatever it holds', async () => {
    const texts = fc
      .sample(text, { numRuns: 300, seed: 5 })
      .concat(['${x}', '$${x}', '$$${x}', '%{if}', '%%{', '$', '%', '$$', 'a\nb']);
    const source = texts.map((value, i) => `k${i} = ${hclString(value)}\n`).join('');
    const read = (await parse('x.tf', source)) as Record<string, string>;
    texts.forEach((value, i) => {
      // hcl2json gives templates back as they are written in HCL, with the signs still doubled.
      expect(read[`k${i}`]?.replace(/([$%])\1\{/g, '$1{')).toBe(value.normalize('NFC'));
    });
  });

  test('references stand as they are', () => {
    expect(hclValue({ a: hclExpression('var.nodes'), b: [hclExpression('local.x')] })).toBe(
      '{\n  a = var.nodes\n  b = [local.x]\n}',
    );
  });
});
