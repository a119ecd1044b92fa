import type { ErrorObject } from 'ajv';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import type { Tree } from '../source/tree.ts';
import type { Schema } from './blueprint-schema.ts';

/** An error of the schema as a diagnostic at the value that it is about. `path` leads to `tree`. */
export function explainFault(error: ErrorObject, path: readonly string[], tree: Tree, schema: Schema): Diagnostic {
  const name = path
    .map((key) => (/^\d+$/.test(key) ? '[]' : key))
    .join('.')
    .replaceAll('.[]', '[]');
  const fault = (span: Span, message: string, help?: string): Diagnostic =>
    diagnostic('blueprint/invalid', span, message, { help });
  const named = (text: string): string => (name === '' ? text : `${name} ${text}`);
  const broken = at(schema, error.schemaPath);
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params['additionalProperty']);
      const keySpan = tree.kind === 'map' ? tree.entries.get(key)?.keySpan : undefined;
      const message = `unknown key "${key}"${name === '' ? '' : ` in ${name}`}`;
      return fault(keySpan ?? tree.span, message, meant(key, Object.keys((broken['properties'] ?? {}) as object)));
    }
    case 'required': {
      const missing = [...path, String(error.params['missingProperty'])].join('.');
      return fault(startOf(tree.span), `${missing} is missing`);
    }
    case 'type': {
      const types = [error.params['type'] as string | readonly string[]].flat();
      const isNumber = types.includes('string') && tree.kind === 'scalar' && typeof tree.value === 'number';
      return fault(tree.span, named(`must be ${types.map(nameOfType).join(' or ')}`), quoted(tree, isNumber));
    }
    case 'enum': {
      const values = (error.params['allowedValues'] as readonly unknown[]).map(String);
      const near = tree.kind === 'scalar' ? closest(String(tree.value), values) : undefined;
      const help = near === undefined ? undefined : `did you mean "${near}"?`;
      return fault(tree.span, named(`must be one of ${values.join(', ')}`), help);
    }
    default: {
      const own = broken['x-fault'];
      const help = broken['x-help'];
      const value =
        tree.kind === 'scalar'
          ? `${tree.quoted || typeof tree.value === 'string' ? `"${String(tree.value)}"` : String(tree.value)} `
          : '';
      const message = named(`${value}${typeof own === 'string' ? own : limit(error)}`);
      return fault(tree.span, message, typeof help === 'string' ? help : undefined);
    }
  }
}

/** A whole map is too much to underline: its first character stands for it. */
export function startOf(span: Span): Span {
  return { ...span, end: Math.min(span.start + 1, span.end) };
}

function meant(key: string, keys: readonly string[]): string {
  const near = closest(key, keys);
  if (near !== undefined) return `did you mean "${near}"?`;
  return keys.length === 0 ? 'no keys are allowed' : `keys are ${keys.join(', ')}`;
}

function quoted(tree: Tree, isNumber: boolean): string | undefined {
  return isNumber && tree.kind === 'scalar' ? `quote it: "${tree.source}"` : undefined;
}

function nameOfType(type: string): string {
  const names: Readonly<Record<string, string>> = {
    object: 'a map',
    array: 'a list',
    string: 'text',
    integer: 'a whole number',
    boolean: 'true or false',
  };
  return names[type] ?? type;
}

function limit({ keyword, params }: ErrorObject): string {
  const bound = String(params['limit']);
  switch (keyword) {
    case 'minimum':
      return `must be at least ${bound}`;
    case 'maximum':
      return `must be at most ${bound}`;
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return 'must not be empty';
    case 'uniqueItems':
      return 'must not contain duplicates';
    default:
      return `is invalid (${keyword})`;
  }
}

/** The schema that an error's keyword stands in. */
function at(schema: Schema, schemaPath: string): Schema {
  const keys = schemaPath
    .replace(/^[^#]*#\/?/, '')
    .split('/')
    .slice(0, -1);
  let here: unknown = schema;
  for (const key of keys) {
    const name = decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~');
    here = typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[name] : undefined;
  }
  return (here ?? {}) as Schema;
}
