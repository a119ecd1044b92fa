import type { ErrorObject } from 'ajv';
import type { Validator } from '../../schema/blueprint-validators.js';
import { type Diagnostic, invariant } from '../diagnostics/diagnostic.ts';
import { type Json, type MapTree, toJson, type Tree } from '../source/tree.ts';
import type { Schema } from './blueprint-schema.ts';
import { explainFault } from './explain-fault.ts';

/** What a file of the catalog is checked against: its schema, and the same compiled. */
export interface DeclarationCheck {
  readonly schema: Schema;
  readonly validate: Validator;
}

export interface CheckedDeclaration {
  readonly root: MapTree;
  /** The plain value of it. */
  readonly value: Json;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A file of the catalog against its schema: its faults, and its tree without the values that have one, so that what is left
 * has the form that the schema describes. Only what is required may still be missing.
 */
export function checkDeclaration(root: MapTree, { schema, validate }: DeclarationCheck): CheckedDeclaration {
  const written = toJson(root);
  if (validate(written)) return { root, value: written, diagnostics: [] };
  const errors = inOrder((validate.errors ?? []).filter(isOwnFault));
  const misspelt = new Set(
    errors.filter(({ keyword }) => keyword === 'additionalProperties').map(({ instancePath }) => instancePath),
  );
  const diagnostics: Diagnostic[] = [];
  const bad = new Set<Tree>();
  for (const error of errors) {
    // What a map with a misspelt key lacks is most likely what was misspelt.
    if (error.keyword === 'required' && misspelt.has(error.instancePath)) continue;
    const path = pathOf(error);
    const blamed = treeAt(root, path);
    invariant(blamed !== undefined, `the schema blames ${error.instancePath}, which is not there`);
    // A value has one fault.
    if (bad.has(blamed)) continue;
    diagnostics.push(explainFault(error, path, blamed, schema));
    const unknown = error.keyword === 'additionalProperties' && blamed.kind === 'map';
    const key = String(error.params['additionalProperty']);
    const found = unknown ? blamed.entries.get(key)?.value : error.keyword === 'required' ? undefined : blamed;
    if (found !== undefined) bad.add(found);
  }
  diagnostics.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  const whole = without(root, bad);
  const sound: MapTree = whole?.kind === 'map' ? whole : { ...root, entries: new Map() };
  return { root: sound, value: toJson(sound), diagnostics };
}

/** Of a choice, only its own error is reported; those of its branches, and of a condition, follow from others. */
function isOwnFault({ keyword, schemaPath }: ErrorObject): boolean {
  return keyword !== 'if' && !schemaPath.includes('/oneOf/');
}

/** Types before all else: what follows from a wrong one is not reported. */
function inOrder(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const rank = ({ keyword }: ErrorObject): number => (keyword === 'type' ? 0 : keyword === 'required' ? 2 : 1);
  return [...errors].sort((a, b) => rank(a) - rank(b));
}

function pathOf({ instancePath }: ErrorObject): readonly string[] {
  if (instancePath === '') return [];
  const keys = instancePath.slice(1).split('/');
  return keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function treeAt(tree: Tree, path: readonly string[]): Tree | undefined {
  let here: Tree | undefined = tree;
  for (const key of path) {
    if (here?.kind === 'map') here = here.entries.get(key)?.value;
    else if (here?.kind === 'list') here = here.items[Number(key)];
    else return undefined;
  }
  return here;
}

function without(tree: Tree, bad: ReadonlySet<Tree>): Tree | undefined {
  if (bad.has(tree)) return undefined;
  if (tree.kind === 'scalar') return tree;
  if (tree.kind === 'list') return { ...tree, items: tree.items.flatMap((item) => without(item, bad) ?? []) };
  const entries = [...tree.entries.values()].flatMap((entry) => {
    const value = without(entry.value, bad);
    return value === undefined ? [] : [[entry.key, { ...entry, value }] as const];
  });
  return { ...tree, entries: new Map(entries) };
}
