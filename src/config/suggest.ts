import type { Json, Tree } from '../source/tree.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import type { Schema } from './compose-schema.ts';
import { fits } from './fits.ts';
import { flowYaml } from './flow-yaml.ts';
import { follow, type Language } from './schema.ts';
import { nearTexts } from './near-texts.ts';

/** What a proposal has to fit, and what it is made from. */
export interface Wanted {
  readonly language: Language;
  readonly schema: Schema;
  /** Of the list or map that the value is in: its example holds such values. */
  readonly parent?: Schema | undefined;
  /** The key or the name that the value belongs to. */
  readonly key?: string | undefined;
}

/**
 * A value that the schema takes, as near to the written one as possible: the same with a unit, without host bits, in range. Then
 * the default and the examples. Undefined only where the schema gives none of these.
 */
export function suggestValue(wanted: Wanted, tree: Tree | undefined): Json | undefined {
  const schema = follow(wanted.language, wanted.schema);
  for (const value of candidates(wanted, schema, tree)) {
    if (value !== undefined && fits(wanted.language, schema, value)) return value;
  }
  return undefined;
}

/** The same as it is typed: texts that YAML would read as something else are quoted. */
export function suggestText(wanted: Wanted, tree: Tree | undefined): string | undefined {
  const value = suggestValue(wanted, tree);
  return value === undefined ? undefined : flowYaml(value);
}

function* candidates(wanted: Wanted, schema: Schema, tree: Tree | undefined): Generator<Json | undefined> {
  if (tree !== undefined) {
    yield* convert(wanted, schema, tree);
    // A list in the place of the one value that is in it.
    if (tree.kind === 'list' && tree.items.length === 1) yield* convert(wanted, schema, tree.items[0] as Tree);
  }
  yield* prepared(wanted, schema);
}

/** What is valid whatever was written. */
function* prepared(wanted: Wanted, schema: Schema): Generator<Json | undefined> {
  if (schema['type'] !== 'object' && schema['type'] !== 'array') yield schema['default'] as Json | undefined;
  yield* (schema['examples'] as readonly Json[] | undefined) ?? [];
  yield* examplesWithin(wanted.parent);
  yield schema['default'] as Json | undefined;
  yield* (schema['enum'] as readonly Json[] | undefined) ?? [];
  yield* byType(wanted.language, schema);
}

/** The values in the examples of a list or map. */
function examplesWithin(parent: Schema | undefined): readonly Json[] {
  return ((parent?.['examples'] as readonly Json[] | undefined) ?? []).flatMap((example) =>
    typeof example === 'object' && example !== null ? (Object.values(example) as readonly Json[]) : [],
  );
}

function* byType(language: Language, schema: Schema): Generator<Json | undefined> {
  switch (schema['type']) {
    case 'boolean':
      yield true;
      return;
    case 'integer':
    case 'number':
      yield (schema['minimum'] as number | undefined) ?? 1;
      return;
    case 'array': {
      const item = suggestValue({ language, schema: (schema['items'] ?? {}) as Schema, parent: schema }, undefined);
      yield item === undefined ? [] : [item];
      return;
    }
    case 'object':
      yield {};
      return;
    case 'string':
      yield 'text';
  }
}

function* convert(wanted: Wanted, schema: Schema, tree: Tree): Generator<Json | undefined> {
  const allowed = schema['enum'] as readonly Json[] | undefined;
  if (tree.kind === 'scalar' && allowed !== undefined) {
    const meant = closest(tree.source, allowed.map(String));
    yield allowed.find((value) => String(value) === meant);
  }
  switch (schema['type']) {
    case 'string':
      if (tree.kind === 'scalar') yield* nearTexts(schema, tree, wanted.key);
      return;
    case 'integer':
    case 'number':
      if (tree.kind === 'scalar') yield* nearNumbers(schema, tree.source);
      return;
    case 'boolean':
      if (tree.kind === 'scalar') yield switchOf(tree.source);
      return;
    case 'array':
      yield asList(wanted, schema, tree);
      return;
    case 'object':
      yield asMap(tree);
  }
}

/** `4 cores` is 4, and what is out of range becomes the nearest limit. */
function* nearNumbers(schema: Schema, source: string): Generator<number> {
  const digits = /-?[0-9]+(?:\.[0-9]+)?/.exec(source.replaceAll(/[_,](?=[0-9])/g, ''))?.[0];
  if (digits === undefined) return;
  const number = Number(digits);
  const whole = schema['type'] === 'integer' ? Math.round(number) : number;
  yield whole;
  const [lowest, highest] = [schema['minimum'], schema['maximum']];
  if (typeof lowest === 'number' && whole < lowest) yield lowest;
  if (typeof highest === 'number' && whole > highest) yield highest;
}

function switchOf(source: string): boolean | undefined {
  const word = source.trim().toLowerCase();
  if (['true', 'yes', 'y', 'on', '1', 'enabled', 'enable'].includes(word)) return true;
  return ['false', 'no', 'n', 'off', '0', 'disabled', 'disable', 'none'].includes(word) ? false : undefined;
}

/** A single value, or several with commas, as the list that was meant. Repeated and invalid items are left out. */
function asList(wanted: Wanted, schema: Schema, tree: Tree): Json | undefined {
  const items = itemsOf(tree);
  if (items === undefined) return undefined;
  const item = { language: wanted.language, schema: (schema['items'] ?? {}) as Schema, parent: schema };
  const values = items.map((each) => suggestValue(item, each)).filter((value) => value !== undefined);
  const distinct = values.filter(
    (value, at) => values.findIndex((other) => JSON.stringify(other) === JSON.stringify(value)) === at,
  );
  return distinct.slice(0, (schema['maxItems'] as number | undefined) ?? distinct.length);
}

function itemsOf(tree: Tree): readonly Tree[] | undefined {
  if (tree.kind === 'list') return tree.items;
  if (tree.kind === 'map' || tree.value === null || tree.source.trim() === '') return undefined;
  return tree.source
    .split(/[,\s]+/)
    .filter((piece) => piece !== '')
    .map((piece) => ({ kind: 'scalar', value: piece, source: piece, quoted: true, span: tree.span }));
}

/** Names in a list, or one name, as the map with a key for each; `true` as the empty map. */
function asMap(tree: Tree): Json | undefined {
  if (tree.kind === 'map') return undefined;
  if (tree.kind === 'scalar' && tree.value === true) return {};
  const names = itemsOf(tree)?.map((item) => (item.kind === 'scalar' ? item.source : ''));
  if (names === undefined || names.length === 0 || names.some((name) => !/^[A-Za-z][\w./-]*$/.test(name)))
    return undefined;
  return Object.fromEntries(names.map((name) => [name, {}]));
}
