import { type ClusterId, idOfCluster } from '../identity/cluster-id.ts';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterProviders, type Platform } from '../model/platform.ts';
import { type SecretName, secretName, sharedScope } from '../identity/secret-path.ts';
import type { EngineObservations } from './observations.ts';
import { tokensOfEnvironment } from './api-providers.ts';
import { clientsFolderOf } from '../identity/view-path.ts';
import { neutralFolder, type StateDirectory } from './state-directory.ts';
import { withoutForeign } from './terraform/environment.ts';
import type { RunCommand } from './run-command.ts';

/**
 * Which engines are here, and what there is to reach the rest with. Nothing is dialled. A kubeconfig or talosconfig
 * counts only where InfraFlux put it for this very cluster: an ambient one may belong to another.
 */
export async function readEngines(
  run: RunCommand,
  root: string,
  state: StateDirectory,
  platform: Platform,
  environments: readonly string[] | undefined,
  secrets: ReadonlySet<SecretName>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<EngineObservations> {
  const credentials = new Set<string>();
  const kubeconfigs = new Set<ClusterId>();
  const talosconfigs = new Set<ClusterId>();
  const given = tokensOfEnvironment(platform, environments, env);
  for (const cluster of platform.environments.flatMap((environment) => environment.clusters)) {
    const id = idOfCluster(cluster);
    for (const { name, traits, settings } of clusterProviders(cluster)) {
      const reference = traits.credentials(settings);
      const isNeeded = reference !== 'none';
      const isStored = isNeeded && reference !== undefined && secrets.has(secretName(sharedScope, reference.secret));
      if (isStored || !isNeeded || given.has(name)) credentials.add(name);
    }
    const folder = join(root, clientsFolderOf(id));
    if (isFresh(join(folder, 'kubeconfig'), new Date())) kubeconfigs.add(id);
    if (isFresh(join(folder, 'talosconfig'), new Date())) talosconfigs.add(id);
  }
  return {
    terraform: await readTerraformVersion(run, platform.terraform.engine, neutralFolder(state), env),
    credentials,
    kubeconfigs,
    talosconfigs,
  };
}

/** A client's certificate that is valid for less than this is renewed, in milliseconds. */
const renewBefore = 30 * 24 * 3600 * 1000;

/** Whether a kubeconfig or talosconfig is there, and its client's certificate good for another month. */
export function isFresh(path: string, now: Date): boolean {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
  const encoded = /^\s*(?:client-certificate-data|crt): (\S+)$/m.exec(text)?.[1];
  // One that was put there by other means is the user's, and stays.
  if (encoded === undefined) return true;
  try {
    return Date.parse(new X509Certificate(Buffer.from(encoded, 'base64')).validTo) - now.getTime() > renewBefore;
  } catch {
    return false;
  }
}

/**
 * Undefined when the engine is not there or does not say what it is. `cwd`: where it will work, since what switches versions
 * looks for a file there. Undefined: here.
 */
export async function readTerraformVersion(
  run: RunCommand,
  engine: string,
  cwd: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const options = { cwd, env: { ...withoutForeign(env), CHECKPOINT_DISABLE: '1' }, timeoutSeconds: 20 };
  const answer = await run(engine, ['version', '-json'], options);
  if (answer.code !== 0) return undefined;
  try {
    const version = (JSON.parse(answer.stdout) as { terraform_version?: unknown }).terraform_version;
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
