import * as builtIn from '../../schema/validators.js';
import type { Validator } from '../../schema/validators.js';
import type { Catalog } from '../blueprints/catalog.ts';
import { parseOptionsSchema } from '../blueprints/options-schema.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Diagnostic, invariant } from '../diagnostics/diagnostic.ts';
import { fingerprint } from './fingerprint.ts';
import { catalogLanguage, coreLanguage, type Language, optionsText } from './schema.ts';

/** What files are held to: one validator for each kind of file, and one for each component's options. */
export interface SchemaChecks {
  /** What they were made from, without components. */
  readonly core: Language;
  readonly infraflux: Validator;
  readonly environment: Validator;
  /** What providers of a type take. Undefined for a type that there is not. */
  readonly provider: (type: string) => Validator | undefined;
  /** What providers take, whatever their type. */
  readonly anyProvider: Validator;
  /** Undefined for a component that was not prepared: see `loadSchemaChecks`. */
  readonly options: (component: string) => Validator | undefined;
  /** Components without a blueprint. */
  readonly ownComponent: Validator;
  /** Components with an invalid options.schema.json: the error. Their options may then be anything. */
  readonly unusable: ReadonlyMap<string, readonly Diagnostic[]>;
}

/** The checks that the build prepared. A component whose options are not those of the build has none. */
export function builtInChecks(catalog: Catalog): SchemaChecks {
  return {
    core: coreLanguage,
    infraflux: builtIn.infraflux,
    environment: builtIn.environment,
    provider: (type) => (Object.hasOwn(builtIn.providers, type) ? builtIn.providers[type] : undefined),
    anyProvider: builtIn.anyProvider,
    ownComponent: builtIn.ownComponent,
    options: (component) => {
      const prepared = Object.hasOwn(builtIn.options, component) ? builtIn.options[component] : undefined;
      return prepared?.fingerprint === fingerprint(optionsText(catalog, component)) ? prepared.validate : undefined;
    },
    unusable: new Map(),
  };
}

/**
 * The checks for a catalog: the prepared ones, and for components that the user's own blueprints add or change, ones
 * compiled now. Loads the schema compiler only when there are such, or when the language is another than the build's.
 */
export async function loadSchemaChecks(catalog: Catalog, core: Language = coreLanguage): Promise<SchemaChecks> {
  const prepared = core === coreLanguage ? builtInChecks(catalog) : await compiledChecks(core);
  const missing = [...catalog.components.keys()].filter((name) => prepared.options(name) === undefined);
  if (missing.length === 0) return prepared;
  const { compileOptions } = await import('./build-validators.ts');
  const compiled = new Map<string, Validator>();
  const unusable = new Map<string, readonly Diagnostic[]>();
  for (const [name, result] of compileOptions(catalogLanguage(catalog, core), missing)) {
    const file = catalog.files.get(`${catalog.components.get(name)?.folder}/options.schema.json`);
    // What is not even the JSON of a schema was reported when the catalog was read.
    if (file !== undefined && parseOptionsSchema(file).value === undefined) unusable.set(name, []);
    else if (typeof result !== 'string') compiled.set(name, result as Validator);
    else {
      const span = { file: file?.source ?? '', start: 0, end: 1 };
      unusable.set(name, [diagnostic('blueprint/invalid-options-schema', span, `not a schema: ${result}`)]);
    }
  }
  const anything: Validator = Object.assign(() => true, { errors: null });
  return {
    ...prepared,
    unusable,
    options: (name) => (unusable.has(name) ? anything : (compiled.get(name) ?? prepared.options(name))),
  };
}

async function compiledChecks(core: Language): Promise<SchemaChecks> {
  const { compileLanguage, schemaIds } = await import('./build-validators.ts');
  const compiled = compileLanguage(core);
  const validator = (id: string): Validator => {
    const found = compiled(id);
    invariant(found !== undefined, `the language has no schema ${id}`);
    return found as Validator;
  };
  return {
    core,
    infraflux: validator(schemaIds.infraflux),
    environment: validator(schemaIds.environment),
    provider: (type) => compiled(schemaIds.provider(type)) as Validator | undefined,
    anyProvider: validator(schemaIds.anyProvider),
    ownComponent: validator(schemaIds.ownComponent),
    options: () => undefined,
    unusable: new Map(),
  };
}
