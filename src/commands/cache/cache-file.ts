import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ownKey, readOwnKey } from '../../observe/own-key.ts';
import { cacheFile, cacheKeyFile, type StateDirectory } from '../../observe/state-directory.ts';

declare const INFRAFLUX_BUILD: string | undefined;

/**
 * Which build this is: what another build remembered may be wrong for this one. Undefined when the sources run without
 * having been built; then nothing is remembered.
 */
export const build = typeof INFRAFLUX_BUILD === 'string' ? INFRAFLUX_BUILD : undefined;

/**
 * What was remembered under a name, in the state directory. It holds digests and paths, never a text that was compiled.
 * Undefined when it is not there, or was not written with the key of this user: its first line is an HMAC of the rest.
 * Without the key, a cache that fits modified files of out/ would vouch for them.
 */
export function readCache<T>(state: StateDirectory, name: string): T | undefined {
  let content: string;
  let key: string | undefined;
  try {
    content = readFileSync(cacheFile(state, name), 'utf8');
    key = readOwnKey(cacheKeyFile(state));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
  if (key === undefined) return undefined;
  const end = content.indexOf('\n');
  const body = content.slice(end + 1);
  const expected = Buffer.from(authenticator(key, name, body));
  const found = Buffer.from(content.slice(0, Math.max(end, 0)));
  return found.length === expected.length && timingSafeEqual(found, expected) ? (JSON.parse(body) as T) : undefined;
}

export function writeCache(state: StateDirectory, name: string, value: unknown): void {
  const body = JSON.stringify(value);
  const path = cacheFile(state, name);
  try {
    const key = ownKey(cacheKeyFile(state));
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Two commands at once must not mix their halves.
    writeFileSync(`${path}.${process.pid}`, `${authenticator(key, name, body)}\n${body}`);
    renameSync(`${path}.${process.pid}`, path);
  } catch (error) {
    // What cannot be cached is computed again: a directory that is read-only except for out/ must work too.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

/** The name is covered as well: one cache is never taken for another. */
function authenticator(key: string, name: string, body: string): string {
  return createHmac('sha256', key).update(`${name}\0${body}`).digest('hex');
}
