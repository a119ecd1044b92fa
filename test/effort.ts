/** `npm run test:nightly`: the tests that look at more the longer they may take look at all of it, and start the program for each command. */
export const isNight = process.env['INFRAFLUX_NIGHTLY'] === '1';

/** How often a property is tried. */
export function runs(usual: number, atNight = 30 * usual): number {
  return isNight ? atNight : usual;
}

/** Of the numbers 1 to `count`: all at night, else so many, evenly spread, the last one among them; a single one is in the middle. */
export function spread(count: number, usual: number): readonly number[] {
  const wanted = isNight ? count : Math.min(usual, count);
  if (wanted === 1) return [Math.ceil(count / 2)];
  return Array.from({ length: wanted }, (_, index) => Math.round(((index + 1) * count) / wanted));
}

/** Of a list of cases: all at night, else so many, evenly spread. */
export function few<T>(cases: readonly T[], usual: number): T[] {
  return spread(cases.length, usual).flatMap((at) => cases.slice(at - 1, at));
}
