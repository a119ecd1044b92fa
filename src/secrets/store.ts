import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { type SecretId, secretPath } from '../identity/secret-path.ts';
import { Refusal } from '../diagnostics/refusal.ts';
import type { Identity } from './sops-age.ts';
import { type OpenSops, openSops, spanOf } from './sops-open.ts';
import { NotSops } from './sops-tree.ts';
import { readBelow } from './read-below.ts';
import { writePrivateBelow } from './write-below.ts';

/** More than a secrets file may have (`sops-tree.ts`), so that one that is too large is named as what it is. */
const maximumBytes = 4 * 1024 * 1024;

/** Undefined when it does not exist. Throws a `Refusal` for a link, and what is no file. */
export function readSecretFile(root: string, path: string): string | undefined {
  return readBelow(root, path, maximumBytes);
}

/** Undefined without diagnostics: the file does not exist. */
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
      const message = `${path} was changed by another process in the meantime`;
      return [diagnostic('secrets/concurrent-change', spanOf(path), message)];
    }
    if (current !== text) writePrivateBelow(root, path, text);
    return [];
  } catch (error) {
    if (error instanceof Refusal) return [error.fault];
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
    return checked<T>(undefined, [diagnostic('secrets/invalid-value', spanOf(path), `${path}: ${error.message}`)]);
  }
}
