import type { Cluster, Platform } from '../../../model/platform.ts';
import type { HypervisorObservation } from '../../../observe/hypervisor.ts';
import type { WaitingRestart } from '../../../plan/plan.ts';
import { wantedMachines } from '../model/wanted-machines.ts';

/** Machines of a cluster that have something stored which only a restart brings, with settings as Proxmox calls and counts them. */
export function waitingRestarts(
  platform: Platform,
  cluster: Cluster,
  hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
): readonly WaitingRestart[] {
  return wantedMachines(platform, cluster).flatMap(({ name, id, uuid, node }) => {
    const there = hypervisors?.get(node.provider.name)?.machines?.find((machine) => machine.id === id);
    if (there?.pending === undefined || !there.running || there.uuid !== uuid) return [];
    const settings = there.pending.map(({ key, now = 'none', next = 'none' }) => `${key} ${now} -> ${next}`);
    return [{ environment: cluster.environment, cluster: cluster.name, machine: name, settings }];
  });
}
