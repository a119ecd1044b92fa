/** `1 file`, `3 files`: a number of things, for people. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
