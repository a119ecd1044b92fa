import type { Span } from '../diagnostics/diagnostic.ts';
import { type Json, type Tree, toJson } from '../source/tree.ts';
import type { Layer, Provenance } from './provenance.ts';

/** What a file's check found: trees that have a reported fault, and maps in which a key was misspelt. */
export interface Faults {
  readonly bad: ReadonlySet<Tree>;
  readonly misspelt: ReadonlySet<Tree>;
}

export const noFaults: Faults = { bad: new Set(), misspelt: new Set() };

/**
 * What one layer sets at one path. `path` and `value` are computed on demand: most entries are never explained.
 */
export class WrittenLayer implements Provenance {
  readonly layer: Layer;
  readonly tree: Tree;
  readonly faults: Faults;
  readonly #parent: WrittenLayer | undefined;
  readonly #keys: readonly string[];

  constructor(layer: Layer, tree: Tree, faults: Faults, parent: WrittenLayer | undefined, keys: readonly string[]) {
    this.layer = layer;
    this.tree = tree;
    this.faults = faults;
    this.#parent = parent;
    this.#keys = keys;
  }

  get span(): Span {
    return this.tree.span;
  }

  get path(): readonly string[] {
    return this.#parent === undefined ? this.#keys : [...this.#parent.path, ...this.#keys];
  }

  get value(): Json {
    return toJson(this.tree);
  }

  /** A list is one value: a fault in an item is one of the list. */
  get bad(): boolean {
    return this.faults.bad.size > 0 && holdsFault(this.tree, this.faults.bad);
  }

  /** A map into which others may merge. What has a fault is not looked into. */
  get isMap(): boolean {
    return this.tree.kind === 'map' && !this.bad;
  }

  get isNull(): boolean {
    return this.tree.kind === 'scalar' && this.tree.value === null && !this.bad;
  }

  below(key: string, tree: Tree): WrittenLayer {
    return new WrittenLayer(this.layer, tree, this.faults, this, [key]);
  }

  /** The same word, counted to another layer: a node's fragment, once it is folded onto its group. */
  as(layer: Layer): WrittenLayer {
    return new WrittenLayer(layer, this.tree, this.faults, this.#parent, this.#keys);
  }
}

function holdsFault(tree: Tree, bad: ReadonlySet<Tree>): boolean {
  return bad.has(tree) || (tree.kind === 'list' && tree.items.some((item) => holdsFaultWithin(item, bad)));
}

function holdsFaultWithin(tree: Tree, bad: ReadonlySet<Tree>): boolean {
  if (tree.kind !== 'map') return holdsFault(tree, bad);
  return bad.has(tree) || [...tree.entries.values()].some(({ value }) => holdsFaultWithin(value, bad));
}

/**
 * A word as it reaches one path of the result. `above` is true for a word about an enclosing path that was no map: it
 * cut off everything that lower layers said here.
 */
export interface Source {
  readonly written: WrittenLayer;
  readonly above: boolean;
}

/** One layer, ready to fold. `path` is where the tree stands in its file. */
export function source(layer: Layer, tree: Tree, path: readonly string[], faults: Faults = noFaults): Source {
  return { written: new WrittenLayer(layer, tree, faults, undefined, path), above: false };
}
