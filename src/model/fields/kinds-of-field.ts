import type { Json } from '../../source/tree.ts';
import { formatSize, parseSize } from '../units.ts';
import { type Field, type Fields, type Form, formAt, fromForm, IncompleteForm, toForm } from './field.ts';

/** How a value becomes a leaf, or a map of leaves, and comes back. */
interface Conversion<Value, Context> {
  readonly toLeaf: (value: Value) => Json;
  readonly fromLeaf: (leaf: Json, context: Context, form: Form) => Value;
}

/** A field that always has a value, under its own key. */
export function leaf<Value, Owner, Context>({
  toLeaf,
  fromLeaf,
}: Conversion<Value, Context>): Field<Value, Owner, Context> {
  return {
    toForm: (value, key) => ({ [key]: toLeaf(value) }),
    fromForm: (form, key, context) => {
      const found = leafAt(form, key);
      if (found === undefined) throw new IncompleteForm(`${key} is required`);
      return fromLeaf(found, context, form);
    },
  };
}

/** A field that is undefined where there is no leaf. */
export function optionalLeaf<Value, Owner, Context>({
  toLeaf,
  fromLeaf,
}: Conversion<Value, Context>): Field<Value | undefined, Owner, Context> {
  return {
    toForm: (value, key) => (value === undefined ? {} : { [key]: toLeaf(value) }),
    fromForm: (form, key, context) => {
      const found = leafAt(form, key);
      return found === undefined ? undefined : fromLeaf(found, context, form);
    },
  };
}

/** The same in the model and in the form. */
export function same<Value, Owner, Context>(): Field<Value, Owner, Context> {
  return leaf(asItIs<Value>());
}

export function optionalSame<Value, Owner, Context>(): Field<Value | undefined, Owner, Context> {
  return optionalLeaf(asItIs<Value>());
}

function asItIs<Value>(): Conversion<Value, unknown> {
  return { toLeaf: (value) => value as Json, fromLeaf: (found) => found as Value };
}

/** A map. Without a leaf it is empty, and has the empty maps that `complete` puts into it. */
export function map<Value extends object, Owner, Context>(
  complete: (form: Form) => Form = (form) => form,
): Field<Value, Owner, Context> {
  return {
    toForm: (value, key) => ({ [key]: value as unknown as Form }),
    fromForm: (form, key) => complete(formAt(form, key)) as unknown as Value,
  };
}

/** Units of the model for what is written as `64Gi`, in MiB. */
const mebibytes = { MiB: 1, GiB: 1024 } as const;

export function sizeIn(unit: keyof typeof mebibytes): Conversion<number, unknown> {
  return {
    toLeaf: (count) => formatSize(count * mebibytes[unit]),
    fromLeaf: (found) => {
      const size = typeof found === 'string' ? parseSize(found) : undefined;
      if (size === undefined) throw new IncompleteForm(`${JSON.stringify(found)} is not a size`);
      return size / mebibytes[unit];
    },
  };
}

/** Records by name. `contextOf` is asked for each of them; `order` is that of the model. */
export function byName<Entry extends { readonly name: string }, Owner, Context, EntryContext>(
  fields: Fields<Entry, EntryContext>,
  contextOf: (name: string, context: Context, form: Form) => EntryContext,
  order: (a: Entry, b: Entry) => number,
): Field<readonly Entry[], Owner, Context> {
  return {
    toForm: (entries, key) => ({
      [key]: Object.fromEntries(entries.map((entry) => [entry.name, toForm(fields, entry)])),
    }),
    fromForm: (form, key, context) =>
      Object.keys(formAt(form, key))
        .map((name) => fromForm(fields, formAt(formAt(form, key), name), contextOf(name, context, form)))
        .sort(order),
  };
}

/** The name under which a record stands among others. */
export function ownName<Owner, Context extends { readonly name: string }>(): Field<string, Owner, Context> {
  return notInForm(({ name }) => name);
}

/** Not an input: its value comes from the context. */
export function notInForm<Value, Owner, Context>(from: (context: Context) => Value): Field<Value, Owner, Context> {
  return { toForm: () => ({}), fromForm: (_form, _key, context) => from(context) };
}

export function textOf(value: Json): string {
  if (typeof value !== 'string') throw new IncompleteForm(`${JSON.stringify(value)} is not a name`);
  return value;
}

function leafAt(form: Form, key: string): Json | undefined {
  return Object.hasOwn(form, key) ? form[key] : undefined;
}
