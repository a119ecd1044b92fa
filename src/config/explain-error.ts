import type { ErrorObject } from 'ajv';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import { move, remove, replace } from '../diagnostics/fix.ts';
import { type Diagnostic, invariant, type Span } from '../diagnostics/diagnostic.ts';
import { withoutSpace } from '../source/missing-space.ts';
import type { MapTree, Tree } from '../source/tree.ts';
import type { Schema } from './compose-schema.ts';
import { fits } from './fits.ts';
import { flowYaml } from './flow-yaml.ts';
import { expectedWords, formatOf } from './format-of.ts';
import { formatShortPath } from './format-path.ts';
import { suggestText, suggestValue, type Wanted } from './suggest.ts';
import { keyAbove } from './indentation.ts';
import { whereElse } from './where-else.ts';
import { patternOf } from './schema-pattern.ts';
import { childSchema, follow, type Language, propertiesOf, providerSchema, providerTypes } from './schema.ts';

/** Where an error is: the schema of the blamed value, and its path in the file. */
export interface ErrorPlace {
  readonly language: Language;
  readonly root: Schema;
  readonly schema: Schema;
  /** Of the list or map that the value stands in: its example holds one of such values. */
  readonly parent: Schema | undefined;
  readonly path: readonly string[];
  /** The key of the value, where the map does not require it: it may be removed. */
  readonly droppable?: Span | undefined;
}

export interface Explained {
  readonly diagnostic: Diagnostic;
  /** What is left out of the value. */
  readonly bad: Tree;
  /** The map in which a key is misspelt. */
  readonly misspelt?: MapTree;
  /** Where the key was certainly meant to be, from the map: what stands below it is read as if it were there. */
  readonly meant?: readonly string[] | undefined;
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
      return { diagnostic: wrongType(error, tree, schema, place, name), bad: tree };
    case 'enum':
      return { diagnostic: unknownValue(error, tree, place, name), bad: tree };
    case 'format':
    case 'pattern':
      return { diagnostic: badFormat(tree, schema, place, name), bad: tree };
    case 'uniqueItems':
      return { diagnostic: repeatedItem(error, tree, name), bad: tree };
    default:
      return { diagnostic: outOfRange(error, tree, schema, place, name), bad: tree };
  }
}

/** What a value in this place may be, for proposals. */
function wantedAt({ language, schema, parent, path }: ErrorPlace): Wanted {
  return { language, schema, parent, key: path.at(-1) };
}

function repeatedItem(error: ErrorObject, tree: Tree, name: string): Diagnostic {
  const { i, j } = error.params as { i: number; j: number };
  const [second, first] = i > j ? [i, j] : [j, i];
  const items = tree.kind === 'list' ? tree.items : [];
  const span = items[second]?.span ?? tree.span;
  return diagnostic('config/duplicate-item', span, `${name} contains ${written(items[second])} twice`, {
    fix: remove(span, 'one of the two'),
    related: items[first] === undefined ? [] : [{ span: items[first].span, message: 'first occurrence' }],
  });
}

function outOfRange(error: ErrorObject, tree: Tree, schema: Schema, place: ErrorPlace, name: string): Diagnostic {
  return diagnostic('config/out-of-range', tree.span, `${name} ${limit(error, schema)}, not ${sizeOf(error, tree)}`, {
    fix: replace(tree.span, suggestText(wantedAt(place), tree)),
  });
}

/** What was counted or compared: the number, how many characters, how many items. */
function sizeOf(error: ErrorObject, tree: Tree): string {
  if (error.keyword.endsWith('Length')) return String([...(tree.kind === 'scalar' ? String(tree.value) : '')].length);
  if (tree.kind === 'list') return tree.items.length === 0 ? 'an empty list' : String(tree.items.length);
  if (tree.kind === 'map') return tree.entries.size === 0 ? 'an empty map' : String(tree.entries.size);
  return tree.source;
}

function unknownKey(error: ErrorObject, tree: Tree, schema: Schema, place: ErrorPlace): Explained {
  const key = String(error.params['additionalProperty']);
  invariant(tree.kind === 'map', 'only a map has unknown keys');
  const entry = tree.entries.get(key);
  invariant(entry !== undefined, `the unknown key ${key} is not there`);
  const known = Object.keys(propertiesOf(schema));
  const above = keyAbove(place.language, schema, tree, entry);
  const ofOthers = takenByOthers(key, schema, place);
  if (ofOthers !== undefined)
    return {
      diagnostic: diagnostic('config/unknown-key', entry.keySpan, ofOthers[0], {
        ...ofOthers[1],
        fix: remove(entry.keySpan, `"${key}"`),
      }),
      bad: entry.value,
      misspelt: tree,
    };
  const meant = closest(key, known);
  const elsewhere = whereElse(place.language, key, place.path);
  const exact = meant === undefined || elsewhere?.exact === true ? elsewhere?.path : undefined;
  const where = place.path.length === 0 ? '' : ` in ${formatShortPath(place.path)}`;
  const list = known.length === 0 ? 'no keys are allowed here' : `known keys: ${known.sort().join(', ')}`;
  if (above !== undefined) {
    const belongs = formatShortPath([...place.path, above, key]);
    return {
      diagnostic: diagnostic('config/unknown-key', entry.keySpan, `unknown key "${key}"${where}`, {
        label: `indent it: it belongs at ${belongs}`,
        fix: move(entry.keySpan, [above, key]),
      }),
      bad: entry.value,
      misspelt: tree,
      meant: [above, key],
    };
  }
  const isFree = exact === undefined && meant !== undefined && !tree.entries.has(meant);
  return {
    diagnostic: diagnostic('config/unknown-key', entry.keySpan, `unknown key "${key}"${where}`, {
      label:
        exact !== undefined ? `it belongs at ${exact}` : meant === undefined ? undefined : `did you mean "${meant}"?`,
      help: exact !== undefined ? 'move it there, or remove it' : meant !== undefined ? undefined : list,
      fix: isFree ? replace(entry.keySpan, flowYaml(meant)) : remove(entry.keySpan, `"${key}"`),
    }),
    bad: entry.value,
    misspelt: tree,
    meant: isFree ? [meant] : undefined,
  };
}

/** `cpu:4` where `cpu: 4` was meant. */
function missingSpace(span: Span, { key, value }: { readonly key: string; readonly value: string }): Diagnostic {
  return diagnostic('config/wrong-type', span, `a space is missing after "${key}:"`, {
    fix: replace(span, `${key}: ${value}`),
  });
}

/** A key that providers of other types have. */
function takenByOthers(
  key: string,
  schema: Schema,
  { language, path }: ErrorPlace,
): readonly [message: string, details: { readonly label: string; readonly help: string }] | undefined {
  const type = schema['x-provider-type'];
  if (typeof type !== 'string') return undefined;
  const takers = providerTypes(language).filter((other) =>
    Object.hasOwn(propertiesOf(providerSchema(language, other)), key),
  );
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
  // A name that means something else already: the schema says what.
  const taken = error.keyword === 'not' ? (names['not'] as Schema | undefined)?.['description'] : undefined;
  const reason = typeof taken === 'string' ? taken : reasonOf(names, key);
  const where = place.path.length === 0 ? 'here' : `in ${formatShortPath(place.path)}`;
  const expected = taken === undefined ? ` ${expectationOf(names)}` : '';
  const message = `"${key}" is not a valid name ${where}${expected === '' ? '' : `:${expected}`}`;
  return {
    diagnostic: diagnostic('config/invalid-name', entry.keySpan, message, {
      label: reason,
      fix: replace(entry.keySpan, freeName(key, names, tree, place.language)),
    }),
    bad: entry.value,
    misspelt: tree,
  };
}

/** The nearest valid name that no other entry of the map has. */
function freeName(key: string, names: Schema, tree: MapTree, language: Language): string | undefined {
  const wanted: Wanted = { language, schema: { type: 'string', ...names } };
  const asValue: Tree = { kind: 'scalar', value: key, source: key, quoted: true, span: tree.span };
  const first = suggestValue(wanted, asValue);
  if (typeof first !== 'string') return undefined;
  const isFree = (name: string): boolean =>
    name !== key && !tree.entries.has(name) && fits(language, wanted.schema, name);
  const others = Array.from({ length: 9 }, (_, at) => `${first.slice(0, 60)}-${at + 2}`);
  const free = [first, `${key}-1`, ...others].find(isFree);
  return free === undefined ? undefined : flowYaml(free);
}

function wrongType(error: ErrorObject, tree: Tree, schema: Schema, place: ErrorPlace, name: string): Diagnostic {
  const expected = String(error.params['type']);
  const unspaced =
    expected === 'object' && tree.kind === 'scalar' && !tree.quoted ? withoutSpace(tree.source) : undefined;
  if (unspaced !== undefined && childSchema(place.language, schema, unspaced.key) !== undefined) {
    return missingSpace(tree.span, unspaced);
  }
  const text = suggestText(wantedAt(place), tree);
  const fix = replace(tree.span, text);
  const isNumber = tree.kind === 'scalar' && typeof tree.value === 'number';
  if (expected === 'string' && isNumber && (schema['format'] === 'version' || schema['format'] === 'version-range')) {
    const message = `${name} is a version, but ${tree.source} without quotes is a number`;
    const quoted = text === undefined ? undefined : JSON.stringify(text.replaceAll('"', ''));
    return diagnostic('config/unquoted-version', tree.span, message, {
      label: quoted === undefined ? undefined : `write a whole version in quotes: ${quoted}`,
      fix: replace(tree.span, quoted),
    });
  }
  const isSame = tree.kind === 'scalar' && text !== undefined && text.replaceAll('"', '') === tree.source;
  const kind = kindNames[expected] ?? expected;
  const what = isSame ? kind : (expectedWords(schema) ?? kind);
  // What stands where a secret is referred to may be the secret.
  const message = `${name} must be ${what}, not ${schema['x-secret-reference'] === true ? typeOf(tree) : kindOf(tree)}`;
  if (isSame && expected === 'string') {
    return diagnostic('config/wrong-type', tree.span, message, { label: `quote it: ${text}`, fix });
  }
  if (isSame && tree.quoted) {
    return diagnostic('config/wrong-type', tree.span, message, { label: `write ${text} without quotes`, fix });
  }
  const help = text === undefined ? undefined : `write ${place.path.at(-1)}: ${text}`;
  // What was disabled must not be enabled by the proposal.
  const isDisabled = expected === 'object' && tree.kind === 'scalar' && tree.value === false;
  if (isDisabled && place.droppable !== undefined) {
    return diagnostic('config/wrong-type', tree.span, message, {
      help: 'remove it, or write null to remove what a lower layer sets',
      fix: remove(place.droppable, 'it'),
    });
  }
  return diagnostic('config/wrong-type', tree.span, message, { help, fix });
}

function unknownValue(error: ErrorObject, tree: Tree, place: ErrorPlace, name: string): Diagnostic {
  const allowed = (error.params['allowedValues'] as readonly unknown[]).map(String);
  const value = tree.kind === 'scalar' ? tree.source : kindOf(tree);
  const meant = tree.kind === 'scalar' ? closest(tree.source, allowed) : undefined;
  return diagnostic('config/unknown-value', tree.span, `${name} cannot be ${value}`, {
    label: meant === undefined ? undefined : `did you mean "${meant}"?`,
    help: `it is ${allowed.length === 1 ? '' : 'one of '}${allowed.join(', ')}`,
    fix: replace(tree.span, suggestText(wantedAt(place), tree)),
  });
}

function badFormat(tree: Tree, schema: Schema, place: ErrorPlace, name: string): Diagnostic {
  const text = tree.kind === 'scalar' ? String(tree.value) : '';
  return diagnostic(
    'config/invalid-format',
    tree.span,
    `${name} cannot be ${written(tree)}: ${expectationOf(schema)}`,
    {
      label: reasonOf(schema, text),
      fix: replace(tree.span, suggestText(wantedAt(place), tree)),
    },
  );
}

/** What a text has to be: in the words of the format, or of the pattern in the schema. */
function expectationOf(schema: Schema): string {
  return `expected ${expectedWords(schema) ?? `text that matches ${String(schema['pattern'])}`}`;
}

/** Each beginning of a text is tried; a longer text is refused without a reason. */
const longestExplained = 300;

/** Why exactly this text is refused, where it can be told apart. */
function reasonOf(schema: Schema, text: string): string | undefined {
  const reason = formatOf(schema)?.fault(text) ?? '';
  if (reason !== '') return reason;
  if (text === '') return 'it is empty';
  const format = schema['format'];
  if (typeof format === 'string' && !['dns-label', 'label-key', 'label-value', 'pool'].includes(format))
    return undefined;
  const matches = textTest(schema);
  const length = [...text].length;
  if (text.trim() !== text && matches(text.trim())) return 'it has spaces around it';
  if (text.trim() !== text || /\s/.test(text))
    return matches(text.replaceAll(/\s/g, '')) ? 'it contains spaces' : undefined;
  if (length > longestExplained) return undefined;
  for (let end = length - 1; end > 0; end -= 1) {
    // Only a limit of the length makes a text right that ends earlier, whatever the characters behind.
    if (matches(text.slice(0, end)) && !matches(`${text.slice(0, end)}${text[0]}`))
      return `it has ${length} characters`;
    if (matches(text.slice(0, end))) return `${JSON.stringify([...text.slice(end)][0])} is not allowed in it`;
  }
  return undefined;
}

function textTest(schema: Schema): (text: string) => boolean {
  const format = formatOf(schema);
  const pattern = typeof schema['pattern'] === 'string' ? patternOf(schema['pattern']) : undefined;
  return (text) => (format === undefined || format.fault(text) === undefined) && pattern?.test(text) !== false;
}

function limit(error: ErrorObject, schema: Schema): string {
  const bound = String(error.params['limit']);
  switch (error.keyword) {
    case 'minimum':
    case 'maximum': {
      const [lowest, highest] = [schema['minimum'], schema['maximum']];
      if (lowest !== undefined && highest !== undefined) return `must be from ${String(lowest)} to ${String(highest)}`;
      return `must be at ${error.keyword === 'minimum' ? 'least' : 'most'} ${bound}`;
    }
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

function typeOf(tree: Tree): string {
  return tree.kind === 'scalar' ? 'text or a number' : kindOf(tree);
}

function kindOf(tree: Tree): string {
  if (tree.kind !== 'scalar') return tree.kind === 'map' ? 'a map' : 'a list';
  if (tree.value === null) return 'null';
  if (typeof tree.value === 'number') return `the number ${tree.source}`;
  return typeof tree.value === 'boolean' ? `${tree.value}` : written(tree);
}

/** As a message quotes it: one line, not too long. */
function written(tree: Tree | undefined): string {
  if (tree === undefined || tree.kind !== 'scalar') return tree?.kind === 'list' ? 'a list' : 'a map';
  const line = String(tree.value).replaceAll(/\s+/g, ' ');
  return `"${line.length > 60 ? `${line.slice(0, 60)}...` : line}"`;
}
