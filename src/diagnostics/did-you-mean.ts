/**
 * The most likely candidate: the one with the fewest typing mistakes (a letter too many, too few,
 * wrong, or two swapped), if there are few enough for the length of the word. Undefined rather than a wild guess.
 * Letter case and the difference between `-`, `_` and none count little. Of equally near ones the first in code order.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  // Nothing that long is a typing mistake, and the distance takes time by the product of the lengths.
  if (word.length === 0 || word.length > 64) return undefined;
  const plain = simplify(word);
  let best: string | undefined;
  let bestDistance = allowance(word.length) + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) >= bestDistance + 2) continue;
    const distance = distanceOf(word, plain, candidate, bestDistance + 1);
    if (distance < bestDistance || (distance === bestDistance && best !== undefined && candidate < best)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * A plural or another ending is nearer than another letter (`gpu` is `gpus`, not `cpu`), and a short word with another first
 * letter is another word.
 */
function distanceOf(word: string, plain: string, candidate: string, limit: number): number {
  if (simplify(candidate) === plain) return 0.5;
  const distance = typingDistance(word, candidate, limit);
  if (distance === 1 && (candidate.startsWith(word) || word.startsWith(candidate))) return 0.75;
  const isOther = word.length <= 3 && candidate.length === word.length && candidate.slice(1) === word.slice(1);
  return isOther ? limit : distance;
}

/** Mistakes allowed in a word of that length: one in short ones, none in a single letter. */
function allowance(length: number): number {
  if (length <= 1) return 0;
  if (length <= 4) return 1;
  return length <= 8 ? 2 : 3;
}

function simplify(word: string): string {
  return word.toLowerCase().replaceAll(/[-_. ]/g, '');
}

/** Damerau-Levenshtein (optimal string alignment). Stops early where it will be `limit` or more. */
function typingDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j += 1) {
      const wrong = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + wrong);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] as number) + 1);
      }
      row.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return last[b.length] as number;
}
