import type { Platform } from '../model/platform.ts';
import { apiProviders } from './api-providers.ts';
import type { HypervisorObservation } from './hypervisor.ts';
import type { ApiWorld } from './provider-observe.ts';

/** The machines of each provider that has an API, and for which there is a token. What goes wrong is an observation too. */
export async function readHypervisors(
  platform: Platform,
  environments: readonly string[] | undefined,
  world: ApiWorld,
): Promise<ReadonlyMap<string, HypervisorObservation>> {
  const asked = [...apiProviders(platform, environments)].map(async ([name, { provider, api }]) => {
    if (!world.tokens.has(name)) return [];
    const observed = await api.read(world, platform, environments, provider);
    return observed === undefined ? [] : [[name, observed] as const];
  });
  return new Map((await Promise.all(asked)).flat());
}
