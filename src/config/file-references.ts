import type { Span } from '../diagnostics/diagnostic.ts';
import { scalarAt, type SourceSet, type Tree } from '../source/tree.ts';
import type { Schema } from './compose-schema.ts';
import { childSchema, coreLanguage, follow, schemaOfMap } from './schema.ts';

/** A file that the configuration refers to, relative to its directory, and who does. */
export interface FileReference {
  readonly path: string;
  readonly span: Span;
}

/** Every string that the schema marks as a file, in the order of the files. They are read before the model is built. */
export function fileReferences(set: SourceSet): readonly FileReference[] {
  const found: FileReference[] = [];
  const environment = coreLanguage.definitions['environment'];
  for (const [path, tree] of set.trees) {
    const schema = path.startsWith('environments/') ? environment : coreLanguage.core;
    if (schema !== undefined) collect(tree.root, schema, found);
  }
  return found;
}

function collect(tree: Tree, schema: Schema, found: FileReference[]): void {
  const held = tree.kind === 'map' ? schemaOfMap(coreLanguage, schema, (key) => scalarAt(tree, key)) : schema;
  const followed = follow(coreLanguage, held);
  if (tree.kind === 'map') {
    for (const [key, entry] of tree.entries) {
      const child = childSchema(coreLanguage, followed, key);
      if (child !== undefined) collect(entry.value, child, found);
    }
  } else if (tree.kind === 'scalar' && followed['format'] === 'file' && typeof tree.value === 'string') {
    found.push({ path: tree.value, span: tree.span });
  }
}
