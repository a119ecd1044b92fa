import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type SecretId, type SecretName, secretName, secretPlace, secretsFolder } from '../identity/secret-path.ts';

/** Every secrets file, sorted by path. */
export function listSecrets(root: string): readonly SecretId[] {
  const places = secretFiles(root).map(secretPlace);
  return places.flatMap((place) => (place.kind === 'file' ? [place] : []));
}

/** Secrets that have a file, those of clusters left out. */
export function namedSecrets(root: string): ReadonlySet<SecretName> {
  const shared = listSecrets(root).filter(({ cluster }) => cluster === undefined);
  return new Set(shared.map(({ scope, name }) => secretName(scope, name)));
}

/** Every file in the folder of a scope or of a cluster below `secrets/`, as paths below the root, sorted. */
export function secretFiles(root: string): readonly string[] {
  const found: string[] = [];
  for (const scope of folders(join(root, secretsFolder))) {
    const folder = [secretsFolder, scope].join('/');
    found.push(...files(root, folder));
    for (const cluster of folders(join(root, folder))) found.push(...files(root, `${folder}/${cluster}`));
  }
  return found.sort((a, b) => (a < b ? -1 : 1));
}

function folders(path: string): string[] {
  return folderEntries(path)
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function files(root: string, folder: string): string[] {
  return folderEntries(join(root, folder))
    .filter((entry) => entry.isFile())
    .map((entry) => `${folder}/${entry.name}`);
}

/** Entries of a folder; none if it does not exist. */
export function folderEntries(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
