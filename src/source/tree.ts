import type { Span } from '../diagnostics/diagnostic.ts';

/** A file as it was read. `bytes` where they were not valid UTF-8, so that the fault can be reported with its place. */
export interface SourceFile {
  /** Relative to the directory of the configuration file; `infraflux:blueprints/...` for built-in files. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** The configuration: the stages know it by this name, whatever the person calls it. */
export const configPath = 'infraflux.yaml';

export type Scalar = string | number | boolean | null;

/** YAML with positions, aliases resolved, keys unique strings. Nothing in it is executable or shared with another file. */
export type Tree = MapTree | ListTree | ScalarTree;

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly value: Scalar;
  /** As it was written, quotes taken off: `1.10` stays `1.10` where value is 1.1. */
  readonly source: string;
  /** True for a string in quotes or a block scalar. */
  readonly quoted: boolean;
  readonly span: Span;
}

export interface ListTree {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly span: Span;
}

export interface MapTree {
  readonly kind: 'map';
  /** In file order. Keys such as `__proto__` never get here. */
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly span: Span;
}

export interface MapEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Tree;
}

/** One parsed file. */
export interface SourceTree {
  readonly path: string;
  readonly text: string;
  readonly root: MapTree;
}

/** The arrow from source/ to config/: every file that could be parsed, by path. */
export interface SourceSet {
  readonly trees: ReadonlyMap<string, SourceTree>;
  /** Files that are there but hold a fault that hides their content: what they would have said is unknown, not absent. */
  readonly broken: ReadonlySet<string>;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Whether two values are the same, keys in the same order; undefined for one that is not there. */
export function isSameJson(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The plain value of a key; undefined where there is none, and for maps and lists. */
export function scalarAt(map: MapTree, key: string): Scalar | undefined {
  const value = map.entries.get(key)?.value;
  return value?.kind === 'scalar' ? value.value : undefined;
}

/** The plain value of a tree. Maps have no prototype, so a key never meets an inherited property. */
export function toJson(tree: Tree): Json {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.items.map(toJson);
    case 'map': {
      const map = Object.create(null) as Record<string, Json>;
      for (const [key, entry] of tree.entries) map[key] = toJson(entry.value);
      return map;
    }
  }
}
