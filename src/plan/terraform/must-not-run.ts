import type { Cluster } from '../../model/platform.ts';
import type { HypervisorObservation } from '../../observe/hypervisor.ts';
import type { TerraformObservation } from '../../observe/observations.ts';
import type { Deferred } from '../plan.ts';
import { diskMoves, diskName, ownDataDisks } from './disks.ts';
import { losesQuorum } from './etcd.ts';
import { engineByHand, type TypedCommands } from '../typed-commands.ts';
import { subjectOfResource } from './subject.ts';

type Planned = Extract<TerraformObservation, { readonly kind: 'planned' }>;

type Why = Pick<Deferred, 'because' | 'needs' | 'blocked'>;

/** What Terraform would do and must not: undefined when there is nothing of that kind. */
export function mustNotRun(
  engine: string,
  cluster: Cluster,
  observed: Planned,
  hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
  typed: TypedCommands,
): Why | undefined {
  const quorum = losesQuorum(cluster, observed);
  return (
    unproven(engine, cluster, observed) ??
    unknownToState(cluster, observed, hypervisors) ??
    taintedWithData(engine, cluster, observed, typed) ??
    resizedInVain(cluster, observed) ??
    keptInVain(cluster, observed) ??
    (quorum === undefined
      ? undefined
      : { because: quorum, needs: 'change one control plane at a time, and never the last of them', blocked: true })
  );
}

/**
 * A machine that Terraform would change, stop or destroy, and that was not looked at under the id that Terraform has for it.
 * Each one of the state was, so this is the state changing in between.
 */
function unproven(engine: string, cluster: Cluster, { changes, machines }: Planned): Why | undefined {
  for (const { address, type, action, vmId } of changes) {
    const isMachine = type === 'proxmox_virtual_environment_vm';
    if (!isMachine || action === 'create' || action === 'adopt' || action === 'forget') continue;
    const proven = machines.some((machine) => machine.address === address && machine.id === vmId);
    if (proven) continue;
    const { name } = subjectOfResource(address, type);
    return {
      because: `${engine} would ${action} ${name}${vmId === undefined ? '' : ` (VM ${vmId})`}, and nothing proved that the machine with this id is one of ${cluster.environment}/${cluster.name}`,
      needs: 'plan again: another run changed the state meanwhile',
      blocked: true,
    };
  }
  return undefined;
}

/**
 * A machine that Terraform thinks broken and would make anew, though it was configured before: something failed while it was
 * changed, and its disks are whole. One that was never configured holds nothing, and is made anew.
 */
function taintedWithData(
  engine: string,
  cluster: Cluster,
  { changes, inState }: Planned,
  typed: TypedCommands,
): Why | undefined {
  for (const { address, type, because } of changes) {
    const { kind, node } = subjectOfResource(address, type);
    const wasConfigured = inState.some((one) => {
      const other = subjectOfResource(one, '');
      return other.kind === 'configuration' && other.node === node;
    });
    const isMachine = kind === 'kept-disk' || (kind === 'machine' && wasConfigured);
    if (because !== 'replace_because_tainted' || !isMachine) continue;
    return {
      because: `something failed while ${node} was changed, and Terraform would destroy it and make it anew`,
      needs: `see that it is whole, then: ${engineByHand(typed, engine, cluster, 'untaint', address)}`,
      blocked: true,
    };
  }
  return undefined;
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
    const { kind, node: name } = subjectOfResource(address, type);
    if (action !== 'create' || (kind !== 'machine' && kind !== 'kept-disk')) continue;
    const node = cluster.nodes.find((one) => one.name === name);
    const disk = /\.holder\["(.+)"\]$/.exec(address)?.[1];
    const id = kind === 'machine' ? node?.vmId : node?.disks.find((one) => one.name === disk)?.holder;
    const there = hypervisors?.get(node?.provider.name ?? '')?.machines?.find((machine) => machine.id === id);
    if (there === undefined) continue;
    return {
      because: `VM id ${id} is that of ${there.name} on ${there.host}, and the state of ${cluster.environment}/${cluster.name} does not know it`,
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
    const { kind, node: name } = subjectOfResource(change.address, change.type);
    if (kind !== 'machine' || (change.action !== 'update' && change.action !== 'adopt')) continue;
    const node = cluster.nodes.find((one) => one.name === name);
    for (const { disk, from, to } of diskMoves(change).resized) {
      const called = `disk ${diskName(disk, node)} of ${name}`;
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
    const { kind, node: name } = subjectOfResource(address, '');
    const node = cluster.nodes.find((one) => one.name === name);
    const isReplaced = changes.some((change) => change.address === address && change.action === 'replace');
    if (kind !== 'machine' || node === undefined || isReplaced) continue;
    const kept = node.disks.filter(({ holder }) => holder !== undefined);
    const own = ownDataDisks(has).find((disk) => kept.some(({ slot }) => `scsi${slot}` === disk.interface));
    if (own === undefined) continue;
    const disk = diskName(own, node);
    return {
      because: `disk ${disk} of ${name} is to be kept, and belongs to ${name} itself: it would go with the machine all the same`,
      needs: `take "keep" away from disk ${disk} again; or keep one of another name, which comes beside it, and move the data`,
      blocked: true,
    };
  }
  return undefined;
}
