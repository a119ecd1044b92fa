import { invariant } from '../diagnostics/diagnostic.ts';
import { formatVersion, parseVersion, partsOf, type Version } from './version.ts';

export interface Comparison {
  readonly operator: '>=' | '<=' | '>' | '<' | '=';
  readonly version: Version;
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

export function isAtLeast(version: Version, lowest: Version): boolean {
  return compareNumbers(version, lowest) >= 0;
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
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (const index of [0, 1, 2] as const) {
    const difference = left[index] - right[index];
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: Version): readonly [number, number, number] {
  const parts = partsOf(formatVersion(version));
  invariant(parts !== undefined, `${formatVersion(version)} is not a version`);
  return parts.numbers;
}
