import { diagnostic } from '../diagnostics/catalogue.ts';
import { catalogue, type DiagnosticCode } from '../diagnostics/catalogue/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import { remove, replace } from '../diagnostics/fix.ts';
import { type MapTree, scalarAt, type SourceTree, type Tree } from '../source/tree.ts';
import type { Schema } from './compose-schema.ts';
import { formatShortPath } from './format-path.ts';
import { notEmittedFields } from './not-emitted.ts';
import type { Faults } from './written-layer.ts';
import { childSchema, follow, type Language, propertiesOf, referenceOf, schemaOfMap } from './schema.ts';
import { templateNames } from './template.ts';

/** What a schema cannot check in one file: names in templates, codes in `accept`, fields that are not implemented. */
export function checkWords(file: SourceTree, root: Schema, language: Language, faults: Faults): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const walk = (tree: Tree, schema: Schema, path: readonly string[]): void => {
    if (faults.bad.has(tree)) return;
    const held = tree.kind === 'map' ? schemaOfMap(language, schema, (key) => scalarAt(tree, key)) : schema;
    const followed = follow(language, held);
    found.push(...unknownNames(tree, followed, path));
    if (tree.kind === 'list') {
      const items = followed['items'] as Schema | undefined;
      if (items !== undefined) tree.items.forEach((item, index) => walk(item, items, [...path, String(index)]));
    }
    if (tree.kind !== 'map') return;
    for (const { key, keySpan, value } of tree.entries.values()) {
      const child = childSchema(language, followed, key);
      if (child === undefined || faults.bad.has(value) || (value.kind === 'scalar' && value.value === null)) continue;
      const inner = [...path, key];
      // config/not-emitted.ts lists these fields: the language has them, and a later version gives them an effect.
      // A definition is known by its reference; inside, by the property that leads to it.
      if (isNotEmitted(held, followed, key)) {
        found.push(
          diagnostic('language/not-implemented', keySpan, `${formatShortPath(inner)} has no effect yet`, {
            label: 'not implemented yet',
            fix: remove(keySpan, 'it'),
          }),
        );
        continue;
      }
      if (key === 'accept' && value.kind === 'map' && Object.hasOwn(propertiesOf(followed), 'accept')) {
        found.push(...unanswerable(value));
      }
      walk(value, child, inner);
    }
  };
  walk(file.root, root, []);
  return found;
}

function isNotEmitted(schema: Schema, followed: Schema, key: string): boolean {
  const definition = referenceOf(schema);
  return (
    definition !== undefined &&
    Object.hasOwn(propertiesOf(followed), key) &&
    notEmittedFields.has(`${definition}.${key}`)
  );
}

function unknownNames(tree: Tree, schema: Schema, path: readonly string[]): Diagnostic[] {
  const known = schema['x-template'] as readonly string[] | undefined;
  if (known === undefined || tree.kind !== 'scalar' || typeof tree.value !== 'string') return [];
  return templateNames(tree.value)
    .filter(({ name }) => !known.includes(name))
    .map(({ name }) => {
      const meant = closest(name, known);
      return diagnostic(
        'config/unknown-template-variable',
        tree.span,
        `${formatShortPath(path)} uses the unknown name \${${name}}`,
        {
          label: meant === undefined ? undefined : `did you mean \${${meant}}?`,
          help: `the names are ${known.map((each) => `\${${each}}`).join(', ')}`,
          fix: replace(tree.span, JSON.stringify(tree.value).replace(`\${${name}}`, `\${${meant ?? known[0]}}`)),
        },
      );
    });
}

function unanswerable(accept: MapTree): Diagnostic[] {
  return [...accept.entries.values()].flatMap(({ key, keySpan }) => {
    if (!Object.hasOwn(catalogue, key)) {
      const warnings = Object.entries(catalogue).filter(([, { severity }]) => severity === 'warning');
      const meant = closest(
        key,
        warnings.map(([code]) => code),
      );
      const label = meant === undefined ? undefined : `did you mean "${meant}"?`;
      const fix = meant === undefined ? remove(keySpan, `"${key}"`) : replace(keySpan, meant);
      return [diagnostic('config/unknown-acceptance', keySpan, `no warning has the code "${key}"`, { label, fix })];
    }
    if (catalogue[key as DiagnosticCode].severity === 'warning') return [];
    const message = `"${key}" is an error, which cannot be accepted`;
    return [diagnostic('config/accepts-error', keySpan, message, { fix: remove(keySpan, `"${key}"`) })];
  });
}
