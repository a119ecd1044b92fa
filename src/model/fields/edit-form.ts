import type { Json } from '../../source/tree.ts';
import { type Form, formAt, isForm } from './field.ts';

/** The leaves of a form with their keys, in its order. */
export function leavesOf(form: Form): readonly Leaf[] {
  const known = walked.get(form);
  if (known !== undefined) return known;
  const leaves = Object.entries(form).flatMap(([key, value]): readonly Leaf[] =>
    isForm(value) ? leavesOf(value).map(([keys, leaf]) => [[key, ...keys], leaf] as const) : [[[key], value]],
  );
  walked.set(form, leaves);
  return leaves;
}

type Leaf = readonly [keys: readonly string[], value: Json];

/** What nodes of one pool share is the same object, and is walked into once. */
const walked = new WeakMap<Form, readonly Leaf[]>();

/**
 * The form with another leaf, or without one and without the maps that then have none. Maps that are not on the way to it
 * stay the very same, and keys stand in the order of their code units, as in everything that the configuration resolves to.
 */
export function withLeaf(form: Form, keys: readonly string[], value: Json | undefined): Form {
  const [key, ...below] = keys;
  if (key === undefined) return form;
  if (below.length === 0) return value === undefined ? withoutEntry(form, key) : withEntry(form, key, value);
  if (value !== undefined) return withEntry(form, key, withLeaf(formAt(form, key), below, value));
  const there = Object.hasOwn(form, key) ? form[key] : undefined;
  if (!isForm(there)) return form;
  const rest = withLeaf(there, below, undefined);
  if (rest === there) return form;
  return hasLeaf(rest) ? withEntry(form, key, rest) : withoutEntry(form, key);
}

/** Whether there is a leaf at all. */
export function hasLeaf(value: Json): boolean {
  return !isForm(value) || Object.values(value).some(hasLeaf);
}

function withoutEntry(form: Form, key: string): Form {
  if (!Object.hasOwn(form, key)) return form;
  return Object.fromEntries(Object.entries(form).filter(([other]) => other !== key));
}

function withEntry(form: Form, key: string, value: Json): Form {
  const entries = Object.entries(form);
  if (Object.hasOwn(form, key))
    return Object.fromEntries(entries.map(([other, old]) => [other, other === key ? value : old]));
  return Object.fromEntries([...entries, [key, value] as const].sort(([a], [b]) => (a < b ? -1 : 1)));
}
