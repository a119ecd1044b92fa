import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Validator } from '../../schema/blueprint-validators.js';
import type { Schema } from './blueprint-schema.ts';

// Compiling a schema takes longer than reading all blueprints, so this file is loaded only when validators are prepared at
// build time, and for tables of needs that the build did not know.

/** With `standalone`, for code that is kept. */
export function declarationAjv(schemas: Readonly<Record<string, Schema>>, standalone: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    messages: false,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    code: standalone ? { source: true, esm: true, lines: true } : {},
  });
  ajv.addVocabulary(['x-fault', 'x-help']);
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema({ ...schema, $id: name });
  return ajv;
}

export function compileDeclaration(schema: Schema): Validator {
  return declarationAjv({}, false).compile(schema) as Validator;
}
