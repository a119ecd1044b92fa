import { clusterKeyName } from '../identity/secret-path.ts';
import type { Catalog } from '../blueprints/catalog.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { clusterKeySecrets, repositorySecrets } from '../emit/bootstrap-secrets.ts';
import { isTalosSecretValue, talosSecrets, mapVariable } from '../emit/talos-secrets.ts';
import type { Cluster, Platform } from '../model/platform.ts';
import { type TypedCommands, usualCommands } from '../plan/typed-commands.ts';
import { checkPrivateKey } from './cluster-key.ts';
import { readSecretValue } from './read-value.ts';
import { Secret } from './secret.ts';
import type { Identity } from './sops-age.ts';
import type { SopsCommand } from './sops-command.ts';
import { terraformSecretVariables } from './terraform-variables.ts';

/**
 * Every ephemeral variable of a cluster's Terraform, by the name of the environment variable: its machine secrets, who may
 * configure it, and where its root module has them, what patches hold, its age key, and who may read private
 * repositories. Errors name the secret and what is missing.
 */
export async function clusterVariables(
  root: string,
  platform: Platform,
  cluster: Cluster,
  catalog: Catalog,
  identities: readonly Identity[],
  sops?: SopsCommand,
  typed: TypedCommands = usualCommands,
): Promise<Checked<Readonly<Record<string, Secret>>>> {
  const machine = await terraformSecretVariables(root, platform, cluster, identities, new Date(), sops, typed);
  if (machine.value === undefined) return machine;
  const faults: Diagnostic[] = [];
  const read = async (environment: string | undefined, name: string, key: string): Promise<string> => {
    const value = await readSecretValue(root, environment, name, key, identities, sops, typed);
    faults.push(...value.diagnostics);
    return value.value?.reveal() ?? '';
  };
  const talos = new Map<string, string>();
  for (const { variable, scope, name, key } of talosSecrets(cluster)) {
    if (talos.has(variable)) continue;
    const value = await read(scope, name, key);
    talos.set(variable, value);
    if (isTalosSecretValue(value)) continue;
    const message = `${key} of the secret ${name} contains characters that would not reach the machines unchanged`;
    faults.push(diagnostic('secrets/invalid-value', undefined, message));
  }
  const repositories: Record<string, Record<string, string>> = {};
  for (const { role, environment, secret, keys } of repositorySecrets(platform, cluster, catalog)) {
    const values: Record<string, string> = {};
    for (const [key, from] of keys) values[key] = await read(environment, secret, from);
    repositories[role] = values;
  }
  const wantsKey = clusterKeySecrets(cluster, catalog).length > 0;
  const key = wantsKey ? await read(cluster.environment, clusterKeyName, 'key') : '';
  if (key !== '') faults.push(...(await checkPrivateKey(platform.lock.lines, cluster.environment, key)));
  const more: Record<string, Secret> = {
    ...(talos.size === 0 ? {} : { TF_VAR_talos_secrets: new Secret(mapVariable(talos)) }),
    ...(Object.keys(repositories).length === 0
      ? {}
      : { TF_VAR_repository_credentials: new Secret(JSON.stringify(repositories)) }),
    ...(wantsKey ? { TF_VAR_cluster_key: new Secret(key) } : {}),
  };
  return checked({ ...machine.value, ...more }, faults);
}
