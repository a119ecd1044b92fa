import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { add, remove } from '../diagnostics/fix.ts';
import { keySpanAt, spanAt, valueAt } from './read.ts';
import type { Schema } from './compose-schema.ts';
import type { Folded, FoldedMap } from './folded.ts';
import { formatPath } from './format-path.ts';
import { suggestText } from './suggest.ts';
import { childSchema, follow, type Language, propertiesOf, referenceOf, schemaOfMap } from './schema.ts';

/**
 * What can be checked only in the result, because any layer may set it: that required keys are set, and that a map of
 * alternatives holds one. All else was checked file by file.
 */
export function checkFolded(
  language: Language,
  tree: Folded,
  schema: Schema,
  path: readonly string[],
  fragments: ReadonlySet<string>,
): readonly Diagnostic[] {
  if (tree.kind === 'leaf') return [];
  const followed = follow(
    language,
    schemaOfMap(language, schema, (key) => valueAt(tree, key)),
  );
  const found = [...missing(language, tree, followed, path), ...alternatives(tree, followed, path)];
  for (const [key, entry] of tree.entries) {
    const child = childSchema(language, followed, key);
    if (child === undefined || fragments.has(referenceOf(child) ?? '')) continue;
    found.push(...checkFolded(language, entry, child, [...path, key], fragments));
  }
  return found;
}

function missing(language: Language, tree: FoldedMap, schema: Schema, path: readonly string[]): Diagnostic[] {
  const required = (schema['required'] as readonly string[] | undefined) ?? [];
  if (tree.faulty === true) return [];
  const absent = required.filter((key) => !tree.entries.has(key));
  return absent.map((key) => {
    const name = path.length === 0 ? 'the file' : formatPath(path);
    const span = spanAt(tree, []);
    const text = suggestText({ language, schema: propertiesOf(schema)[key] ?? {}, key }, undefined);
    return diagnostic('config/missing-key', span, `${name} has no "${key}"`, {
      label: `"${key}" is required`,
      help: text === undefined ? undefined : `for example ${key}: ${text}`,
      fix: add(span, [key], text),
    });
  });
}

/** `x-alternatives`: true when all keys exclude each other, or groups of keys that do. */
function alternatives(tree: FoldedMap, schema: Schema, path: readonly string[]): Diagnostic[] {
  const marked = schema['x-alternatives'];
  if (marked === undefined) return [];
  const groups = marked === true ? [Object.keys(propertiesOf(schema))] : (marked as readonly (readonly string[])[]);
  return groups.flatMap((names) => twoOf(tree, names, path));
}

function twoOf(tree: FoldedMap, names: readonly string[], path: readonly string[]): Diagnostic[] {
  const held = names.filter((name) => tree.entries.has(name));
  if (held.length < 2) return [];
  const placed = held.map((name) => ({ name, span: keySpanAt(tree, [name]), saying: saidBy(tree, name) }));
  // The value of the uppermost layer is the intended one; the others conflict with it.
  placed.sort((a, b) => a.saying - b.saying);
  const chosen = placed.at(-1) as (typeof placed)[number];
  const others = placed.slice(0, -1);
  const first = others[0] as (typeof placed)[number];
  const same = others.every((other) => other.span?.file === chosen.span?.file && other.saying === chosen.saying);
  return [
    diagnostic(
      'config/conflicting-alternatives',
      chosen.span,
      `${formatPath(path)} sets ${list(placed.map((each) => each.name))}, but only one is allowed`,
      {
        label: `${chosen.name} is set here`,
        help: same
          ? `remove ${first.name} or ${chosen.name}`
          : `add ${first.name}: null next to ${chosen.name}, which removes the value of the lower layer`,
        fix: same ? remove(first.span, first.name) : add(spanAt(tree, []), [first.name], 'null'),
        related: others.flatMap(({ name, span }) =>
          span === undefined ? [] : [{ span, message: `${name} is set here` }],
        ),
      },
    ),
  ];
}

/** Which of the layers that were folded here named the key last. */
function saidBy(tree: FoldedMap, key: string): number {
  let last = -1;
  (tree.sources ?? []).forEach(({ written, above }, index) => {
    if (!above && written.tree.kind === 'map' && written.tree.entries.has(key)) last = index;
  });
  return last;
}

function list(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
