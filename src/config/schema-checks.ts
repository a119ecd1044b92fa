import * as builtIn from '../../schema/validators.js';
import type { Validator } from '../../schema/validators.js';
import type { Catalog } from '../blueprints/catalog.ts';
import { fingerprint } from './fingerprint.ts';
import { catalogLanguage, optionsText } from './schema.ts';

/** What files are held to: one validator for each kind of file, and one for each component's options. */
export interface SchemaChecks {
  readonly infraflux: Validator;
  readonly environment: Validator;
  /** Undefined for a component that was not prepared: see `loadSchemaChecks`. */
  readonly options: (component: string) => Validator | undefined;
}

/** The checks that the build prepared. A component whose options are not those of the build has none. */
export function builtInChecks(catalog: Catalog): SchemaChecks {
  return {
    infraflux: builtIn.infraflux,
    environment: builtIn.environment,
    options: (component) => {
      const prepared = Object.hasOwn(builtIn.options, component) ? builtIn.options[component] : undefined;
      return prepared?.fingerprint === fingerprint(optionsText(catalog, component)) ? prepared.validate : undefined;
    },
  };
}

/**
 * The checks for a catalog: the prepared ones, and for components that the user's own blueprints add or change, ones
 * compiled now. Loads the schema compiler only when there are such.
 */
export async function loadSchemaChecks(catalog: Catalog): Promise<SchemaChecks> {
  const prepared = builtInChecks(catalog);
  const missing = [...catalog.components.keys()].filter((name) => prepared.options(name) === undefined);
  if (missing.length === 0) return prepared;
  const { compileOptions, languageAjv } = await import('./build-validators.ts');
  const ajv = languageAjv(catalogLanguage(catalog));
  const compiled = new Map(missing.map((name) => [name, compileOptions(ajv, name) as Validator]));
  return { ...prepared, options: (component) => compiled.get(component) ?? prepared.options(component) };
}
