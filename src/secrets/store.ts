import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Identity } from './sops-age.ts';
import { type OpenSops, openSops, spanOf } from './sops-open.ts';
import { NotSops } from './sops-tree.ts';
import { writePrivateBelow } from './write-private.ts';

/** What all environments share lies here; no environment may have the name. */
export const sharedScope = 'platform';

/** One secret: `prod/cloudflare`, `platform/proxmox`, `prod/main/talos`. */
export interface SecretId {
  /** An environment, or `platform`. */
  readonly scope: string;
  /** Set for what is a cluster's own. */
  readonly cluster?: string | undefined;
  readonly name: string;
}

const ending = '.sops.yaml';

/** Path below the directory of infraflux.yaml. The only place that knows it. */
export function secretPath(id: SecretId): string {
  return ['secrets', id.scope, ...(id.cluster === undefined ? [] : [id.cluster]), `${id.name}${ending}`].join('/');
}

/** The age key of an environment's clusters, encrypted to the operators alone. */
export const clusterKeyName = 'cluster-key';
/** The machine secrets of a cluster. */
export const machineSecretsName = 'talos';

/** Every secrets file, sorted by path. */
export function listSecrets(root: string): readonly SecretId[] {
  const found: SecretId[] = [];
  for (const scope of folders(join(root, 'secrets'))) {
    const folder = join(root, 'secrets', scope);
    for (const name of files(folder)) found.push({ scope, name });
    for (const cluster of folders(folder)) {
      for (const name of files(join(folder, cluster))) found.push({ scope, cluster, name });
    }
  }
  return found.sort((a, b) => (secretPath(a) < secretPath(b) ? -1 : 1));
}

/** Undefined when it is not there. */
export function readSecretFile(root: string, path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined without diagnostics: the file is not there. */
export async function openSecret(
  root: string,
  id: SecretId,
  identities: readonly Identity[],
): Promise<Checked<OpenSops>> {
  const path = secretPath(id);
  const text = readSecretFile(root, path);
  return text === undefined ? checked<OpenSops>(undefined) : openSops(path, text, identities);
}

/**
 * Writes it only when it differs: a file that stays keeps its time as well. `before` is what the new text was made from
 * (null: there was no file); one that is another by now is left alone. Without it, whatever is there is replaced.
 */
export function writeSecretFile(
  root: string,
  path: string,
  text: string,
  before?: string | null,
): readonly Diagnostic[] {
  try {
    const current = readSecretFile(root, path);
    if (before !== undefined && (current ?? null) !== before) {
      const message = `${path} was changed by somebody else in the meantime`;
      return [diagnostic('secrets/changed-meanwhile', spanOf(path), message)];
    }
    if (current !== text) writePrivateBelow(root, path, text);
    return [];
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return [diagnostic('secrets/not-written', spanOf(path), `${path} could not be written: ${code ?? message}`)];
  }
}

/** Turns what the SOPS layer refuses into a diagnostic that names the file. Anything else is a bug, and thrown on. */
export async function refusing<T>(path: string, make: () => T | Promise<T>): Promise<Checked<T>> {
  try {
    return checked(await make());
  } catch (error) {
    if (!(error instanceof NotSops)) throw error;
    return checked<T>(undefined, [diagnostic('secrets/value', spanOf(path), `${path}: ${error.message}`)]);
  }
}

function folders(path: string): string[] {
  return folderEntries(path)
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function files(path: string): string[] {
  return folderEntries(path)
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending) && !entry.name.startsWith('.'))
    .map((entry) => entry.name.slice(0, -ending.length));
}

/** What a folder holds; nothing where there is no such folder. */
export function folderEntries(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
