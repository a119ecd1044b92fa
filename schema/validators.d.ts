import type { ErrorObject } from 'ajv';

// schema/validators.js is made by scripts/validators.ts: the schemas, compiled to code, because compiling them at run
// time takes a third of a second.

/** True when the value is right; otherwise the errors are at the function. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ErrorObject[] | null;
}

export declare const infraflux: Validator;
export declare const environment: Validator;
/** What providers take, by type, and whatever their type. */
export declare const providers: { readonly [type: string]: Validator };
export declare const anyProvider: Validator;
/** What a component without a blueprint takes. */
export declare const ownComponent: Validator;
/** By component: the fingerprint of the options.schema.json that it was made from. */
export declare const options: { readonly [component: string]: { readonly fingerprint: string; readonly validate: Validator } };
