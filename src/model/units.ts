const mebibytes: Readonly<Record<string, number>> = { Ki: 1 / 1024, Mi: 1, Gi: 1024, Ti: 1024 * 1024 };

/** A size such as `8Gi` in MiB; undefined when it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^([0-9]+(?:\.[0-9]+)?)(Ki|Mi|Gi|Ti)$/.exec(text);
  const unit = mebibytes[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** MiB as people write them: in the largest unit that gives a whole number. */
export function formatSize(mib: number): string {
  for (const unit of ['Ti', 'Gi', 'Mi'] as const) {
    const count = mib / (mebibytes[unit] as number);
    if (Number.isInteger(count) && count > 0) return `${count}${unit}`;
  }
  return `${mib * 1024}Ki`;
}

/** Names with numbers in them, as people count: `worker-2` before `worker-10`. Equal only when they are the same. */
export function compareNames(a: string, b: string): number {
  const left = a.split(/([0-9]+)/);
  const right = b.split(/([0-9]+)/);
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [x, y] = [left[index] as string, right[index] as string];
    if (x === y) continue;
    const difference = index % 2 === 1 ? Number(x) - Number(y) : 0;
    return difference || (x < y ? -1 : 1);
  }
  return left.length - right.length;
}
