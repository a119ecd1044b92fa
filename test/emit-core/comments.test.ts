import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathKey, printCommented } from '../../src/emit/yaml/comments.ts';
import { printYaml } from '../../src/emit/yaml/print-yaml.ts';
import { readYaml } from '../../src/emit/yaml/read-yaml.ts';
import type { Json } from '../../src/source/tree.ts';

function relay(text: string): string {
  const read = readYaml(text);
  if (read.fault !== undefined) throw new Error(read.fault.message);
  return read.documents.map(({ value, comments }) => printCommented(value, comments).text).join('---\n');
}

describe('comments of a template', () => {
  it('stand above the same nodes in the compiled file', () => {
    const text = [
      '# What this is.',
      'a:',
      '  # Why b.',
      '  b: 1',
      '  list:',
      '  # The first.',
      '  - name: x',
      '    # Of x.',
      '    value: 2',
      '  # The second, on',
      '  # two lines.',
      '  - last',
      'c: 3',
      '',
    ].join('\n');
    expect(relay(text)).toBe(text);
  });

  it('are not taken from block scalars', () => {
    const text = 'script: |\n  # of the script\n  run\n# of b\nb: 1\n';
    expect(relay(text)).toBe(text);
  });

  it('belong to their own document', () => {
    const text = '# first\na: 1\n---\n# second\nb: 2\n';
    expect(relay(text)).toBe(text);
  });

  it('never change what a reader understands', () => {
    const json = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
      ) as fc.Arbitrary<Json>,
    })).value;
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), json, { minKeys: 1, maxKeys: 5 }), (value) => {
        const all = new Map<string, string[]>();
        const walk = (node: Json, path: (string | number)[]): void => {
          all.set(pathKey(path), ['# a comment: with - things']);
          if (typeof node !== 'object' || node === null) return;
          for (const [key, inner] of Array.isArray(node) ? node.entries() : Object.entries(node)) {
            walk(inner as Json, [...path, key]);
          }
        };
        walk(value, []);
        const { text, lines } = printCommented(value, all);
        const read = readYaml(text);
        expect(read.fault).toBeUndefined();
        expect(printYaml(read.documents?.[0]?.value as Json)).toBe(printYaml(value));
        for (const line of lines) expect(text.slice(line.offset)).not.toMatch(/^# a comment/);
      }),
    );
  });
});
