import type { Platform } from '../../model/platform.ts';
import { wantedMachines } from '../../model/wanted-machines.ts';
import type { HypervisorObservation } from '../../observe/hypervisor.ts';
import type { WaitingRestart } from '../plan.ts';

/** Our machines that have something stored which only a restart brings. */
export function waitingRestarts(
  platform: Platform,
  environments: readonly string[] | undefined,
  hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
): readonly WaitingRestart[] {
  const clusters = platform.environments
    .filter(({ name }) => environments?.includes(name) ?? true)
    .flatMap((environment) => environment.clusters);
  return clusters.flatMap((cluster) =>
    wantedMachines(platform, cluster).flatMap(({ name, id, uuid, node }) => {
      const there = hypervisors?.get(node.provider.name)?.machines?.find((machine) => machine.id === id);
      if (there?.pending === undefined || !there.running || there.uuid !== uuid) return [];
      const settings = there.pending.map(({ key, now = 'none', next = 'none' }) => `${key} ${now} -> ${next}`);
      return [{ environment: cluster.environment, cluster: cluster.name, machine: name, settings }];
    }),
  );
}
