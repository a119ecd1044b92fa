/**
 * Rows that hold every pair of choices of any two features at least once: far fewer than all combinations. The greedy
 * way of "in parameter order": each row is filled from its left, with the choice that brings most new pairs. No chance
 * is in it, so a failing row is the same row tomorrow.
 */
export function coveringArray(sizes: readonly number[]): readonly (readonly number[])[] {
  const open = new Set<string>();
  const pair = (a: number, x: number, b: number, y: number): string =>
    a < b ? `${a}.${x}.${b}.${y}` : `${b}.${y}.${a}.${x}`;
  sizes.forEach((n, a) => {
    sizes.forEach((m, b) => {
      if (a < b) for (let x = 0; x < n; x += 1) for (let y = 0; y < m; y += 1) open.add(pair(a, x, b, y));
    });
  });
  const rows: number[][] = [];
  for (let first = open.values().next(); !first.done; first = open.values().next()) {
    const [a = 0, x = 0, b = 0, y = 0] = first.value.split('.').map(Number);
    const row = new Map([
      [a, x],
      [b, y],
    ]);
    sizes.forEach((size, feature) => {
      if (row.has(feature)) return;
      let best = 0;
      let most = -1;
      for (let choice = 0; choice < size; choice += 1) {
        let gained = 0;
        for (const [other, chosen] of row) if (open.has(pair(feature, choice, other, chosen))) gained += 1;
        if (gained > most) [best, most] = [choice, gained];
      }
      row.set(feature, best);
    });
    const filled = sizes.map((_, feature) => row.get(feature) ?? 0);
    filled.forEach((choice, feature) => {
      for (let other = 0; other < feature; other += 1)
        open.delete(pair(other, filled[other] as number, feature, choice));
    });
    rows.push(filled);
  }
  return rows;
}
