import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { machineAddresses } from '../../../emit/terraform/machine-providers.ts';
import { machineTags } from '../../../emit/machine-tags.ts';
import type { Cluster, Platform } from '../../../model/platform.ts';
import type { HypervisorObservation } from '../../../observe/hypervisor.ts';
import { refusal } from '../../../plan/hold.ts';
import { type UnprovenMachine, marksText, nameOf, renameBack, renamedText, setUuid } from './describe-identity.ts';
import { wantedMachines } from '../model/wanted-machines.ts';
import { judgeMachine } from './machine-identity.ts';
import { machineType } from './resources.ts';

/**
 * Machines of one provider that have an id which a machine of the cluster wants, and do not prove to be that machine.
 * Terraform's provider does not refuse an id that is taken: it adopts whatever has it, grows and starts it, and deletes it
 * one day as its own.
 */
export function foreignMachines(
  platform: Platform,
  cluster: Cluster,
  provider: string,
  observed: HypervisorObservation | undefined,
): readonly UnprovenMachine[] {
  const byId = new Map((observed?.machines ?? []).map((machine) => [machine.id, machine]));
  const tags = machineTags(platform, cluster);
  return wantedMachines(platform, cluster).flatMap(({ name, uuid, id, node }) => {
    const there = node.provider.name === provider ? byId.get(id) : undefined;
    if (there === undefined) return [];
    const expected = { name, tags, uuid };
    const verdict = judgeMachine(expected, there);
    return verdict.kind === 'ours' ? [] : [{ expected, id, there, verdict }];
  });
}

/**
 * Why ids that the cluster wants cannot be had: the first that a machine of others has, or that is taken by what the
 * hypervisor does not show. Asked before Terraform is, and again right before it changes anything.
 */
export function takenIds(
  platform: Platform,
  cluster: Cluster,
  hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
): Diagnostic | undefined {
  const { engine } = platform.terraform;
  for (const [name, observed] of hypervisors ?? []) {
    const foreign = foreignMachines(platform, cluster, name, observed);
    const [first] = foreign;
    if (first !== undefined)
      return refusal(
        first.verdict.kind === 'unknown' ? 'machine/unreadable' : 'machine/id-taken',
        `${describeForeign(first)}${more(foreign.length)}${first.verdict.kind === 'renamed' ? '' : `: ${engine} would adopt it`}`,
        foreignRemedy(first),
      );
    const wanted = new Map(
      wantedMachines(platform, cluster)
        .filter(({ node }) => node.provider.name === name)
        .map((machine) => [machine.id, machine.name]),
    );
    const hidden = observed.hidden?.filter(({ id }) => wanted.has(id)) ?? [];
    const [unseen] = hidden;
    if (unseen !== undefined)
      return refusal(
        'machine/hidden',
        `VM ID ${unseen.id} of ${wanted.get(unseen.id)} is not in the list of machines that provider ${name} gives, ${unseen.because}${more(hidden.length)}. ${engine} would adopt it, and was not run`,
        unseen.needs,
      );
  }
  return undefined;
}

function more(number: number): string {
  return number === 1 ? '' : `, and ${number - 1} more`;
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
    wantedMachines(platform, cluster).flatMap(({ name, uuid, id, node }) => {
      const there = hypervisors?.get(node.provider.name)?.machines?.find((machine) => machine.id === id);
      if (there?.running !== false || judgeMachine({ name, tags, uuid }, there).kind !== 'ours') return [];
      const disk = node.disks.find(({ holder }) => holder === id)?.name;
      const resource = disk === undefined ? 'this' : `holder["${disk}"]`;
      const address = `${addresses.get(node.name)}.${machineType}.${resource}`;
      return [[address, `${there.host}/${id}`] as const];
    }),
  );
}

/** The sentence for people: which machine has the id of which, where, and what tells them apart. */
export function describeForeign(doubt: UnprovenMachine): string {
  const { expected, id, there, verdict } = doubt;
  switch (verdict.kind) {
    case 'renamed':
      return `VM ${id} on ${there.host} has the SMBIOS UUID of ${expected.name}, and ${renamedText(doubt)}: it was edited manually, or is another machine`;
    case 'foreign':
      return isRecreated(doubt)
        ? `VM ${id} on ${there.host} has the name and tags of ${expected.name}, and the SMBIOS UUID ${there.uuid ?? '(none)'} instead of ${expected.uuid}: it was created again, or is another machine`
        : `VM ID ${id} of ${expected.name} is in use by ${nameOf(there)} on ${there.host} (${marksText(verdict.differs)})`;
    case 'unknown':
      return `VM ${id} on ${there.host} has an id of ${expected.name}, and its configuration cannot be read, so that nothing proves whose it is (${verdict.because})`;
  }
}

/** What to do about it. */
export function foreignRemedy(doubt: UnprovenMachine): string {
  const { expected, verdict } = doubt;
  switch (verdict.kind) {
    case 'renamed':
      return `if it is ${expected.name}: ${renameBack(doubt)}; if not, give it another id`;
    case 'foreign':
      return isRecreated(doubt)
        ? `give that machine another id; or, if it is yours and none of its disks is encrypted by nodeId, run ${setUuid(doubt)}`
        : 'pin another vmId, or give that machine another id';
    case 'unknown':
      return 'a token that may look at all machines (VM.Audit)';
  }
}

/** Name and tags are right, and the UUID alone is another. */
function isRecreated({ verdict }: UnprovenMachine): boolean {
  return verdict.kind === 'foreign' && verdict.differs.length === 1 && verdict.differs[0] === 'uuid';
}
