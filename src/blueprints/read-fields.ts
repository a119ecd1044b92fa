import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import type { MapEntry, MapTree, Tree } from '../source/tree.ts';

/**
 * Reads the fields of one declaration file, strictly: what is not asked for is an unknown key, what has another type is
 * reported where it stands. Every fault goes into `diagnostics`; a faulty value reads as undefined.
 */
export class FieldReader {
  /** Maps with an unknown key: what they lack is most likely what was misspelt. */
  private readonly misspelt = new Set<MapTree>();

  constructor(readonly diagnostics: Diagnostic[]) {}

  report(span: Span, message: string, help?: string): void {
    this.diagnostics.push(diagnostic('blueprint/invalid', span, message, { help }));
  }

  /** A map with no keys but these. `where` names it in messages; empty for the file itself. */
  map(tree: Tree | undefined, where: string, keys?: readonly string[]): MapTree | undefined {
    if (tree === undefined) return undefined;
    if (tree.kind !== 'map') {
      this.report(tree.span, `${where} must be a map`);
      return undefined;
    }
    for (const entry of keys === undefined ? [] : tree.entries.values()) {
      if (keys?.includes(entry.key) === true) continue;
      this.misspelt.add(tree);
      this.unknownKey(entry, where, keys ?? []);
    }
    return tree;
  }

  missing(map: MapTree, path: string): void {
    if (!this.misspelt.has(map)) this.report(startOf(map.span), `${path} is missing`);
  }

  private unknownKey(entry: MapEntry, where: string, keys: readonly string[]): void {
    const close = closest(entry.key, keys);
    const message = `unknown key "${entry.key}"${where === '' ? '' : ` in ${where}`}`;
    this.report(
      entry.keySpan,
      message,
      close === undefined ? `keys are ${keys.join(', ')}` : `did you mean "${close}"?`,
    );
  }

  text(map: MapTree, key: string, where: string): string | undefined {
    const tree = map.entries.get(key)?.value;
    return tree === undefined ? undefined : this.textOf(tree, pathOf(where, key));
  }

  requiredText(map: MapTree, key: string, where: string): string | undefined {
    if (!map.entries.has(key)) {
      this.missing(map, pathOf(where, key));
      return undefined;
    }
    return this.text(map, key, where);
  }

  textOf(tree: Tree, where: string): string | undefined {
    if (tree.kind === 'scalar' && typeof tree.value === 'string' && tree.value !== '') return tree.value;
    const help = tree.kind === 'scalar' && typeof tree.value === 'number' ? `quote it: "${tree.source}"` : undefined;
    this.report(tree.span, `${where} must be text`, help);
    return undefined;
  }

  boolean(map: MapTree, key: string, where: string, otherwise: boolean): boolean {
    const tree = map.entries.get(key)?.value;
    if (tree === undefined) return otherwise;
    if (tree.kind === 'scalar' && typeof tree.value === 'boolean') return tree.value;
    this.report(tree.span, `${pathOf(where, key)} must be true or false`);
    return otherwise;
  }

  oneOf<T extends string>(map: MapTree, key: string, where: string, values: readonly T[]): T | undefined {
    const tree = map.entries.get(key)?.value;
    if (tree === undefined) return undefined;
    const found = tree.kind === 'scalar' ? values.find((value) => value === tree.value) : undefined;
    if (found !== undefined) return found;
    const close = tree.kind === 'scalar' ? closest(String(tree.value), values) : undefined;
    this.report(
      tree.span,
      `${pathOf(where, key)} must be one of ${values.join(', ')}`,
      close === undefined ? undefined : `did you mean "${close}"?`,
    );
    return undefined;
  }

  /** A list of texts, each with its place. Absent reads as empty. */
  texts(map: MapTree, key: string, where: string): readonly { readonly value: string; readonly span: Span }[] {
    const tree = map.entries.get(key)?.value;
    if (tree === undefined) return [];
    if (tree.kind !== 'list') {
      this.report(tree.span, `${pathOf(where, key)} must be a list`);
      return [];
    }
    return tree.items.flatMap((item) => {
      const value = this.textOf(item, `${pathOf(where, key)}[]`);
      return value === undefined ? [] : [{ value, span: item.span }];
    });
  }

  /** The entries of a map whose keys are names that the writer chose. Absent reads as empty. */
  named(map: MapTree, key: string, where: string): readonly MapEntry[] {
    const tree = this.map(map.entries.get(key)?.value, pathOf(where, key));
    return tree === undefined ? [] : [...tree.entries.values()];
  }
}

export function pathOf(where: string, key: string): string {
  return where === '' ? key : `${where}.${key}`;
}

/** A whole map is too much to underline: its first character stands for it. */
export function startOf(span: Span): Span {
  return { ...span, end: Math.min(span.start + 1, span.end) };
}
