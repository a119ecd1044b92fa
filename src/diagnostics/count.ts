/** `1 file`, `3 files`: a number of things, for people. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `a, b, c and 4 more`: the first of a list, for people. */
export function firstOf(names: readonly string[], number = 3): string {
  const shown = names.slice(0, number).join(', ');
  return names.length > number ? `${shown} and ${names.length - number} more` : shown;
}
