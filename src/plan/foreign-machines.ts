import { machineTags } from '../emit/machine-tags.ts';
import type { Cluster, Platform } from '../model/platform.ts';
import type { HypervisorMachine, HypervisorObservation } from '../observe/observations.ts';

/** A machine that has an id which a machine of the cluster wants, and is not that machine. */
export interface ForeignMachine {
  /** The machine of the cluster, as it would be named on the hypervisor. */
  readonly wanted: string;
  readonly id: number;
  readonly there: HypervisorMachine;
}

/**
 * Machines that stand in the way. Terraform's provider does not refuse an id that is taken: it adopts whatever has it,
 * grows and starts it, and deletes it one day as its own. A machine is ours when it has the name and the tags that
 * InfraFlux would give it; a host or anything else may have changed since.
 */
export function foreignMachines(
  platform: Platform,
  cluster: Cluster,
  observed: HypervisorObservation | undefined,
): readonly ForeignMachine[] {
  const byId = new Map((observed?.machines ?? []).map((machine) => [machine.id, machine]));
  const tags = machineTags(platform, cluster);
  return wantedMachines(cluster).flatMap(({ name, id }) => {
    const there = byId.get(id);
    if (there === undefined) return [];
    const ours = there.name === name && tags.every((tag) => there.tags.includes(tag));
    return ours ? [] : [{ wanted: name, id, there }];
  });
}

/** What the cluster has on the hypervisor: its nodes, and the machines that own kept disks. */
function wantedMachines(cluster: Cluster): readonly { readonly name: string; readonly id: number }[] {
  return cluster.nodes.flatMap((node) => {
    if (node.provider.type !== 'proxmox' || node.vmId === undefined) return [];
    const holders = node.disks.flatMap(({ name, holder }) =>
      holder === undefined ? [] : [{ name: `${node.name}-${name}`, id: holder }],
    );
    return [{ name: node.name, id: node.vmId }, ...holders];
  });
}

/** The sentence for people: who has the id of whom, and where. */
export function describeForeign({ wanted, id, there }: ForeignMachine): string {
  return `VM id ${id}, which ${wanted} would have, is that of ${there.name === '' ? 'another machine' : there.name} on ${there.host}`;
}
