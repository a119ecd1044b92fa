import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderByShape } from '../../src/emit/templates/template-shape.ts';
import { renderAndRead, renderYaml } from '../../src/emit/templates/render-yaml.ts';
import type { View } from '../../src/emit/templates/render-template.ts';
import type { Json } from '../../src/source/tree.ts';
import { runs } from '../effort.ts';

/** The last eleven print a value where it is no node of its own, or not always one. */
const templates = [
  'a: {{yaml x}}\nb: [{{yaml y}}, {c: {{yaml x}} }]\n',
  '# why\na:\n  # more\n  b: {{yaml x}}\n  l:\n    - {{yaml y}}\n    - k: {{yaml x}}\n      z: {{yaml y}}\n    - - {{yaml x}}\n',
  '{{#if x}}\na: 1\n{{else}}\na: {{yaml y}}\n{{/if}}\n{{#each list as |item key|}}\n---\nk: {{yaml item}}\nn: {{yaml key}}\n{{/each}}\n',
  'l:\n{{#each list as |item|}}\n  - name: {{yaml item}}\n    "quoted: key": {{yaml item}}\n{{/each}}\n',
  'a: {{yaml "p-" text "-s"}} # tail\nb: {{yaml x}} # {{yaml 1}}\n',
  '{{yaml x}}\n',
  '{{yaml x}}: {{yaml y}}\n',
  'a: 1\n# {{yaml x}}\nb: 2\n',
  'a: |\n  # {{yaml x}}\n  {{yaml y}}\n',
  'a: "{{yaml x}}"\n',
  'a: p{{yaml x}}\n',
  'a: {{yaml x}}p\n',
  'a:\n{{yaml x}}\n',
  'a: {{yaml x}}\n  more\n',
  'a: {{yaml x}} {{yaml y}}\n',
  'a: InfraFluxHole0x\nb: {{yaml x}}\n',
];

const words = [
  'no',
  '1:30',
  '0644',
  '',
  ' ',
  '#',
  '# c',
  'a: b',
  '- a',
  "'",
  '"',
  '\\',
  'InfraFluxHole0x',
  'two\nlines\n',
  '\ttab',
  '${x}',
  '{{y}}',
  '\u2028',
  '---',
];
const json = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(fc.string(), fc.constantFrom(...words), fc.string({ unit: 'binary' })),
    fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom(...words)), tie('node'), { maxKeys: 3 }),
  ),
})).node;

describe('a template read once for each way through it', () => {
  test('gives what reading each rendering gives', () => {
    const files = templates.map((text, index) => ({
      path: `blueprints/platform/t/manifests/${index}.yaml.hbs`,
      source: `infraflux:blueprints/platform/t/manifests/${index}.yaml.hbs`,
      text,
    }));
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        json,
        json,
        fc.array(json, { maxLength: 3 }),
        fc.string(),
        (file, x, y, list, text) => {
          const view = { x, y, list, text } as View;
          const long = renderAndRead(file, view);
          const short = renderYaml(file, view);
          expect(short.diagnostics).toEqual(long.diagnostics);
          expect(short.value === undefined).toBe(long.value === undefined);
          if (short.value === undefined || long.value === undefined) return;
          expect(short.value.text()).toBe(long.value.text());
          expect(JSON.stringify(short.value.documents)).toBe(JSON.stringify(long.value.documents));
        },
      ),
      { numRuns: runs(500, 60_000) },
    );
  });

  test('takes the short way for values, the long one for parts of keys, comments and longer texts', () => {
    const view: View = { x: 'a', y: { b: [1] }, list: ['c'], text: 't' };
    const short = templates.map(
      (text) => renderByShape({ path: 'a.yaml.hbs', source: 'a.yaml.hbs', text }, view) !== undefined,
    );
    expect(short).toEqual(templates.map((_, index) => index < 4));
  });
});
