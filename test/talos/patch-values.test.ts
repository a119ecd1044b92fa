import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkPatch, talosDocuments } from '../../src/model/check-patches.ts';
import type { Fields } from '../../src/model/patch-values.ts';
import { catalog } from '../builders/model.ts';
import { askOracle, needOracle } from '../oracles/oracle.ts';
import { contracts } from './configs.ts';
import { talosContract, talosVersion } from '../version-of.ts';

/** Values of every kind, as a person may write them. */
const samples = [
  '1',
  '-1',
  '1.5',
  '0o17',
  '0777',
  '1_000',
  'true',
  'yes',
  'Off',
  '"true"',
  '"5"',
  'a b',
  '""',
  '~',
  '',
  '2026-01-01',
  '10.0.0.1',
  'fe80::1%eth0',
  '10.0.0.5/24',
  '1m',
  '"90s"',
  'https://a.b/c',
  'accept',
  'XFS',
  '[]',
  '[a]',
  '[[a]]',
  '{}',
  '{a: b}',
  '|-\n a',
] as const;

/** Fields that have no fields of their own, by path; `[]` stands for an entry of a list, `*` for a key of the user's. */
function leaves(fields: Fields, path: readonly string[]): readonly { path: readonly string[]; fields: Fields }[] {
  const here = path.length === 0 ? [] : [{ path, fields }];
  if (fields === null || typeof fields === 'string') return here;
  if (Array.isArray(fields)) return [...here, ...leaves((fields as readonly [Fields])[0], [...path, '[]'])];
  return [...here, ...Object.entries(fields).flatMap(([key, inner]) => leaves(inner, [...path, key]))];
}

function patchOf(kind: string, named: boolean, path: readonly string[], value: string): string {
  const body = path.reduceRight<string>(
    (inner, key) => (key === '[]' ? `- ${indent(inner)}` : `${key === '*' ? 'a' : key}:${nested(inner)}`),
    value,
  );
  const head = kind === 'Config' ? 'version: v1alpha1\n' : `apiVersion: v1alpha1\nkind: ${kind}\n`;
  return `${head}${named && path[0] !== 'name' ? 'name: a\n' : ''}${body}\n`;
}

const indent = (text: string): string => text.replaceAll('\n', '\n  ');
const nested = (text: string): string => (/^(?:- |[\w*-]+:)/.test(text) ? `\n  ${indent(text)}` : ` ${indent(text)}`);

/** Go reads an empty list or map into some of the types that stand for one value, and nothing comes of it. */
function readsAsNothing(fields: Fields, sample: string): boolean {
  return (sample === '[]' || sample === '{}') && ['text', 'address', 'cidr'].includes(fields as string);
}

/** Types that read a value in a form of their own: whether a text has it, is not known here. */
function hasOwnForm(fields: Fields): boolean {
  return /"text"|\b(?:scalar|list|map)\b/.test(JSON.stringify(fields));
}

test.for(contracts)(
  'a value that Talos $contract would not read is found, and no other',
  ({ contract, talos }, context) => {
    const oracle = needOracle(context, `talos-${contract}`);
    const kinds = JSON.parse(readFileSync(`blueprints/talos/fields/${contract}.json`, 'utf8')) as Record<
      string,
      Fields
    >;
    const asked = Object.entries(kinds).flatMap(([kind, fields]) =>
      leaves(fields, []).flatMap(({ path, fields: leaf }) => {
        if (['kind', 'apiVersion', 'version'].includes(path[0] as string)) return [];
        const named = Object.hasOwn(fields as object, 'name');
        const fitting = samples.filter((sample) => !readsAsNothing(leaf, sample));
        return fitting.map((sample) => ({ kind, path, leaf, sample, text: patchOf(kind, named, path, sample) }));
      }),
    );
    const [answer] = askOracle<{ loaded: readonly string[] }>(oracle, [{ load: asked.map(({ text }) => text) }]);
    const documents = talosDocuments(talosVersion(talos), catalog());
    const silent: string[] = [];
    const tooStrict: string[] = [];
    let found = 0;
    asked.forEach(({ kind, path, leaf, sample, text }, index) => {
      const fault = answer?.loaded[index] as string;
      const ours = checkPatch('a.yaml', text, documents, talosContract(contract), new Set()).filter(
        ({ code }) => code === 'patch/wrong-type' || code === 'patch/unknown-field',
      );
      const what = `${kind}.${path.join('.')}: ${sample} (${JSON.stringify(leaf).slice(0, 60)})`;
      if (ours.length > 0) found += 1;
      // Talos 1.12 cuts 1.5 off to 1, which nobody means.
      const cutOff = contract === '1.12' && sample === '1.5';
      if (ours.length > 0 && fault === '' && !cutOff) tooStrict.push(`${what}: ${ours[0]?.message}`);
      // An entry with nothing in it: some lists of Talos 1.14 refuse it, and others do not.
      if (fault.includes('null value is not allowed')) return;
      if (ours.length === 0 && fault !== '' && !hasOwnForm(leaf)) silent.push(`${what}: ${fault}`);
    });
    expect(tooStrict.slice(0, 20)).toEqual([]);
    expect(silent.slice(0, 20)).toEqual([]);
    expect(found).toBeGreaterThan(5000);
  },
);
