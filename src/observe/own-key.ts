import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { invariant } from '../diagnostics/diagnostic.ts';

/**
 * A key of this user, in the state directory: 256 random bits in hexadecimal, created where it is missing. Of two commands
 * that create it at once, both use that of the first. What a full disk left of a key is none.
 */
export function ownKey(path: string): string {
  const known = readOwnKey(path);
  if (known !== undefined) return known;
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (readOwnKey(path) === undefined) renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  const key = readOwnKey(path);
  invariant(key !== undefined, 'a key that was just created can be read');
  return key;
}

export function readOwnKey(path: string): string | undefined {
  try {
    return /^[0-9a-f]{64}$/.exec(readFileSync(path, 'utf8'))?.[0];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}
