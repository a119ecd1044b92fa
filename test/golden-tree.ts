import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';

/** `npm run test:update` rewrites what is expected; the difference is then read like any other. */
export const updatesGoldens = process.env['UPDATE_GOLDENS'] === '1';
if (updatesGoldens && process.env['CI'] !== undefined) throw new Error('what is expected is never rewritten in CI');

/** Compares texts by path with all files of a folder: a file that nobody makes any more fails like one that is missing. */
export function expectTree(folder: string, produced: ReadonlyMap<string, string>): void {
  if (updatesGoldens) {
    rmSync(folder, { recursive: true, force: true });
    for (const [path, text] of produced) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
  expect([...produced.keys()].sort()).toEqual(filesBelow(folder));
  for (const [path, text] of produced) expect(text, path).toBe(readFileSync(join(folder, path), 'utf8'));
}

/** The same for one text. */
export function expectText(path: string, produced: string): void {
  if (updatesGoldens) writeFileSync(path, produced);
  expect(produced, path).toBe(existsSync(path) ? readFileSync(path, 'utf8') : 'a file that is not there');
}

/** Paths of all files below a folder, sorted; none when it is not there. */
export function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
