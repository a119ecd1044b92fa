import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretPlace, secretsFolder } from '../identity/secret-path.ts';
import { scanClear } from '../plan/scan/scan-clear.ts';
import type { InputFinding } from './observations.ts';

/**
 * Whether a changed file is one that InfraFlux reads, by its path below the directory of infraflux.yaml. What else lies in
 * folders of inputs is never committed: a key, a note, or the swap file of an editor beside a secrets file.
 */
export function isKnownInput(path: string, referenced: readonly string[]): boolean {
  if (referenced.includes(path)) return true;
  const [folder = '', ...rest] = path.split('/');
  const name = rest.at(-1) ?? '';
  if (rest.length === 0) return true;
  if (/^(?:README\.md|\.gitkeep|\.gitignore|\.gitattributes)$/.test(name)) return true;
  if (folder === secretsFolder) return secretPlace(path).kind !== 'other';
  if (rest.some((part) => part.startsWith('.') || part.startsWith('#') || part.endsWith('~'))) return false;
  if (/\.(?:swp|swo|bak|orig|rej|tmp|new|old)$/.test(name)) return false;
  if (folder === 'environments') return rest.length === 1 && /\.ya?ml$/.test(name);
  return folder === 'blueprints' || folder === 'schema';
}

const maximumBytes = 4 * 1024 * 1024;

/** Secrets in clear in files of the working copy. `prefix`: the directory of infraflux.yaml below `top`. */
export async function findingsIn(
  top: string,
  prefix: string,
  paths: readonly string[],
): Promise<readonly InputFinding[]> {
  const found: InputFinding[] = [];
  for (const file of paths) {
    const text = textAt(join(top, file));
    if (text === undefined) continue;
    found.push(...scanClear(text).map((finding) => ({ ...finding, file })));
    const below = prefix === '' ? file : file.slice(prefix.length + 1);
    if (below.startsWith(`${secretsFolder}/`)) found.push(...(await clearIn(file, below, text)));
  }
  return found;
}

/** Values in clear in an encrypted file. What takes SOPS files apart is loaded only where there are any. */
async function clearIn(file: string, path: string, text: string): Promise<readonly InputFinding[]> {
  if (secretPlace(path).kind === 'other') return [];
  const { readSops } = await import('../secrets/sops-open.ts');
  const { clearValues } = await import('../secrets/sync-objects.ts');
  const read = readSops(path, text).value;
  const names = read === undefined ? ['all of it'] : clearValues(path, read);
  return names.map((name) => ({ file, line: 1, column: 1, what: `values that are not encrypted (${name})`, id: '' }));
}

/** Undefined: gone, no file, or not text. Git commits a link as its target's name. */
function textAt(path: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
  try {
    const stat = fstatSync(descriptor);
    return stat.isFile() && stat.size <= maximumBytes ? readFileSync(descriptor, 'utf8') : undefined;
  } finally {
    closeSync(descriptor);
  }
}
