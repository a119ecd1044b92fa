import type { Platform } from '../model/platform.ts';
import type { HypervisorObservation } from '../observe/hypervisor.ts';
import type { WaitingRestart } from './plan.ts';
import { apiPlans } from './api-plans.ts';

/** Our machines that have something stored which only a restart brings. */
export function waitingRestarts(
  platform: Platform,
  environments: readonly string[] | undefined,
  hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
): readonly WaitingRestart[] {
  const clusters = platform.environments
    .filter(({ name }) => environments?.includes(name) ?? true)
    .flatMap((environment) => environment.clusters);
  return clusters.flatMap((cluster) => apiPlans.flatMap(({ waiting }) => waiting(platform, cluster, hypervisors)));
}
