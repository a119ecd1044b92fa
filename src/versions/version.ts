declare const product: unique symbol;

/**
 * A version of a product. At run time it is its own text without a leading v, so it is a key of maps and prints as it is; to
 * the compiler it is no string, so only the modules of this folder take it apart.
 */
export interface Version<Product extends string = string> {
  readonly [product]: Product;
}

export interface VersionParts {
  /** Major, minor and patch; parts that were left out are zero. */
  readonly numbers: readonly [number, number, number];
  /** How many of them the text has. */
  readonly given: number;
  /** `beta.1` of `1.15.0-beta.1`; empty for a release. */
  readonly prerelease: string;
}

const number = '(0|[1-9][0-9]{0,8})';
const form = new RegExp(`^v?${number}(?:\\.${number})?(?:\\.${number})?(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?$`);

/** `1.13.6`, `v1.13.6`, `1.15.0-beta.1`, `1.13`. Undefined when it is no version. */
export function parseVersion(text: string): Version | undefined {
  return form.test(text) ? version(text) : undefined;
}

export function formatVersion(value: Version): string {
  return value as unknown as string;
}

/** As releases are tagged: `v1.13.6`. */
export function versionTag(value: Version): string {
  return `v${formatVersion(value)}`;
}

/** For the modules of this folder alone: a text of which it is known that it has the form. */
export function version<Product extends string>(text: string): Version<Product> {
  return text.replace(/^v/, '') as unknown as Version<Product>;
}

/** For the modules of this folder alone. Undefined when the text is no version. */
export function partsOf(text: string): VersionParts | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, ...numbers] = match.slice(0, 4);
  return {
    numbers: [Number(numbers[0]), Number(numbers[1] ?? 0), Number(numbers[2] ?? 0)],
    given: numbers.filter((part) => part !== undefined).length,
    prerelease: match[4] ?? '',
  };
}
