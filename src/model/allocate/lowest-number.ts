/** The lowest number of the ranges, both ends included, that is free. */
export function lowestNumber(
  ranges: readonly { readonly first: number; readonly last: number }[],
  isTaken: (value: number) => boolean,
): number | undefined {
  for (const { first, last } of ranges)
    for (let value = first; value <= last; value += 1) if (!isTaken(value)) return value;
  return undefined;
}
