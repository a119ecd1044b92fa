import { idOfCluster } from '../../../identity/cluster-id.ts';
import type { Cluster } from '../../../model/platform.ts';
import type { HypervisorObservation } from '../../../observe/hypervisor.ts';
import type { Planned, Why } from '../../../plan/provider-plan.ts';
import { diskMoves, diskName, ownDataDisks } from '../../../plan/terraform/disks.ts';
import { diskAt } from './disk-at.ts';
import { subjectOf } from './subject.ts';

/** What Terraform would do to virtual machines and must not: undefined when there is nothing of that kind. */
export function mustNotRun(
  cluster: Cluster,
  planned: Planned,
  hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
): Why | undefined {
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
): Why | undefined {
  for (const { address, type, action } of observed.changes) {
    const { kind, node: name } = subjectOf(address, type) ?? {};
    if (action !== 'create' || (kind !== 'machine' && kind !== 'kept-disk')) continue;
    const node = cluster.nodes.find((one) => one.name === name);
    const disk = /\.holder\["(.+)"\]$/.exec(address)?.[1];
    const id = kind === 'machine' ? node?.vmId : node?.disks.find((one) => one.name === disk)?.holder;
    const there = hypervisors?.get(node?.provider.name ?? '')?.machines?.find((machine) => machine.id === id);
    if (there === undefined) continue;
    return {
      because: `VM id ${id} is that of ${there.name} on ${there.host}, and the state of ${idOfCluster(cluster)} does not know it`,
      needs: `bring the state back; or, if an apply was cut off while it was made, stop it (qm stop ${id} on ${there.host}): then the next plan takes it over`,
      blocked: true,
    };
  }
  return undefined;
}

/**
 * Sizes that Terraform plans and its provider then refuses, in the middle of an apply (bpg/proxmox 0.112): less than a disk
 * has, and more for one that is lent.
 */
function resizedInVain(cluster: Cluster, { changes }: Planned): Why | undefined {
  for (const change of changes) {
    const { kind, node: name } = subjectOf(change.address, change.type) ?? {};
    if (kind !== 'machine' || (change.action !== 'update' && change.action !== 'adopt')) continue;
    const node = cluster.nodes.find((one) => one.name === name);
    for (const { disk, from, to } of diskMoves(change).resized) {
      const called = `disk ${diskName(disk, node, diskAt)} of ${name}`;
      if (to < from)
        return {
          because: `${called} has ${from} GiB, and Proxmox makes no disk smaller: ${to} GiB cannot be`,
          needs: `write ${from}Gi for it in infraflux.yaml`,
          blocked: true,
        };
      if (disk.isLent)
        return {
          because: `${called} is kept, and Terraform cannot make it grow to ${to} GiB`,
          needs: `qm disk resize ${node?.vmId} ${disk.interface} ${to}G, on ${node?.host}; then plan again`,
          blocked: true,
        };
    }
  }
  return undefined;
}

/**
 * A disk that is to be kept from now on, and belongs to its machine. The provider leaves it where it is and says nothing
 * (bpg/proxmox 0.112: a changed `path_in_datastore` is no change), so it would go with the machine like any other.
 */
function keptInVain(cluster: Cluster, { changes, disks }: Planned): Why | undefined {
  for (const [address, has] of disks ?? []) {
    const { kind, node: name } = subjectOf(address, '') ?? {};
    const node = cluster.nodes.find((one) => one.name === name);
    const isReplaced = changes.some((change) => change.address === address && change.action === 'replace');
    if (kind !== 'machine' || node === undefined || isReplaced) continue;
    const kept = node.disks.filter(({ holder }) => holder !== undefined);
    const own = ownDataDisks(has, diskAt).find((disk) => kept.some(({ slot }) => diskAt(slot) === disk.interface));
    if (own === undefined) continue;
    const disk = diskName(own, node, diskAt);
    return {
      because: `disk ${disk} of ${name} is to be kept, and belongs to ${name} itself: it would go with the machine all the same`,
      needs: `take "keep" away from disk ${disk} again; or keep one of another name, which comes beside it, and move the data`,
      blocked: true,
    };
  }
  return undefined;
}
