import type { Platform } from '../model/platform.ts';
import { findKeys } from '../secrets/age-keys.ts';
import type { RunCommand } from './run-command.ts';
import { sharedScope } from '../identity/secret-path.ts';
import { checkEndpoint } from '../secrets/endpoints.ts';
import { openSecret } from '../secrets/store.ts';
import { readSecretValue } from '../secrets/read-value.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Identity } from '../secrets/sops-age.ts';
import { apiProviders, tokensOfEnvironment } from './api-providers.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * API tokens by provider: of the environment, where there is no doubt whose it is, else of the secret that the provider
 * names. A provider without either is not in the answer. `environments` undefined: of all.
 */
export async function providerTokens(
  root: string,
  platform: Platform,
  environments: readonly string[] | undefined,
  env: Environment,
  run: RunCommand,
): Promise<ReadonlyMap<string, Secret>> {
  const found = new Map(tokensOfEnvironment(platform, environments, env));
  let identities: readonly Identity[] | undefined;
  for (const [name, { provider, api }] of apiProviders(platform, environments)) {
    const reference = provider.traits.credentials(provider.settings);
    if (found.has(name) || reference === undefined || reference === 'none') continue;
    identities ??= (await findKeys(env)).identities;
    const key = reference.key ?? api.credentials.key;
    const id = { scope: sharedScope, name: reference.secret };
    const wanted = provider.traits.allocates.hypervisor(provider.settings);
    const open = (await openSecret(root, id, identities)).value;
    // Reported with the other faults of secrets; here it is what keeps the token.
    if (open !== undefined && checkEndpoint(open, wanted).length > 0) continue;
    const { value } = await readSecretValue(root, undefined, reference.secret, key, identities, { run, env, root });
    // What is missing or cannot be opened is shown as such by those that need it.
    if (value !== undefined) found.set(name, value);
  }
  return found;
}
