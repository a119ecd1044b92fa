import type { ErrorObject } from 'ajv';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import { type Diagnostic, invariant } from '../diagnostics/diagnostic.ts';
import type { Json, MapTree, Tree } from '../source/tree.ts';
import type { Schema } from './compose-schema.ts';
import { flowYaml } from './flow-yaml.ts';
import { type Format, formats } from './formats.ts';
import { formatShortPath } from './format-path.ts';
import { whereElse } from './where-else.ts';
import { follow, type Language, propertiesOf, providerTypes, schemaOfMap } from './schema.ts';

/** Where an error is: the schema of the blamed value, and its path in the file. */
export interface ErrorPlace {
  readonly language: Language;
  readonly root: Schema;
  readonly schema: Schema;
  /** Of the list or map that the value stands in: its example holds one of such values. */
  readonly parent: Schema | undefined;
  readonly path: readonly string[];
}

export interface Explained {
  readonly diagnostic: Diagnostic;
  /** What is left out of the value. */
  readonly bad: Tree;
  /** The map in which a key is misspelt. */
  readonly misspelt?: MapTree;
  /** The key that was certainly meant, where there is one: what stands below it is read as if it were spelt right. */
  readonly meant?: string | undefined;
}

/** A schema error in words: what is wrong, and what to type instead. */
export function explainError(error: ErrorObject, tree: Tree, place: ErrorPlace): Explained {
  const schema = follow(place.language, place.schema);
  const name = place.path.length === 0 ? 'the file' : formatShortPath(place.path);
  if (error.propertyName !== undefined) return badName(error, tree, schema, place);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error, tree, schema, place);
    case 'type':
      return { diagnostic: wrongType(error, tree, schema, name), bad: tree };
    case 'enum':
      return { diagnostic: unknownValue(error, tree, name), bad: tree };
    case 'format':
    case 'pattern':
      return { diagnostic: badFormat(tree, schema, place, name), bad: tree };
    case 'uniqueItems': {
      const { i, j } = error.params as { i: number; j: number };
      const [second, first] = i > j ? [i, j] : [j, i];
      const items = tree.kind === 'list' ? tree.items : [];
      const span = items[second]?.span ?? tree.span;
      return {
        diagnostic: diagnostic('config/duplicate-item', span, `${name} contains ${written(items[second])} twice`, {
          related: items[first] === undefined ? [] : [{ span: items[first].span, message: 'first occurrence' }],
        }),
        bad: tree,
      };
    }
    default:
      return {
        diagnostic: diagnostic('config/out-of-range', tree.span, `${name} ${limit(error)}`, {
          label: tree.kind === 'scalar' && typeof tree.value === 'number' ? `this is ${tree.source}` : undefined,
        }),
        bad: tree,
      };
  }
}

function unknownKey(error: ErrorObject, tree: Tree, schema: Schema, place: ErrorPlace): Explained {
  const key = String(error.params['additionalProperty']);
  invariant(tree.kind === 'map', 'only a map has unknown keys');
  const entry = tree.entries.get(key);
  invariant(entry !== undefined, `the unknown key ${key} is not there`);
  const known = Object.keys(propertiesOf(schema));
  const ofOthers = takenByOthers(key, schema, place);
  if (ofOthers !== undefined)
    return {
      diagnostic: diagnostic('config/unknown-key', entry.keySpan, ...ofOthers),
      bad: entry.value,
      misspelt: tree,
    };
  const meant = closest(key, known);
  const elsewhere = whereElse(place.language, key, place.path);
  const exact = meant === undefined || elsewhere?.exact === true ? elsewhere?.path : undefined;
  const where = place.path.length === 0 ? '' : ` in ${formatShortPath(place.path)}`;
  const list = known.length === 0 ? 'no keys are allowed here' : `known keys: ${known.sort().join(', ')}`;
  return {
    diagnostic: diagnostic('config/unknown-key', entry.keySpan, `unknown key "${key}"${where}`, {
      label:
        exact !== undefined ? `it belongs at ${exact}` : meant === undefined ? undefined : `did you mean "${meant}"?`,
      help: exact !== undefined || meant !== undefined ? undefined : list,
    }),
    bad: entry.value,
    misspelt: tree,
    meant: exact === undefined && meant !== undefined && !tree.entries.has(meant) ? meant : undefined,
  };
}

/** A key that providers of other types have. */
function takenByOthers(
  key: string,
  schema: Schema,
  { language, path }: ErrorPlace,
): readonly [message: string, details: { readonly label: string; readonly help: string }] | undefined {
  const type = schema['x-provider-type'];
  if (typeof type !== 'string') return undefined;
  const takers = providerTypes(language).filter((other) => {
    const taken = schemaOfMap(language, { $ref: '#/$defs/provider' }, () => other);
    return Object.hasOwn(propertiesOf(follow(language, taken)), key);
  });
  if (takers.length === 0) return undefined;
  const known = Object.keys(propertiesOf(schema)).filter((name) => name !== 'type');
  const takes = known.length === 0 ? 'no other key' : known.sort().join(', ');
  const message = `${formatShortPath(path)} is of type ${type}, which has no "${key}"`;
  const label = `only providers of type ${takers.join(' or ')} have it`;
  return [message, { label, help: `remove it; besides "type", a provider of type ${type} has ${takes}` }];
}

function badName(error: ErrorObject, tree: Tree, schema: Schema, place: ErrorPlace): Explained {
  const key = error.propertyName as string;
  invariant(tree.kind === 'map', 'only a map has names');
  const entry = tree.entries.get(key);
  invariant(entry !== undefined, `the name ${key} is not there`);
  const names = (schema['propertyNames'] ?? {}) as Schema;
  const format = formatOf(names);
  // A name that means something else already: the schema says what.
  const taken = error.keyword === 'not' ? (names['not'] as Schema | undefined)?.['description'] : undefined;
  const reason = typeof taken === 'string' ? taken : (format?.fault(key) ?? '');
  const where = place.path.length === 0 ? 'here' : `in ${formatShortPath(place.path)}`;
  const expected = taken === undefined ? (format?.expected ?? exampleKey(schema)) : undefined;
  const message = `"${key}" is not a valid name ${where}${expected === undefined ? '' : `: expected ${expected}`}`;
  return {
    diagnostic: diagnostic('config/invalid-name', entry.keySpan, message, {
      label: reason === '' ? undefined : reason,
    }),
    bad: entry.value,
    misspelt: tree,
  };
}

function wrongType(error: ErrorObject, tree: Tree, schema: Schema, name: string): Diagnostic {
  const expected = String(error.params['type']);
  const isNumber = tree.kind === 'scalar' && typeof tree.value === 'number';
  if (expected === 'string' && isNumber && (schema['format'] === 'version' || schema['format'] === 'version-range')) {
    return diagnostic(
      'config/unquoted-version',
      tree.span,
      `${name} is a version, but ${tree.source} without quotes is a number`,
      {
        label: `quote it: "${tree.source}"`,
      },
    );
  }
  const message = `${name} must be ${kindNames[expected] ?? expected}, not ${kindOf(tree)}`;
  if (expected === 'string' && tree.kind === 'scalar' && tree.value !== null) {
    return diagnostic('config/wrong-type', tree.span, message, { label: `quote it: "${tree.source}"` });
  }
  if (tree.kind === 'scalar' && tree.quoted && readsAs(expected, tree.source)) {
    return diagnostic('config/wrong-type', tree.span, message, { label: `write ${tree.source} without quotes` });
  }
  const example = exampleOf(schema);
  return diagnostic('config/wrong-type', tree.span, message, {
    help: example === undefined ? undefined : `for example ${name.split('.').at(-1)}: ${example}`,
  });
}

function unknownValue(error: ErrorObject, tree: Tree, name: string): Diagnostic {
  const allowed = (error.params['allowedValues'] as readonly unknown[]).map(String);
  const value = tree.kind === 'scalar' ? tree.source : kindOf(tree);
  const meant = tree.kind === 'scalar' ? closest(tree.source, allowed) : undefined;
  return diagnostic('config/unknown-value', tree.span, `${name} cannot be ${value}`, {
    label: meant === undefined ? undefined : `did you mean "${meant}"?`,
    help: `it is ${allowed.length === 1 ? '' : 'one of '}${allowed.join(', ')}`,
  });
}

function badFormat(tree: Tree, schema: Schema, place: ErrorPlace, name: string): Diagnostic {
  const format = formatOf(schema);
  const text = tree.kind === 'scalar' ? String(tree.value) : '';
  const reason = format?.fault(text) ?? '';
  const example = exampleOf(schema) ?? exampleWithin(place.parent);
  const expected = format?.expected ?? (example === undefined ? 'another format' : `something like ${example}`);
  return diagnostic('config/invalid-format', tree.span, `${name} cannot be ${written(tree)}: expected ${expected}`, {
    label: reason === '' ? undefined : reason,
  });
}

function limit(error: ErrorObject): string {
  const bound = String(error.params['limit']);
  switch (error.keyword) {
    case 'minimum':
      return `must be at least ${bound}`;
    case 'maximum':
      return `must be at most ${bound}`;
    case 'minLength':
      return `must have at least ${bound} characters`;
    case 'maxLength':
      return `must have at most ${bound} characters`;
    case 'minItems':
    case 'minProperties':
      return `must contain at least ${bound === '1' ? 'one' : bound}`;
    case 'maxItems':
    case 'maxProperties':
      return `must contain at most ${bound === '1' ? 'one' : bound}`;
    default:
      return `is invalid (${error.keyword})`;
  }
}

const kindNames: { readonly [type: string]: string } = {
  object: 'a map',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function kindOf(tree: Tree): string {
  if (tree.kind !== 'scalar') return tree.kind === 'map' ? 'a map' : 'a list';
  if (tree.value === null) return 'null';
  if (typeof tree.value === 'number') return `the number ${tree.source}`;
  return typeof tree.value === 'boolean' ? `${tree.value}` : written(tree);
}

function readsAs(type: string, text: string): boolean {
  if (type === 'boolean') return text === 'true' || text === 'false';
  return (type === 'integer' || type === 'number') && /^-?[0-9]+(?:\.[0-9]+)?$/.test(text);
}

/** As a message quotes it: one line, not too long. */
function written(tree: Tree | undefined): string {
  if (tree === undefined || tree.kind !== 'scalar') return tree?.kind === 'list' ? 'a list' : 'a map';
  const line = String(tree.value).replaceAll(/\s+/g, ' ');
  return `"${line.length > 60 ? `${line.slice(0, 60)}...` : line}"`;
}

function exampleWithin(parent: Schema | undefined): string | undefined {
  const [example] = (parent?.['examples'] as readonly Json[] | undefined) ?? [];
  if (typeof example !== 'object' || example === null) return undefined;
  const [first] = Object.values(example) as readonly Json[];
  return first === undefined ? undefined : flowYaml(first);
}

function exampleOf(schema: Schema): string | undefined {
  const [first] = (schema['examples'] as readonly unknown[] | undefined) ?? [];
  if (first === undefined) return undefined;
  return typeof first === 'string' ? first : flowYaml(first);
}

function exampleKey(schema: Schema): string | undefined {
  const [first] = (schema['examples'] as readonly object[] | undefined) ?? [];
  const key = first === undefined ? undefined : Object.keys(first)[0];
  return key === undefined ? undefined : `something like ${key}`;
}

function formatOf(schema: Schema): Format | undefined {
  const name = schema['format'];
  return typeof name === 'string' && Object.hasOwn(formats, name) ? formats[name as keyof typeof formats] : undefined;
}
