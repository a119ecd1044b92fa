/** InfraFlux' own version, for `requires`. A test keeps it equal to package.json: the core reads no file. */
export const infrafluxVersion = '1.0.0';

export interface Version {
  readonly numbers: readonly [number, number, number];
  /** `-beta.1` without the dash; empty for a release. */
  readonly prerelease: string;
}

/** `1.13.6`, `v1.13.6`, `1.15.0-beta.1`; parts left out are zero. Undefined when it is no version. */
export function parseVersion(text: string): Version | undefined {
  const match =
    /^v?([0-9]{1,9})(?:\.([0-9]{1,9}))?(?:\.([0-9]{1,9}))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text);
  if (match === null) return undefined;
  return {
    numbers: [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)],
    prerelease: match[4] ?? '',
  };
}

/** `>=1.0`, several with blanks or commas between; undefined when one is no comparison. */
export function parseVersionRange(text: string): readonly Comparison[] | undefined {
  const comparisons: Comparison[] = [];
  for (const piece of text.split(/[\s,]+/)) {
    const match = /^(>=|<=|>|<|=)?(.+)$/.exec(piece);
    const version = match === null ? undefined : parseVersion(match[2] as string);
    if (match === null || version === undefined) return undefined;
    comparisons.push({ operator: (match[1] ?? '=') as Comparison['operator'], version });
  }
  return comparisons;
}

export interface Comparison {
  readonly operator: '>=' | '<=' | '>' | '<' | '=';
  readonly version: Version;
}

/** Whether the version fulfils all comparisons. A prerelease counts as the release that it leads to. */
export function fulfils(version: Version, comparisons: readonly Comparison[]): boolean {
  return comparisons.every(({ operator, version: other }) => {
    const difference = compareNumbers(version, other);
    switch (operator) {
      case '>=':
        return difference >= 0;
      case '<=':
        return difference <= 0;
      case '>':
        return difference > 0;
      case '<':
        return difference < 0;
      case '=':
        return difference === 0;
    }
  });
}

function compareNumbers(a: Version, b: Version): number {
  for (const index of [0, 1, 2] as const) {
    const difference = a.numbers[index] - b.numbers[index];
    if (difference !== 0) return difference;
  }
  return 0;
}
