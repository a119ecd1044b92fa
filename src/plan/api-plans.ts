import type { Cluster, Platform, Provider } from '../model/platform.ts';
import type { HypervisorObservation } from '../observe/hypervisor.ts';
import { providerPlans } from '../providers/plan-registry.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { MachineApiPlan } from './provider-plan.ts';
import type { TypedCommands } from './typed-commands.ts';

type Hypervisors = ReadonlyMap<string, HypervisorObservation> | undefined;

/** Of each type of provider that has an API to ask. Each knows its own machines of a cluster. */
export const apiPlans: readonly MachineApiPlan[] = Object.values(providerPlans).flatMap(({ api }) => api ?? []);

/** Providers of a cluster's machines that have an API to ask. */
export function apiProviders(
  cluster: Cluster,
): readonly { readonly provider: Provider; readonly api: MachineApiPlan }[] {
  const providers = new Map(cluster.nodes.map(({ provider }) => [provider.name, provider]));
  return [...providers.values()].flatMap((provider) => {
    const { api } = providerPlans[provider.type];
    return api === undefined ? [] : [{ provider, api }];
  });
}

/** Why ids that a cluster wants cannot be had: others have them. */
export function takenIds(platform: Platform, cluster: Cluster, hypervisors: Hypervisors): Diagnostic | undefined {
  for (const { taken } of apiPlans) {
    const doubt = taken(platform, cluster, hypervisors);
    if (doubt !== undefined) return doubt;
  }
  return undefined;
}

/** Why a provider of a cluster's machines that was asked for them is not known to have any. */
export function unansweredProvider(
  cluster: Cluster,
  hypervisors: Hypervisors,
  typed: TypedCommands,
): Diagnostic | undefined {
  for (const { provider, api } of apiProviders(cluster)) {
    const observed = hypervisors?.get(provider.name);
    if (observed !== undefined && observed.machines === undefined)
      return api.unanswered(provider, observed.because, typed);
  }
  return undefined;
}
