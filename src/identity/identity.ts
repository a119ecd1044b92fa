declare const kind: unique symbol;

/**
 * A name that only the module of its kind takes apart. At run time it is its own text, so it is a key of maps, sorts and
 * prints as it is; to the compiler it is no string, so nothing else splits it, matches it or joins it by hand.
 */
export interface Identity<Kind extends string> {
  readonly [kind]: Kind;
}

/** For the modules of this folder alone. */
export function identity<Kind extends string>(text: string): Identity<Kind> {
  return text as unknown as Identity<Kind>;
}

/** The text of an identity, for files, processes and people. */
export function textOfIdentity(value: Identity<string>): string {
  return value as unknown as string;
}

/** The order of their texts, by code units: the same on every machine. */
export function compareIdentities(a: Identity<string>, b: Identity<string>): number {
  const [left, right] = [textOfIdentity(a), textOfIdentity(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
