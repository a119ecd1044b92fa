import { idOfCluster } from '../../identity/cluster-id.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Cluster } from '../../model/platform.ts';
import type { HypervisorObservation } from '../../observe/hypervisor.ts';
import { refusal } from '../hold.ts';
import type { Planned } from '../provider-plan.ts';
import { engineByHand, type TypedCommands } from '../typed-commands.ts';
import { machinePlanOf, machinePlans } from './machine-plans.ts';
import { subjectOfResource } from './subject.ts';

/**
 * A machine that Terraform would change, stop or destroy, and that was not looked at under the id that Terraform has for it.
 * Each one of the state was, so this is the state changing in between.
 */
export function unprovenChange(
  engine: string,
  cluster: Cluster,
  { changes, machines }: Planned,
): Diagnostic | undefined {
  for (const { address, type, action, vmId } of changes) {
    if (machinePlanOf(type) === undefined || action === 'create' || action === 'adopt' || action === 'forget') continue;
    const proven = machines.some((machine) => machine.address === address && machine.id === vmId);
    if (proven) continue;
    const { name } = subjectOfResource(address, type);
    return refusal(
      'machine/not-verified',
      `${engine} would ${action} ${name}${vmId === undefined ? '' : ` (VM ${vmId})`}, and nothing proved that the machine with this id is one of ${idOfCluster(cluster)}`,
      'plan again: another run changed the state meanwhile',
    );
  }
  return undefined;
}

/**
 * A machine that Terraform thinks broken and would recreate, though it was configured before: something failed while it was
 * changed, and its disks are whole. One that was never configured holds nothing, and is recreated.
 */
export function taintedWithData(
  engine: string,
  cluster: Cluster,
  { changes, inState }: Planned,
  typed: TypedCommands,
): Diagnostic | undefined {
  for (const { address, type, because } of changes) {
    const { kind, node } = subjectOfResource(address, type);
    const wasConfigured = inState.some((one) => {
      const other = subjectOfResource(one, '');
      return other.kind === 'configuration' && other.node === node;
    });
    const isMachine = kind === 'kept-disk' || (kind === 'machine' && wasConfigured);
    if (because !== 'replace_because_tainted' || !isMachine) continue;
    return refusal(
      'machine/tainted',
      `something failed while ${node} was changed, and Terraform would destroy and recreate it`,
      `check the machine, then: ${engineByHand(typed, engine, cluster, 'untaint', address)}`,
    );
  }
  return undefined;
}

/** Each type looks for its own resources: what a provider made may outlive its place in infraflux.yaml. */
export function refusedByProvider(
  cluster: Cluster,
  observed: Planned,
  hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
): Diagnostic | undefined {
  for (const { mustNotRun: refuse } of machinePlans) {
    const why = refuse(cluster, observed, hypervisors);
    if (why !== undefined) return why;
  }
  return undefined;
}
