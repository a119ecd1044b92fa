import coreSchema from '../../schema/core.schema.json' with { type: 'json' };
import type { Catalog } from '../blueprints/catalog.ts';
import { providerSchemas } from '../providers/schema-registry.ts';
import { composeSchema, environmentSchema, type Schema } from './compose-schema.ts';
import { withStandardKeywords } from './editor-keywords.ts';
import { withProviderChoice } from './provider-schema.ts';
import { parseSchema } from './schema.ts';

/**
 * The schemas that an editor uses, by path relative to infraflux.yaml: the language with every component of the catalog, and
 * a null wherever one may take something away. Printed as they are written.
 */
export function editorSchemas(options: ReadonlyMap<string, Schema>): ReadonlyMap<string, string> {
  const composed = withStandardKeywords(
    composeSchema(withProviderChoice(coreSchema, providerSchemas), options, 'editor'),
  ) as Schema;
  return new Map([
    ['schema/infraflux.schema.json', print({ ...composed, $id: 'https://infraflux.dev/schema/infraflux.schema.json' })],
    ['schema/environment.schema.json', print(environmentSchema(composed))],
  ]);
}

/** options.schema.json of each component. One without allows what every component allows. */
export function optionSchemas(catalog: Catalog): ReadonlyMap<string, Schema> {
  const schemas = new Map<string, Schema>();
  for (const [name, component] of catalog.components) {
    const text = catalog.files.get(`${component.folder}/options.schema.json`)?.text;
    if (text !== undefined) schemas.set(name, parseSchema(text));
  }
  return schemas;
}

function print(schema: Schema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
