import { clusterId, idOfCluster } from '../identity/cluster-id.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Platform } from '../model/platform.ts';
import { machineSecretsName, type SecretName, secretName, secretPath, secretsFolder } from '../identity/secret-path.ts';
import { listSecrets } from '../secrets/secret-files.ts';
import { restrictPrivatePlaces } from '../secrets/private-places.ts';

/** What the secrets files say, as far as this machine can read them. Never a value. */
export interface SecretObservations {
  /** Names of the top-level keys of each file, by `prod/cloudflare`; they are not encrypted. */
  readonly keys: ReadonlyMap<SecretName, readonly string[]>;
  readonly files: number;
  /** Whether all of them were decrypted and verified; false where there is no key that opens them. */
  readonly verified: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads every secrets file, verifies those that a key of this machine opens, and misses the machine secrets that the lock
 * file remembers. A file that was touched is an error: nothing may be applied with it.
 */
export async function readSecrets(
  root: string,
  platform: Platform,
  env: Readonly<Record<string, string | undefined>>,
): Promise<SecretObservations> {
  const diagnostics: Diagnostic[] = [...missingMachineSecrets(root, platform), ...restrictPrivatePlaces(root)];
  const keys = new Map<SecretName, readonly string[]>();
  if (!existsSync(join(root, secretsFolder))) return { keys, files: 0, verified: true, diagnostics };
  // Loaded only where there are secrets: what decrypts takes a tenth of a second to load.
  const { readSecretFile } = await import('../secrets/store.ts');
  const { openSops, readSops } = await import('../secrets/sops-open.ts');
  const { findKeys } = await import('../secrets/age-keys.ts');
  const { checkEndpoint, endpointOf } = await import('../secrets/endpoints.ts');
  const { checkClusterKeys } = await import('../secrets/cluster-key.ts');
  const environments = platform.environments.map(({ name }) => name);
  diagnostics.push(...checkClusterKeys(root, platform.lock.lines, environments));
  const ids = listSecrets(root);
  const found = ids.length === 0 ? { identities: [], diagnostics: [] } : await findKeys(env);
  diagnostics.push(...found.diagnostics);
  let verified = true;
  for (const id of ids) {
    const path = secretPath(id);
    const text = readSecretFile(root, path) ?? '';
    const read = readSops(path, text);
    if (read.value === undefined) {
      diagnostics.push(...read.diagnostics);
      continue;
    }
    if (id.cluster === undefined) {
      const names = read.value.tree.leaves.map((leaf) => leaf.path[0] ?? '');
      keys.set(secretName(id.scope, id.name), [...new Set(names)]);
    }
    const opened = found.identities.length === 0 ? undefined : await openSops(path, text, found.identities);
    // A user who plans need not be able to read everything: a file of another user is not an error.
    const foreign = opened?.diagnostics.some(
      (one) => one.code === 'secrets/no-key' || one.code === 'secrets/needs-sops',
    );
    if (opened === undefined || foreign === true) verified = false;
    else diagnostics.push(...opened.diagnostics);
    if (opened?.value !== undefined) diagnostics.push(...checkEndpoint(opened.value, endpointOf(platform, id)));
  }
  return { keys, files: ids.length, verified, diagnostics };
}

/** New ones would lock all users out of a running cluster, so their absence stops everything. */
function missingMachineSecrets(root: string, platform: Platform): Diagnostic[] {
  const clusters = platform.environments.flatMap((environment) => environment.clusters);
  return platform.lock.lines.flatMap((line) => {
    const { environment, cluster, kind, tombstone, value } = line;
    if (kind !== 'secrets' || tombstone) return [];
    const id = clusterId(environment, cluster);
    if (!clusters.some((known) => idOfCluster(known) === id)) return [];
    const path = secretPath({ scope: environment, cluster, name: machineSecretsName });
    if (existsSync(join(root, path))) return [];
    const message = `${path} is gone, and infraflux.lock remembers that ${id} was made with it (${value})`;
    const help = `git log -- ${path} finds it; or: infraflux secrets import ${id} FILE`;
    return [diagnostic('secrets/machine-secrets-missing', line.span, message, { help })];
  });
}
