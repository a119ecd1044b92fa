import type { Json } from '../../source/tree.ts';

/**
 * Resolved values as people write them: maps by name, with texts, numbers, truth values and lists as leaves. Nothing in it
 * is undefined. An empty map may be in it, and is no leaf.
 */
export interface Form {
  readonly [key: string]: Json;
}

/**
 * One field of a record of the model among the resolved values: where it stands, and how it gets there and back. `Owner`
 * is the record, `Context` what a form does not hold.
 */
export interface Field<Value, Owner, Context> {
  /** The field's part of the record's form. `key` is its name in the model, and in the form unless the field has another one there. */
  readonly toForm: (value: Value, key: string, owner: Owner) => Form;
  /** Throws an `IncompleteForm` where the form does not have it. */
  readonly fromForm: (form: Form, key: string, context: Context) => Value;
}

/** Every field of a record. One that is left out is a type error. */
export type Fields<Record, Context> = {
  readonly [Key in keyof Record]-?: Pick<Record, never> extends Pick<Record, Key>
    ? Field<Record[Key] | undefined, Record, Context>
    : Field<Record[Key], Record, Context>;
};

/** The leaves do not make up a record: a node without its memory, a size that cannot be read. */
export class IncompleteForm extends Error {}

export function toForm<Record extends object, Context>(fields: Fields<Record, Context>, record: Record): Form {
  let form: Form = {};
  for (const [key, field] of fieldsOf<Record, Context>(fields))
    form = mergeForms(form, field.toForm(record[key as keyof Record], key, record));
  return form;
}

export function fromForm<Record extends object, Context>(
  fields: Fields<Record, Context>,
  form: Form,
  context: Context,
): Record {
  const record: { [key: string]: unknown } = {};
  for (const [key, field] of fieldsOf<Record, Context>(fields)) {
    const value = field.fromForm(form, key, context);
    if (value !== undefined) record[key] = value;
  }
  return record as Record;
}

function fieldsOf<Record extends object, Context>(
  fields: Fields<Record, Context>,
): readonly (readonly [string, Field<unknown, Record, Context>])[] {
  return Object.entries(fields);
}

/** Maps that both have are one map. */
function mergeForms(a: Form, b: Form): Form {
  const merged: { [key: string]: Json } = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const there = Object.hasOwn(a, key) ? a[key] : undefined;
    merged[key] = isForm(there) && isForm(value) && there !== value ? mergeForms(there, value) : value;
  }
  return merged;
}

export function isForm(value: Json | undefined): value is Form {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A map of the form; empty where it has none. */
export function formAt(form: Form, key: string): Form {
  const value = Object.hasOwn(form, key) ? form[key] : undefined;
  return isForm(value) ? value : {};
}
