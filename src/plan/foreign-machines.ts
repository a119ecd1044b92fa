import { machineAddresses } from '../emit/terraform/machine-providers.ts';
import { machineTags } from '../emit/machine-tags.ts';
import type { Cluster, Platform } from '../model/platform.ts';
import { type WantedMachine, wantedMachines } from '../model/wanted-machines.ts';
import type { HypervisorMachine, HypervisorObservation } from '../observe/observations.ts';

/** A machine that has an id which a machine of the cluster wants, and is not, or perhaps not, that machine. */
export interface ForeignMachine {
  /** The machine of the cluster, as it would be named on the hypervisor. */
  readonly wanted: string;
  readonly id: number;
  /** SMBIOS UUID that the machine of the cluster has. */
  readonly uuid: string;
  readonly there: HypervisorMachine;
  /**
   * `other`: it has another name, or not the cluster's tags. `renamed`: so it is, and has the UUID that the cluster's machine
   * has: it is ours, and somebody changed it. `uuid`: both are right, but it was made by somebody else
   * than our Terraform, perhaps anew. `unread`: both are right, and nobody could look at the UUID.
   */
  readonly why: 'other' | 'renamed' | 'uuid' | 'unread';
  /** Tags that it should have. */
  readonly tags: readonly string[];
}

/**
 * Machines of one provider that stand in the way. Terraform's provider does not refuse an id that is taken: it adopts
 * whatever has it, grows and starts it, and deletes it one day as its own. A machine is ours when it has the name, the
 * tags and the SMBIOS UUID that InfraFlux would give it; a host or anything else may have changed since.
 */
export function foreignMachines(
  platform: Platform,
  cluster: Cluster,
  provider: string,
  observed: HypervisorObservation | undefined,
): readonly ForeignMachine[] {
  const byId = new Map((observed?.machines ?? []).map((machine) => [machine.id, machine]));
  const tags = machineTags(platform, cluster);
  return wantedMachines(platform, cluster).flatMap((wanted) => {
    const there = wanted.node.provider.name === provider ? byId.get(wanted.id) : undefined;
    const why = there === undefined ? undefined : judge(wanted, tags, there);
    if (there === undefined || why === undefined) return [];
    return [{ wanted: wanted.name, id: wanted.id, uuid: wanted.uuid, there, why, tags }];
  });
}

/**
 * Machines that are there, ours, and stopped: what Terraform's provider imports them by (`host/id`), by their address in the
 * cluster's root module. Of a machine that runs, an import waits a quarter of an hour for what its guest agent says
 * (bpg/proxmox 0.112 knows no other limit before it has read it).
 */
export function stoppedMachines(
  platform: Platform,
  cluster: Cluster,
  hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
): ReadonlyMap<string, string> {
  const tags = machineTags(platform, cluster);
  const addresses = machineAddresses(cluster);
  return new Map(
    wantedMachines(platform, cluster).flatMap((wanted) => {
      const { node, id } = wanted;
      const there = hypervisors?.get(node.provider.name)?.machines?.find((machine) => machine.id === id);
      if (there === undefined || there.running || judge(wanted, tags, there) !== undefined) return [];
      const disk = node.disks.find(({ holder }) => holder === id)?.name;
      const resource = disk === undefined ? 'this' : `holder["${disk}"]`;
      const address = `${addresses.get(node.name)}.proxmox_virtual_environment_vm.${resource}`;
      return [[address, `${there.host}/${id}`] as const];
    }),
  );
}

/** Undefined: it is ours. */
function judge(
  { name, uuid }: WantedMachine,
  tags: readonly string[],
  there: HypervisorMachine,
): ForeignMachine['why'] | undefined {
  if (there.name !== name || !tags.every((tag) => there.tags.includes(tag)))
    return there.uuid === uuid && !isTaggedByOthers(tags, there) ? 'renamed' : 'other';
  if (there.unread !== undefined) return 'unread';
  return there.uuid === uuid ? undefined : 'uuid';
}

/** `environment-dev` where `environment-prod` should be: it says of itself that it is another's. */
function isTaggedByOthers(tags: readonly string[], there: HypervisorMachine): boolean {
  const kind = (tag: string): string => tag.slice(0, tag.indexOf('-') + 1);
  return there.tags.some(
    (tag) => !tags.includes(tag) && kind(tag) !== '' && tags.some((one) => kind(one) === kind(tag)),
  );
}

/** The sentence for people: who has the id of whom, and where. */
export function describeForeign({ wanted, id, uuid, there, why, tags }: ForeignMachine): string {
  switch (why) {
    case 'renamed': {
      const lacking = tags.filter((tag) => !there.tags.includes(tag));
      const what = [
        ...(there.name === wanted ? [] : [`is called ${there.name === '' ? '(nothing)' : there.name}`]),
        ...(lacking.length === 0 ? [] : [`lacks the tags ${lacking.join(', ')}`]),
      ];
      return `VM ${id} on ${there.host} has the SMBIOS UUID of ${wanted}, and ${what.join(' and ')}: somebody changed it, or it is another machine`;
    }
    case 'other':
      return `VM id ${id}, which ${wanted} would have, is that of ${there.name === '' ? 'another machine' : there.name} on ${there.host}`;
    case 'uuid':
      return `VM ${id} on ${there.host} is called ${wanted}, and has the SMBIOS UUID ${there.uuid ?? '(none)'} instead of ${uuid}: somebody made it anew`;
    case 'unread':
      return `VM ${id} on ${there.host} is called ${wanted}, and its configuration cannot be read, so nobody knows whether it is ours (${there.unread})`;
  }
}

/** What to do about it. */
export function foreignRemedy({ wanted, id, uuid, there, why, tags }: ForeignMachine): string {
  switch (why) {
    case 'renamed': {
      const all = [...new Set([...there.tags, ...tags])].sort().join(';');
      return `if it is ${wanted}: qm set ${id} --name ${wanted} --tags "${all}", on ${there.host}; if not, move it out of the way`;
    }
    case 'other':
      return 'pin another vmId, or move that machine out of the way';
    case 'uuid':
      return `move that machine out of the way; or, if it is yours and none of its disks is encrypted by nodeId, run "qm set ${id} --smbios1 uuid=${uuid}" on ${there.host}`;
    case 'unread':
      return 'a token that may look at all machines (VM.Audit)';
  }
}
