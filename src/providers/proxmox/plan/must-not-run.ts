import { idOfCluster } from '../../../identity/cluster-id.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Cluster } from '../../../model/platform.ts';
import type { HypervisorObservation } from '../../../observe/hypervisor.ts';
import { refusal } from '../../../plan/hold.ts';
import type { Planned } from '../../../plan/provider-plan.ts';
import { diskMoves, diskName, ownDataDisks } from '../../../plan/terraform/disks.ts';
import { diskAt } from './disk-at.ts';
import { subjectOf } from './subject.ts';

/** What Terraform would do to virtual machines and must not: undefined when there is nothing of that kind. */
export function mustNotRun(
  cluster: Cluster,
  planned: Planned,
  hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
): Diagnostic | undefined {
  return (
    unknownToState(cluster, planned, hypervisors) ?? resizedInVain(cluster, planned) ?? keptInVain(cluster, planned)
  );
}

/**
 * Machines that Terraform would make though their id is taken: its state does not know them, and its provider would adopt
 * whatever has the id (facts tried against bpg/proxmox 0.112). That they look like ours makes no difference.
 */
function unknownToState(
  cluster: Cluster,
  observed: Planned,
  hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
): Diagnostic | undefined {
  for (const { address, type, action } of observed.changes) {
    const { kind, node: name } = subjectOf(address, type) ?? {};
    if (action !== 'create' || (kind !== 'machine' && kind !== 'kept-disk')) continue;
    const node = cluster.nodes.find((one) => one.name === name);
    const disk = /\.holder\["(.+)"\]$/.exec(address)?.[1];
    const id = kind === 'machine' ? node?.vmId : node?.disks.find((one) => one.name === disk)?.holder;
    const there = hypervisors?.get(node?.provider.name ?? '')?.machines?.find((machine) => machine.id === id);
    if (there === undefined) continue;
    return refusal(
      'machine/not-in-state',
      `VM ID ${id} is that of ${there.name} on ${there.host}, and the state of ${idOfCluster(cluster)} does not know it`,
      `restore the state; or, if an apply was interrupted while it was created, stop it (qm stop ${id} on ${there.host}): the next plan then imports it`,
    );
  }
  return undefined;
}

/**
 * Sizes that Terraform plans and its provider then refuses, in the middle of an apply (bpg/proxmox 0.112): less than a disk
 * has, and more for one that is lent.
 */
function resizedInVain(cluster: Cluster, { changes }: Planned): Diagnostic | undefined {
  for (const change of changes) {
    const { kind, node: name } = subjectOf(change.address, change.type) ?? {};
    if (kind !== 'machine' || (change.action !== 'update' && change.action !== 'adopt')) continue;
    const node = cluster.nodes.find((one) => one.name === name);
    for (const { disk, from, to } of diskMoves(change).resized) {
      const called = `disk ${diskName(disk, node, diskAt)} of ${name}`;
      if (to < from)
        return refusal(
          'disk/shrinks',
          `${called} has ${from} GiB, and Proxmox cannot shrink a disk: ${to} GiB is not possible`,
          `write ${from}Gi for it in infraflux.yaml`,
        );
      if (disk.isLent)
        return refusal(
          'disk/grows-by-hand',
          `${called} is kept, and Terraform cannot make it grow to ${to} GiB`,
          `qm disk resize ${node?.vmId} ${disk.interface} ${to}G, on ${node?.host}; then plan again`,
        );
    }
  }
  return undefined;
}

/**
 * A disk that is to be kept from now on, and belongs to its machine. The provider leaves it where it is and says nothing
 * (bpg/proxmox 0.112: a changed `path_in_datastore` is no change), so it would go with the machine like any other.
 */
function keptInVain(cluster: Cluster, { changes, disks }: Planned): Diagnostic | undefined {
  for (const [address, has] of disks ?? []) {
    const { kind, node: name } = subjectOf(address, '') ?? {};
    const node = cluster.nodes.find((one) => one.name === name);
    const isReplaced = changes.some((change) => change.address === address && change.action === 'replace');
    if (kind !== 'machine' || node === undefined || isReplaced) continue;
    const kept = node.disks.filter(({ holder }) => holder !== undefined);
    const own = ownDataDisks(has, diskAt).find((disk) => kept.some(({ slot }) => diskAt(slot) === disk.interface));
    if (own === undefined) continue;
    const disk = diskName(own, node, diskAt);
    return refusal(
      'disk/newly-kept',
      `disk ${disk} of ${name} is to be kept, and belongs to ${name} itself: it would be destroyed with the machine`,
      `remove "keep" from disk ${disk} again; or keep one of another name, which comes beside it, and move the data`,
    );
  }
  return undefined;
}
