import { defaultsIn } from '../../config/with-defaults.ts';
import { type Form, isForm } from './field.ts';

/**
 * Adds the empty maps that a value of the language always has and that no leaf stands for. `definition` is a name below
 * `$defs` of the core schema. No other default is added: a null in a layer may have removed it.
 */
export function withEmptyMaps(definition: string): (form: Form) => Form {
  return (form) => onlyMaps(form, defaultsIn(form, definition));
}

function onlyMaps(form: Form, filled: Form): Form {
  const entries = Object.entries(filled).flatMap(([key, value]) => {
    const own = Object.hasOwn(form, key) ? form[key] : undefined;
    if (!isForm(value)) return own === undefined ? [] : [[key, own] as const];
    return own === undefined || isForm(own) ? [[key, onlyMaps(own ?? {}, value)] as const] : [[key, own] as const];
  });
  return Object.fromEntries(entries);
}
