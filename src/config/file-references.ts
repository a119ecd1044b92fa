import type { Catalog } from '../blueprints/catalog.ts';
import type { Span } from '../diagnostics/diagnostic.ts';
import { scalarAt, type SourceSet, type Tree } from '../source/tree.ts';
import type { Schema } from './compose-schema.ts';
import { childSchema, coreLanguage, follow, ownComponent, propertiesOf, schemaOfMap } from './schema.ts';

/** A file or a folder that the configuration refers to, relative to its directory, and who does. */
export interface FileReference {
  readonly path: string;
  readonly span: Span;
  readonly kind: 'file' | 'folder';
}

/** Every string that the schema marks as a file or a folder, in the order of the files. They are read before the model is built. */
export function fileReferences(set: SourceSet, catalog: Pick<Catalog, 'components'>): readonly FileReference[] {
  const found: FileReference[] = [];
  const environment = coreLanguage.definitions['environment'];
  for (const [path, tree] of set.trees) {
    const schema = path.startsWith('environments/') ? environment : coreLanguage.core;
    if (schema !== undefined) collect(tree.root, schema, found, catalog);
  }
  return found;
}

function collect(tree: Tree, schema: Schema, found: FileReference[], catalog: Pick<Catalog, 'components'>): void {
  const held = tree.kind === 'map' ? schemaOfMap(coreLanguage, schema, (key) => scalarAt(tree, key)) : schema;
  const followed = follow(coreLanguage, held);
  if (tree.kind === 'map') {
    for (const [key, entry] of tree.entries) {
      const child =
        followed['x-components'] === true
          ? componentSchema(catalog.components.has(key))
          : childSchema(coreLanguage, followed, key);
      if (child !== undefined) collect(entry.value, child, found, catalog);
    }
  } else if (tree.kind === 'scalar' && typeof tree.value === 'string') {
    const { format } = followed;
    if (format === 'file' || format === 'folder') found.push({ path: tree.value, span: tree.span, kind: format });
  }
}

/** Of a component, what may name files: with a blueprint, only what every component has. */
function componentSchema(hasBlueprint: boolean): Schema | undefined {
  const own = coreLanguage.definitions[ownComponent];
  const { manifests } = own === undefined ? {} : propertiesOf(own);
  return hasBlueprint && manifests !== undefined ? { type: 'object', properties: { manifests } } : own;
}
