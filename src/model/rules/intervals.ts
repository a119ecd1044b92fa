import type { AddressRange } from '../../config/addresses.ts';

export interface Interval<T> extends AddressRange {
  readonly owner: T;
}

/** Intervals that touch each other, directly or through a third. One that touches no other is a separate group. */
export interface IntervalGroup<T> extends AddressRange {
  readonly members: readonly Interval<T>[];
}

/** Sorts once and sweeps once: the groups come out sorted and apart, so that `groupsAt` can search them by halves. */
export function groupIntervals<T>(intervals: readonly Interval<T>[]): readonly IntervalGroup<T>[] {
  const sorted = [...intervals].sort((a, b) => a.family - b.family || compareBig(a.first, b.first));
  const groups: { family: 4 | 6; first: bigint; last: bigint; members: Interval<T>[] }[] = [];
  for (const interval of sorted) {
    const open = groups.at(-1);
    if (open !== undefined && open.family === interval.family && interval.first <= open.last) {
      open.members.push(interval);
      if (interval.last > open.last) open.last = interval.last;
    } else {
      groups.push({ family: interval.family, first: interval.first, last: interval.last, members: [interval] });
    }
  }
  return groups;
}

/** The intervals that hold the address. */
export function intervalsAt<T>(groups: readonly IntervalGroup<T>[], family: 4 | 6, value: bigint): Interval<T>[] {
  let low = 0;
  let high = groups.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const group = groups[middle] as IntervalGroup<T>;
    const before = family < group.family || (family === group.family && value < group.first);
    const after = family > group.family || (family === group.family && value > group.last);
    if (!before && !after) return group.members.filter((member) => member.first <= value && value <= member.last);
    if (before) high = middle - 1;
    else low = middle + 1;
  }
  return [];
}

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
