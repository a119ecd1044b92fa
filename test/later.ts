import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './golden-tree.ts';

/** Says in the first line of a test file why `npm test` leaves it to `npm run test:conformance`: it takes more time than its rule needs by day. */
const mark = /^\/\/ In the conformance run: ([^\n]+)\n/;

/** Test files that are left to the conformance run, each with the reason. */
export function leftForLater(): ReadonlyMap<string, string> {
  const files = filesBelow('test').filter((file) => file.endsWith('.test.ts'));
  return new Map(
    files.flatMap((file): readonly (readonly [string, string])[] => {
      const path = join('test', file);
      const reason = mark.exec(readFileSync(path, 'utf8'))?.[1];
      return reason === undefined ? [] : [[path, reason]];
    }),
  );
}
