import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Cluster, Platform } from '../../model/platform.ts';
import type { TerraformWorld } from '../../observe/terraform/observe-terraform.ts';
import { proveAgain } from '../../observe/terraform/prove-recorded.ts';
import { refusal } from '../../plan/hold.ts';
import type { Planned } from '../../plan/provider-plan.ts';
import type { ProvenMachine } from '../../plan/recorded.ts';

/**
 * Asks once more which machine has which id, of those that the state knows: Terraform's plan took its time, and what comes next
 * acts on ids. `world.hypervisors` was read for this very purpose.
 */
export async function lastLook(
  platform: Platform,
  cluster: Cluster,
  planned: Planned,
  world: Pick<TerraformWorld, 'root' | 'tokens' | 'env' | 'typed' | 'hypervisors'>,
): Promise<Diagnostic | undefined> {
  const proof = await proveAgain(world, platform, cluster, planned.machines);
  return proof.machines === undefined ? proof.doubt : appearedOrVanished(planned.machines, proof.machines);
}

/** What Terraform planned for a machine that is there is not for one that is gone, nor the other way round. */
function appearedOrVanished(before: readonly ProvenMachine[], now: readonly ProvenMachine[]): Diagnostic | undefined {
  const isGone = new Map(now.map(({ address, id, state }) => [`${address} ${id}`, state === 'gone']));
  const moved = before.find(({ address, id, state }) => isGone.get(`${address} ${id}`) !== (state === 'gone'));
  if (moved === undefined) return undefined;
  const what = moved.state === 'gone' ? 'is there again' : 'has gone';
  const message = `${moved.expected.name} (VM ${moved.id}) ${what} since Terraform planned: nothing was changed`;
  return refusal('apply/stale', message, 'plan again');
}
