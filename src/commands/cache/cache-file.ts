import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { sha256Hex } from '../../diagnostics/digest.ts';
import { cacheFile, type StateDirectory } from '../../observe/state-directory.ts';

declare const INFRAFLUX_BUILD: string | undefined;

/**
 * Which build this is: what another build remembered may be wrong for this one. Undefined when the sources run without
 * having been built; then nothing is remembered.
 */
export const build = typeof INFRAFLUX_BUILD === 'string' ? INFRAFLUX_BUILD : undefined;

/**
 * What was remembered under a name, in the state directory. It holds digests and paths, never a text that was compiled.
 * Undefined when it is not there, or is not what was written: its first line is the digest of the rest.
 */
export function readCache<T>(state: StateDirectory, name: string): T | undefined {
  let content: string;
  try {
    content = readFileSync(cacheFile(state, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
  const end = content.indexOf('\n');
  const body = content.slice(end + 1);
  return end > 0 && content.slice(0, end) === sha256Hex(body) ? (JSON.parse(body) as T) : undefined;
}

export function writeCache(state: StateDirectory, name: string, value: unknown): void {
  const body = JSON.stringify(value);
  const path = cacheFile(state, name);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Two commands at once must not mix their halves.
    writeFileSync(`${path}.${process.pid}`, `${sha256Hex(body)}\n${body}`);
    renameSync(`${path}.${process.pid}`, path);
  } catch (error) {
    // What cannot be cached is computed again: a directory that is read-only except for out/ must work too.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}
