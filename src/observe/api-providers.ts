import { machineProviders } from '../emit/terraform/machine-providers.ts';
import type { Platform, Provider } from '../model/platform.ts';
import { providerObserves } from '../providers/observe-registry.ts';
import { Secret } from '../secrets/secret.ts';
import type { MachineApi } from './provider-observe.ts';

export interface ApiProvider {
  readonly provider: Provider;
  readonly api: MachineApi;
}

/** Providers with an API that Terraform reaches for these environments, by name: those that only had machines, too. */
export function apiProviders(
  platform: Platform,
  environments: readonly string[] | undefined,
): ReadonlyMap<string, ApiProvider> {
  const providers = new Map<string, ApiProvider>();
  for (const environment of platform.environments) {
    if (environments !== undefined && !environments.includes(environment.name)) continue;
    for (const { provider } of environment.clusters.flatMap((cluster) => machineProviders(cluster))) {
      const { api } = providerObserves[provider.type];
      if (api !== undefined) providers.set(provider.name, { provider, api });
    }
  }
  return providers;
}

/**
 * Tokens of the process's environment, each for the provider that it must be for. There is room for one of a type: with
 * several providers of a type it is unknown whose it is, and it is shown to none of them.
 */
export function tokensOfEnvironment(
  platform: Platform,
  environments: readonly string[] | undefined,
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, Secret> {
  const providers = [...apiProviders(platform, environments).values()];
  return new Map(
    providers.flatMap(({ provider, api }) => {
      const token = env[api.credentials.variable] ?? '';
      const isOnly = providers.filter((other) => other.api === api).length === 1;
      return token !== '' && isOnly ? [[provider.name, new Secret(token)] as const] : [];
    }),
  );
}
