import type { Cluster } from '../../model/platform.ts';
import type { HypervisorObservation, TerraformObservation } from '../../observe/observations.ts';
import type { Deferred } from '../plan.ts';
import { losesQuorum } from './etcd.ts';
import { subjectOfResource } from './subject.ts';

type Planned = Extract<TerraformObservation, { readonly kind: 'planned' }>;

type Why = Pick<Deferred, 'because' | 'needs' | 'blocked'>;

/** What Terraform would do and must not: undefined when there is nothing of that kind. */
export function mustNotRun(
  engine: string,
  cluster: Cluster,
  observed: Planned,
  hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
): Why | undefined {
  const quorum = losesQuorum(cluster, observed);
  return (
    unknownToState(cluster, observed, hypervisors) ??
    taintedWithData(engine, cluster, observed) ??
    (quorum === undefined
      ? undefined
      : { because: quorum, needs: 'change one control plane at a time, and never the last of them', blocked: true })
  );
}

/**
 * A machine that Terraform thinks broken and would make anew, though it was configured before: something failed while it was
 * changed, and its disks are whole. One that was never configured holds nothing, and is made anew.
 */
function taintedWithData(engine: string, cluster: Cluster, { changes, inState }: Planned): Why | undefined {
  for (const { address, type, because } of changes) {
    const { kind, node } = subjectOfResource(address, type);
    const wasConfigured = inState.some((one) => {
      const other = subjectOfResource(one, '');
      return other.kind === 'configuration' && other.node === node;
    });
    const isMachine = kind === 'kept-disk' || (kind === 'machine' && wasConfigured);
    if (because !== 'replace_because_tainted' || !isMachine) continue;
    const id = `${cluster.environment}/${cluster.name}`;
    const folder = `out/${cluster.environment}/terraform/${cluster.name}`;
    return {
      because: `something failed while ${node} was changed, and Terraform would destroy it and make it anew`,
      needs: `see that it is whole, then: ${engine} -chdir=${folder} init; npx infraflux secrets exec ${id} -- ${engine} -chdir=${folder} untaint '${address}'`,
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
