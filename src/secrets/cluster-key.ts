import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { clusterKeyName, secretPath } from '../identity/secret-path.ts';
import type { LockLine } from '../model/lock.ts';
import { identityOf } from './sops-age.ts';
import { readSops, spanOf } from './sops-open.ts';
import { readSecretFile } from './store.ts';

/** The public half of an environment's cluster key, which stands in clear next to the encrypted one. */
export function clusterRecipient(root: string, environment: string): string | undefined {
  const path = secretPath({ scope: environment, name: clusterKeyName });
  const text = readSecretFile(root, path);
  const read = text === undefined ? undefined : readSops(path, text).value;
  return read?.tree.leaves.find((leaf) => leaf.shown === 'recipient_unencrypted')?.scalar?.text;
}

/** A cluster key is the one that infraflux.lock records, where it records one. Needs no private key. */
export function checkClusterKeys(
  root: string,
  lines: readonly LockLine[],
  environments: readonly string[],
): readonly Diagnostic[] {
  return environments.flatMap((environment) => {
    const found = clusterRecipient(root, environment);
    return found === undefined ? [] : mismatch(lines, environment, found);
  });
}

/** The same of the private half: what is written beside it may be true of another. */
export async function checkPrivateKey(
  lines: readonly LockLine[],
  environment: string,
  key: string,
): Promise<readonly Diagnostic[]> {
  try {
    return mismatch(lines, environment, (await identityOf(key.trim())).recipient);
  } catch {
    // A key of a kind that InfraFlux does not create is passed on as it is, unless another one was recorded.
    return mismatch(lines, environment, 'no age key');
  }
}

function mismatch(lines: readonly LockLine[], environment: string, found: string): readonly Diagnostic[] {
  const path = secretPath({ scope: environment, name: clusterKeyName });
  const other = lines.find(
    (line) => line.kind === 'cluster-key' && line.environment === environment && line.value !== found,
  );
  if (other === undefined) return [];
  const message = `${path} is ${found}, but infraflux.lock records ${other.value} for ${environment}/${other.cluster}`;
  return [diagnostic('secrets/cluster-key-mismatch', spanOf(path), message)];
}
