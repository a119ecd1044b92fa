import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Cluster, Platform } from '../../model/platform.ts';
import type { HypervisorObservation } from '../../observe/hypervisor.ts';
import type { TerraformObservation } from '../../observe/observations.ts';
import { readHypervisors } from '../../observe/read-hypervisors.ts';
import type { TerraformWorld } from '../../observe/terraform/observe-terraform.ts';
import { proveAgain } from '../../observe/terraform/prove-recorded.ts';
import { takenIds, unansweredProvider } from '../../plan/api-plans.ts';
import { refusal } from '../../plan/hold.ts';
import type { ProvenMachine } from '../../plan/recorded.ts';
import type { TypedCommands } from '../../plan/typed-commands.ts';
import { mustNotRun } from '../../plan/terraform/must-not-run.ts';

type Planned = Extract<TerraformObservation, { readonly kind: 'planned' }>;

/**
 * Asks once more which machine has which id, of those that are wanted and those that the state knows: Terraform's plan took its
 * time, and what comes next acts on ids.
 */
export async function lastLook(
  platform: Platform,
  cluster: Cluster,
  planned: Planned,
  world: Pick<TerraformWorld, 'root' | 'tokens' | 'env' | 'typed'>,
): Promise<Diagnostic | undefined> {
  const hypervisors = await readHypervisors(platform, [cluster.environment], world);
  const doubt = whoseIds(platform, cluster, hypervisors, world.typed);
  if (doubt !== undefined) return doubt;
  const proof = await proveAgain({ ...world, hypervisors }, platform, cluster, planned.machines);
  if (proof.machines === undefined) return proof.doubt;
  const moved = cameOrWent(planned.machines, proof.machines);
  if (moved !== undefined) return moved;
  return mustNotRun(platform.terraform.engine, cluster, planned, hypervisors, world.typed);
}

/** Whether the ids that are wanted are free, or those of our machines. */
export function whoseIds(
  platform: Platform,
  cluster: Cluster,
  hypervisors: ReadonlyMap<string, HypervisorObservation>,
  typed: TypedCommands,
): Diagnostic | undefined {
  return unansweredProvider(cluster, hypervisors, typed) ?? takenIds(platform, cluster, hypervisors);
}

/** What Terraform planned for a machine that is there is not for one that is gone, nor the other way round. */
function cameOrWent(before: readonly ProvenMachine[], now: readonly ProvenMachine[]): Diagnostic | undefined {
  const isGone = new Map(now.map(({ address, id, state }) => [`${address} ${id}`, state === 'gone']));
  const moved = before.find(({ address, id, state }) => isGone.get(`${address} ${id}`) !== (state === 'gone'));
  if (moved === undefined) return undefined;
  const what = moved.state === 'gone' ? 'is there again' : 'has gone';
  return refusal(
    'apply/stale',
    `${moved.expected.name} (VM ${moved.id}) ${what} since Terraform planned: nothing was changed`,
    'plan again',
  );
}
