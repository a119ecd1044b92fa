import { leafPlace } from '../../identity/leaf-path.ts';
import type { Json } from '../../source/tree.ts';
import type { Leaves } from './earlier.ts';

/** The leaves of one cluster, taken apart once: `nodes`, then a node's name, then what is said of it. */
export class LeafTree {
  readonly #children = new Map<string, LeafTree>();
  #value: Json | undefined;

  /** All of one cluster, whose name is left out. */
  static of(leaves: Leaves): LeafTree {
    const root = new LeafTree();
    for (const [path, value] of leaves) {
      let at = root;
      for (const key of leafPlace(path).keys) at = at.#childOrNew(key);
      at.#value = value;
    }
    return root;
  }

  at(...keys: readonly string[]): LeafTree {
    const [first, ...rest] = keys;
    if (first === undefined) return this;
    return (this.#children.get(first) ?? new LeafTree()).at(...rest);
  }

  names(): readonly string[] {
    return [...this.#children.keys()];
  }

  /** Undefined for what is something else than text: the file was written by another version, or by hand. */
  text(...keys: readonly string[]): string | undefined {
    const value = this.at(...keys).#value;
    return typeof value === 'string' ? value : undefined;
  }

  number(...keys: readonly string[]): number | undefined {
    const value = this.at(...keys).#value;
    return typeof value === 'number' ? value : undefined;
  }

  texts(...keys: readonly string[]): readonly string[] {
    const value = this.at(...keys).#value;
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  }

  isTrue(...keys: readonly string[]): boolean {
    return this.at(...keys).#value === true;
  }

  #childOrNew(key: string): LeafTree {
    const known = this.#children.get(key) ?? new LeafTree();
    this.#children.set(key, known);
    return known;
  }
}
