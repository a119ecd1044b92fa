import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';

const shown = '(secret)';

/**
 * A value that must never be printed. Whatever turns it into text (a template, JSON, console.log, an error's cause) gets
 * `(secret)`; only `reveal` gives the value, so a search for that word finds every place that handles it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  /**
   * HMAC-SHA-256 under a key of this machine, as hex: shows whether two values are the same to the creator of both digests,
   * and nothing to others. A plain hash would reveal a short password to a brute-force search.
   */
  digest(key: Uint8Array): string {
    return createHmac('sha256', key).update(this.#value, 'utf8').digest('hex');
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [Symbol.toPrimitive](): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}
