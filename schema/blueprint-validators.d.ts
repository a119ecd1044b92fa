import type { ErrorObject } from 'ajv';

// schema/blueprint-validators.js is made by scripts/validators.ts: the schemas of the catalog's own files, compiled to code.

/** True when the value is right; otherwise the errors are at the function. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ErrorObject[] | null;
}

/** Of blueprint.yaml. */
export declare const blueprint: Validator;
/** Of capabilities.yaml. */
export declare const capabilities: Validator;
