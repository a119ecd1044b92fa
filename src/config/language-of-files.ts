import type { Catalog } from '../blueprints/catalog.ts';
import type { SourceSet } from '../source/tree.ts';
import { ownComponentNames } from './own-components.ts';
import { catalogLanguage, type Language, withOwnComponents } from './schema.ts';
import type { SchemaChecks } from './schema-checks.ts';

/** What files are held to: the language of the catalog, with the components that the files themselves name a source of. */
export function languageOfFiles(
  set: Pick<SourceSet, 'trees'>,
  catalog: Catalog,
  prepared: SchemaChecks,
): { readonly language: Language; readonly checks: SchemaChecks } {
  const own = ownComponentNames(set, catalog);
  return {
    language: withOwnComponents(catalogLanguage(catalog, prepared.core), own),
    checks: { ...prepared, options: (name) => (own.has(name) ? prepared.ownComponent : prepared.options(name)) },
  };
}
