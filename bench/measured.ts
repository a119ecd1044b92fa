/** One run of a program: milliseconds of the clock and of the processors, peak memory in MiB. */
export interface Measured {
  readonly wall: number;
  readonly cpu: number;
  readonly rss: number;
}

/** A case and the least that it could have taken, one right after the other in the same round. */
export interface Pair {
  readonly run: Measured;
  /** Absent: the case is a floor itself. */
  readonly floor: Measured | undefined;
}

/** By name of the case, one entry for each round. */
export type Rounds = ReadonlyMap<string, readonly Pair[]>;

export type Quantity = 'wall' | 'cpu';

/** A floor does the same work each time. When it takes a quarter longer in one round than in another, the machine was at fault. */
export const steadiness = 0.25;

/** Floors that moved too far for anything that was measured beside them to be believed, for people. */
export function unsteadyFloors(rounds: Rounds): readonly string[] {
  return [...rounds].flatMap(([name, pairs]) => {
    const floors = pairs.flatMap(({ floor }) => (floor === undefined ? [] : [floor]));
    return (['wall', 'cpu'] as const).flatMap((quantity) => {
      const values = floors.map((floor) => floor[quantity]);
      if (values.length === 0) return [];
      const [least, most] = [Math.min(...values), Math.max(...values)];
      const moved = most / least - 1;
      if (moved <= steadiness) return [];
      const of = quantity === 'cpu' ? 'CPU time' : 'the clock';
      return [
        `floor of "${name}": ${least.toFixed(0)} to ${most.toFixed(0)} ms of ${of}, ${(moved * 100).toFixed(0)} % apart`,
      ];
    });
  });
}

/** The case over its floor, round by round. */
export function ratios(pairs: readonly Pair[], quantity: Quantity): readonly number[] {
  return pairs.flatMap(({ run, floor }) => (floor === undefined ? [] : [run[quantity] / floor[quantity]]));
}

/** One case over another, round by round. */
export function ratiosOf(over: readonly Pair[], under: readonly Pair[], quantity: Quantity): readonly number[] {
  return over.flatMap(({ run }, round) => {
    const other = under[round];
    return other === undefined ? [] : [run[quantity] / other.run[quantity]];
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** `7.33 (7.10-7.60)`: the middle, and the least and the most. */
export function withSpread(values: readonly number[], digits: number): string {
  const shown = (value: number): string => value.toFixed(digits);
  return `${shown(median(values))} (${shown(Math.min(...values))}-${shown(Math.max(...values))})`;
}
