import type { Platform } from '../model/platform.ts';
import { findKeys } from '../secrets/age-keys.ts';
import type { RunCommand } from './run-command.ts';
import { readSecretValue } from '../secrets/read-value.ts';
import { Secret } from '../secrets/secret.ts';
import type { Identity } from '../secrets/sops-age.ts';
import { proxmoxProviders, tokenOfEnvironment } from './read-hypervisor.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that Terraform's provider takes a token from, `user@realm!name=uuid`. */
export const tokenVariable = 'PROXMOX_VE_API_TOKEN';

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
  const found = new Map<string, Secret>();
  const given = tokenOfEnvironment(platform, environments, env[tokenVariable]);
  let identities: readonly Identity[] | undefined;
  for (const [name, { settings }] of proxmoxProviders(platform, environments)) {
    const token = given.get(name) ?? '';
    const reference = settings.credentials;
    if (token !== '') found.set(name, new Secret(token));
    else if (reference !== undefined) {
      identities ??= (await findKeys(env)).identities;
      const { value } = await readSecretValue(
        root,
        undefined,
        reference.secret,
        reference.key ?? usualKey,
        identities,
        {
          run,
          env,
          root,
        },
      );
      // What is missing or cannot be opened is shown as such by those that need it.
      if (value !== undefined) found.set(name, value);
    }
  }
  return found;
}

/** The key that holds it, where the reference names none. */
const usualKey = 'token';
