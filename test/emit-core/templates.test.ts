import Handlebars from 'handlebars';
import { describe, expect, test } from 'vitest';
import { checkObject } from '../../src/emit/check-object.ts';
import { checkValues } from '../../src/emit/check-values.ts';
import { mergeValues } from '../../src/emit/merge-values.ts';
import { renderHcl } from '../../src/emit/templates/render-hcl.ts';
import { renderTemplate, type View } from '../../src/emit/templates/render-template.ts';
import { renderYaml, templateLineOf } from '../../src/emit/templates/render-yaml.ts';
import { yamlFlow } from '../../src/emit/yaml/flow.ts';

const view: View = {
  a: { text: 'x: y', number: 3, list: [{ name: 'p' }, { name: 'q' }], map: { k: 'v' }, off: false, none: [] },
  options: { on: true, off: false },
};
const file = (text: string, path = 'blueprints/platform/x/values.yaml.hbs') => ({
  path,
  source: `infraflux:${path}`,
  text,
});

describe('renderTemplate', () => {
  test.each([
    'k: {{yaml a.text}}\n{{#if options.off}}\nx: 1\n{{else}}\ny: {{yaml a.number}}\n{{/if}}\n',
    '{{#each a.list as |i n|}}\n- {{yaml i.name}} {{yaml n}}\n{{/each}}\n',
    '{{#each a.map as |v k|}}{{yaml k}}: {{yaml v}}\n{{/each}}{{#each a.none as |v|}}x{{else}}none{{/each}}\n',
    '{{#unless options.off}}\na\n  {{#if options.on}}\n  b\n  {{/if}}\n{{/unless}}\nc\n',
    'a {{~#if options.on}} b {{~/if}} c\n{{! comment }}\n{{!-- more --}}\nd \\{{raw}}\n',
    '{{#if options.off}}a{{else if options.on}}b{{else}}c{{/if}}',
  ])('%j gives what Handlebars gives', (text) => {
    const wanted = Handlebars.compile(text, {
      noEscape: true,
      strict: true,
      knownHelpersOnly: true,
      knownHelpers: { yaml: true },
    })(view, {
      helpers: { yaml: (value: never) => yamlFlow(value) },
    });
    expect(renderTemplate(file(text), view).value).toBe(wanted);
  });

  test('several parts are joined to one text before it is quoted', () => {
    expect(renderTemplate(file('{{yaml "a-" a.number "." a.text}}'), view).value).toBe('"a-3.x: y"');
  });

  test.each([
    ['{{a.text}}', 'blueprint/template-syntax', '{{a.text}}'],
    ['{{> p}}', 'blueprint/template-syntax', '{{> p}}'],
    ['{{#with a}}{{/with}}', 'blueprint/template-syntax', '{{#with a}}'],
    ['{{hcl a.text}}', 'blueprint/template-syntax', '{{hcl a.text}}'],
    ['{{#each a.list}}{{/each}}', 'blueprint/template-syntax', '{{#each a.list}}'],
    ['{{#if a b}}{{/if}}', 'blueprint/template-syntax', '{{#if a b}}'],
    ['{{yaml ../a}}', 'blueprint/template-syntax', '../a'],
    ['{{yaml @index}}', 'blueprint/template-syntax', '@index'],
    ['{{yaml a.txt}}', 'blueprint/undefined-template-value', 'a.txt'],
    ['{{#if a.txt}}{{/if}}', 'blueprint/undefined-template-value', 'a.txt'],
    ['{{#unless a.txt}}{{/unless}}', 'blueprint/undefined-template-value', 'a.txt'],
    ['{{#each a.lst as |i|}}{{/each}}', 'blueprint/undefined-template-value', 'a.lst'],
    ['{{#if options.off}}{{yaml options.offf}}{{/if}}', 'blueprint/undefined-template-value', 'options.offf'],
    ['{{yaml a.off.deeper}}', 'blueprint/undefined-template-value', 'a.off.deeper'],
    ['{{yaml a.constructor}}', 'blueprint/undefined-template-value', 'a.constructor'],
    ['{{yaml a.list.length}}', 'blueprint/undefined-template-value', 'a.list.length'],
    ['{{#each a.number as |i|}}{{/each}}', 'blueprint/undefined-template-value', 'a.number'],
    ['x: {{yaml "a" a.map}}', 'blueprint/undefined-template-value', 'a.map'],
  ])('%j is refused at its place', (text, code, at) => {
    const { value, diagnostics } = renderTemplate(file(text), view);
    expect(value).toBeUndefined();
    expect(diagnostics.map((found) => [found.code, text.slice(found.span?.start, found.span?.end)])).toEqual([
      [code, at],
    ]);
  });
});

describe('braces of other tools', () => {
  test.each([
    '{{ $labels.instance }}',
    '{{ .Values.name }}',
    '{{ range .Items }}',
    '{{- end }}',
    '{{ include "name" . }}',
    '{{ $value | humanize }}',
    '{{ printf "%.2f" $value }}',
  ])('%s says how they are written', (braces) => {
    const { value, diagnostics } = renderTemplate(file(`a: 1\nb: "${braces}"\n`), view);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['blueprint/template-syntax']);
    expect(diagnostics[0]?.help).toContain('\\{{');
    expect(renderTemplate(file(`b: "\\${braces}"\n`), view).value).toBe(`b: "${braces}"\n`);
  });

  test('are text in a file that is no template', () => {
    const text = 'a: "{{ $labels.instance }}"\n';
    const path = 'blueprints/platform/x/manifests/a.yaml';
    expect(renderTemplate({ path, source: path, text }, view).value).toBe(text);
  });
});

describe('renderYaml', () => {
  test.each([
    ['a: 1\nb: [{{yaml a.text}}\nc: 2\n', 3],
    ['a: 1\n{{#if options.on}}\na: {{yaml a.number}}\n{{/if}}\n', 3],
    ['{{#each a.list as |i|}}\nk: {{yaml i.name}}\n{{/each}}\n', 2],
    ['a: on\n', 1],
    ['x: 1\na: 0644\n', 2],
    ['a: &x 1\nb: *x\n', 1],
    ['a: !t 1\n', 1],
  ])('%j is a fault on line %i of the template', (text, line) => {
    const { value, diagnostics } = renderYaml(file(text), view);
    expect(value).toBeUndefined();
    expect(diagnostics.map((found) => found.code)).toEqual(['blueprint/invalid-yaml']);
    expect(text.slice(0, diagnostics[0]?.span?.start).split('\n')).toHaveLength(line);
  });

  test('a line of the output leads back to the line of the template', () => {
    const text =
      '# head\n{{#if options.on}}\nm: {{yaml a.map}}\n{{/if}}\nl:\n{{#each a.list as |i|}}\n  - id: {{yaml i.name}}\n{{/each}}\n---\nz: 1\n';
    expect(renderYaml(file(text), view).value?.text()).toBe('# head\nm:\n  k: v\nl:\n- id: p\n- id: q\n---\nz: 1\n');
    expect([2, 3, 4, 5, 6, 8].map((line) => templateLineOf(file(text), view, line))).toEqual([3, 3, 5, 7, 7, 10]);
  });
});

test('renderHcl lays out, and places faults', () => {
  const path = 'blueprints/providers/p/main.tf.hbs';
  expect(renderHcl(file('a={{hcl a.text}}\nlong = {{hcl a.map}}\n', path), view).value).toBe(
    'a = "x: y"\nlong = {\n  k = "v"\n}\n',
  );
  const broken = renderHcl(file('a = 1\nb = [{{hcl a.number}}\n', path), view);
  expect(broken.diagnostics.map(({ code, span }) => [code, span?.start])).toEqual([['blueprint/invalid-hcl', 10]]);
});

test('checkValues finds keys that the chart has not', () => {
  const chart = {
    version: '1',
    open: ['o', 'p."q.r"'],
    keys: { a: { b: 'any' }, o: { x: 'any' }, p: { 'q.r': { z: 'any' } } },
  } as const;
  const found = checkValues(
    { a: { bb: 1, b: { any: 1 } }, o: { new: 1 }, p: { 'q.r': { new: 1 } }, global: {}, zzz: 1 },
    chart,
  );
  expect(found.map(({ path, help }) => [path.join('.'), help])).toEqual([
    ['a.bb', 'did you mean "b"?'],
    ['zzz', undefined],
  ]);
});

test('checkObject finds unknown fields, wrong types and what is missing', () => {
  const schema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        required: ['n'],
        properties: { n: { type: 'integer' }, l: { type: 'array', items: { type: 'string' } } },
      },
    },
  };
  const path = 'blueprints/schemas/g.io/thing_v1.json';
  const catalog = { files: new Map([[path, { path, source: path, text: JSON.stringify(schema) }]]) };
  const object = (spec: never) => ({ apiVersion: 'g.io/v1', kind: 'Thing', metadata: { name: 'x' }, spec });
  const paths = (value: never) => checkObject(value, catalog).map((found) => found.path.join('.'));
  expect(paths(object({ n: 1, l: ['a'] } as never) as never)).toEqual([]);
  expect(paths(object({ n: 'x', l: [1] } as never) as never)).toEqual(['spec.n', 'spec.l.0']);
  expect(paths(object({ nn: 1 } as never) as never)).toEqual(['spec.nn']);
  expect(paths(object({} as never) as never)).toEqual(['spec']);
  expect(paths({ kind: 'Thing' } as never)).toEqual(['apiVersion', 'metadata']);
  expect(
    paths({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', labels: { a: 1 } }, date: {} } as never),
  ).toEqual(['metadata.labels.a', 'date']);
});

test('mergeValues is RFC 7396', () => {
  expect(mergeValues({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: null, e: { f: null } }, d: [2] })).toEqual({
    a: { c: 2, e: {} },
    d: [2],
  });
});
