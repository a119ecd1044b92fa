import type { ErrorObject } from 'ajv';
import { type Diagnostic, invariant, type Span } from '../diagnostics/diagnostic.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import { move, remove, replace } from '../diagnostics/fix.ts';
import { type Json, type MapEntry, type MapTree, scalarAt, type SourceTree, type Tree } from '../source/tree.ts';
import type { Validator } from '../../schema/validators.js';
import type { Schema } from './compose-schema.ts';
import { keyAbove } from './indentation.ts';
import { explainError } from './explain-error.ts';
import type { Faults } from './written-layer.ts';
import { follow, type Language, schemaAt, schemaOfMap } from './schema.ts';
import { platformPaths, treeAt } from './own-components.ts';
import type { SchemaChecks } from './schema-checks.ts';

export interface FileCheck {
  /**
   * The file's tree with misspelt keys read as the ones that were meant. They are reported; going on with what was meant
   * keeps everything that would follow from them from being reported as well.
   */
  readonly root: MapTree;
  readonly diagnostics: readonly Diagnostic[];
  readonly faults: Faults;
}

/** One file against the schema, as it was written: what a later layer overrides is held to it too. */
export function checkFile(
  file: SourceTree,
  kind: 'infraflux' | 'environment',
  language: Language,
  checks: SchemaChecks,
): FileCheck {
  const schema: Schema = kind === 'infraflux' ? language.core : { $ref: '#/$defs/environment' };
  const misspelt: Diagnostic[] = [];
  const guessed = new Set<Tree>();
  let root = file.root;
  for (;;) {
    const check: Check = { language, diagnostics: [], bad: new Set(), misspelt: new Set(), meant: new Map() };
    run(check, checks[kind], root, schema, []);
    for (const path of platformPaths(root, kind)) {
      const platform = treeAt(root, path);
      if (platform?.kind === 'map') checkComponents(check, platform, path, checks);
    }
    const providers = kind === 'infraflux' ? treeAt(root, ['providers']) : undefined;
    if (providers?.kind === 'map') checkProviders(check, providers, checks);
    // Below a key that is now read as another one there may be more; each round has fewer misspelt keys than the last.
    if (check.meant.size === 0) {
      const diagnostics = [...misspelt, ...check.diagnostics];
      return { root, diagnostics, faults: { bad: new Set([...check.bad, ...guessed]), misspelt: check.misspelt } };
    }
    misspelt.push(...[...check.meant.values()].flatMap((keys) => [...keys.values()].map((key) => key.diagnostic)));
    root = respell(root, check.meant, guessed) as MapTree;
  }
}

/** For each map with misspelt keys: where each is read as, and its diagnostic. */
type Meant = Map<MapTree, Map<string, { readonly as: readonly string[]; readonly diagnostic: Diagnostic }>>;

/**
 * A map below a misspelt key is read: what is wrong in it is wrong however the key is spelt. A plain value is put where it
 * was meant to stand but not used (`guessed`): a rule that looked at it would report what follows from the guess.
 */
function respell(tree: Tree, meant: Meant, guessed: Set<Tree>): Tree {
  if (tree.kind === 'scalar') return tree;
  if (tree.kind === 'list') {
    const items = tree.items.map((item) => respell(item, meant, guessed));
    // The same object where nothing changed: faults are noted by tree.
    return items.every((item, at) => item === tree.items[at]) ? tree : { ...tree, items };
  }
  const keys = meant.get(tree);
  const entries = new Map<string, MapEntry>();
  const moved: (readonly [string, MapEntry])[] = [];
  for (const entry of tree.entries.values()) {
    const as = keys?.get(entry.key)?.as;
    const key = as?.at(-1) ?? entry.key;
    const value = respell(entry.value, meant, guessed);
    if (as !== undefined && value.kind !== 'map') guessed.add(value);
    const respelt = { ...entry, key, value };
    if (as !== undefined && as.length > 1) moved.push([as[0] as string, respelt]);
    else entries.set(key, respelt);
  }
  for (const [above, entry] of moved) {
    const parent = entries.get(above);
    if (parent !== undefined) entries.set(above, { ...parent, value: withEntry(parent.value, entry) });
  }
  return { ...tree, entries };
}

/** The map below a key, or nothing yet, with one more entry. */
function withEntry(tree: Tree, entry: MapEntry): MapTree {
  const entries = tree.kind === 'map' ? tree.entries : [];
  return { kind: 'map', span: tree.span, entries: new Map([...entries, [entry.key, entry]]) };
}

/** Two keys of a map cannot both be meant as the same one: then the second is only reported. */
function noteMeant(check: Check, map: MapTree, key: string, as: readonly string[], finding: Diagnostic): boolean {
  const keys = check.meant.get(map) ?? new Map();
  if ([...keys.values()].some((other) => other.as.join('\n') === as.join('\n'))) return false;
  check.meant.set(map, keys.set(key, { as, diagnostic: finding }));
  return true;
}

interface Check {
  readonly language: Language;
  readonly diagnostics: Diagnostic[];
  readonly bad: Set<Tree>;
  readonly misspelt: Set<Tree>;
  readonly meant: Meant;
}

function run(check: Check, validate: Validator, tree: Tree, schema: Schema, path: readonly string[]): void {
  if (validate(withoutNulls(tree))) return;
  for (const error of inOrder(validate.errors ?? [])) {
    const below = pointer(error);
    const blamed = treeAt(tree, below);
    invariant(blamed !== undefined, `the schema blames ${error.instancePath}, which is not there`);
    // A value has one fault: a text of a wrong format may also be too long.
    if (check.bad.has(blamed) || error.keyword === 'propertyNames') continue;
    const found = explainError(error, blamed, {
      language: check.language,
      root: schema,
      schema: schemaAt(check.language, schema, below) ?? {},
      parent: below.length === 0 ? undefined : schemaAt(check.language, schema, below.slice(0, -1)),
      path: [...path, ...below],
      droppable: optionalKey(check.language, schema, tree, below),
    });
    check.bad.add(found.bad);
    const { misspelt, meant } = found;
    const key = String(error.params['additionalProperty'] ?? '');
    if (misspelt !== undefined && meant !== undefined && noteMeant(check, misspelt, key, meant, found.diagnostic)) {
      continue;
    }
    check.diagnostics.push(found.diagnostic);
    if (misspelt !== undefined) check.misspelt.add(misspelt);
  }
}

function checkComponents(check: Check, platform: MapTree, path: readonly string[], checks: SchemaChecks): void {
  for (const entry of platform.entries.values()) {
    const { key, keySpan, value } = entry;
    const schema = check.language.options.get(key);
    if (schema === undefined) {
      const meant = closest(key, check.language.options.keys());
      const names = [...check.language.options.keys()].join(', ');
      const above = keyAbove(check.language, { 'x-components': true }, platform, entry);
      if (above !== undefined) {
        const finding = diagnostic('config/unknown-component', keySpan, `unknown component "${key}"`, {
          label: `indent it: it belongs at ${above}.${key}`,
          fix: move(keySpan, [above, key]),
        });
        if (noteMeant(check, platform, key, [above, key], finding)) continue;
      }
      const isFree = meant !== undefined && !platform.entries.has(meant);
      const finding = diagnostic('config/unknown-component', keySpan, `unknown component "${key}"`, {
        label: meant === undefined ? undefined : `did you mean "${meant}"?`,
        help: meant === undefined ? `the components are ${names}; one of your own ${ownWays(key)}` : undefined,
        fix: isFree ? replace(keySpan, meant) : remove(keySpan, `"${key}"`),
      });
      if (isFree && noteMeant(check, platform, key, [meant], finding)) continue;
      check.diagnostics.push(finding);
      check.bad.add(value);
      check.misspelt.add(platform);
    } else if (value.kind === 'map') {
      const validate = checks.options(key);
      invariant(
        validate !== undefined,
        `the options of ${key} have no validator: await loadSchemaChecks(catalog) first`,
      );
      run(check, validate, value, schema, [...path, key]);
    }
  }
}

function ownWays(name: string): string {
  return `has a source (helm, path or git) under ${name}, or a blueprint in blueprints/platform/${name}/`;
}

/** Each provider is held to what its type takes; one without a type that is known, to what any takes. */
function checkProviders(check: Check, providers: MapTree, checks: SchemaChecks): void {
  for (const { key, value } of providers.entries.values()) {
    if (value.kind !== 'map') continue;
    const type = scalarAt(value, 'type');
    const own = typeof type === 'string' ? checks.provider(type) : undefined;
    const schema: Schema = { $ref: '#/$defs/provider' };
    const held = own === undefined ? schema : schemaOfMap(check.language, schema, () => type);
    run(check, own ?? checks.anyProvider, value, held, ['providers', key]);
  }
}

/** Where the key of a value is that its map does not require. */
function optionalKey(language: Language, schema: Schema, tree: Tree, below: readonly string[]): Span | undefined {
  const key = below.at(-1);
  const map = treeAt(tree, below.slice(0, -1));
  if (key === undefined || map?.kind !== 'map') return undefined;
  const held = follow(language, schemaAt(language, schema, below.slice(0, -1)) ?? {});
  const isRequired = ((held['required'] as readonly string[] | undefined) ?? []).includes(key);
  return isRequired ? undefined : map.entries.get(key)?.keySpan;
}

/** Outer faults before inner ones, types before all else: what follows from a fault is not reported. */
function inOrder(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const rank = (error: ErrorObject): number => (error.keyword === 'type' ? 0 : error.keyword === 'format' ? 1 : 2);
  return [...errors].sort((a, b) => rank(a) - rank(b));
}

function pointer(error: ErrorObject): readonly string[] {
  if (error.instancePath === '') return [];
  return error.instancePath
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** As `toJson`, without the keys that are null: those remove a value, and are allowed everywhere. */
function withoutNulls(tree: Tree): Json {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(withoutNulls);
  const map = Object.create(null) as Record<string, Json>;
  for (const [key, { value }] of tree.entries) {
    if (value.kind !== 'scalar' || value.value !== null) map[key] = withoutNulls(value);
  }
  return map;
}
