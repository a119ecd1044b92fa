import type { Cluster, Platform } from '../../model/platform.ts';
import type { HypervisorObservation } from '../../observe/hypervisor.ts';
import type { TerraformObservation } from '../../observe/observations.ts';
import { readHypervisors } from '../../observe/read-hypervisor.ts';
import { proveRecorded, type TerraformWorld } from '../../observe/terraform/observe-terraform.ts';
import { takenIds } from '../../plan/foreign-machines.ts';
import type { ProvenMachine } from '../../plan/prove-machines.ts';
import { mustNotRun } from '../../plan/terraform/must-not-run.ts';

/** Why Terraform must not run after all. */
export interface Doubt {
  readonly because: string;
  readonly needs: string;
}

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
): Promise<Doubt | undefined> {
  const values = new Map([...world.tokens].map(([name, token]) => [name, token.reveal()]));
  const hypervisors = await readHypervisors(world.root, platform, [cluster.environment], values, world.env);
  const doubt = whoseIds(platform, cluster, hypervisors);
  if (doubt !== undefined) return doubt;
  const recorded = { machines: planned.machines, unclear: [] };
  const proof = await proveRecorded(platform, cluster, recorded, { ...world, hypervisors });
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
): Doubt | undefined {
  for (const [name, observed] of hypervisors) {
    const uses = cluster.nodes.some(({ provider }) => provider.name === name);
    if (uses && observed.machines === undefined)
      return {
        because: `provider ${name} cannot be asked which VM ids are taken: ${observed.because}`,
        needs: 'its API, and a token that may look at all machines (VM.Audit)',
      };
  }
  return takenIds(platform, cluster, hypervisors);
}

/** What Terraform planned for a machine that is there is not for one that is gone, nor the other way round. */
function cameOrWent(before: readonly ProvenMachine[], now: readonly ProvenMachine[]): Doubt | undefined {
  const isGone = new Map(now.map(({ address, id, state }) => [`${address} ${id}`, state === 'gone']));
  const moved = before.find(({ address, id, state }) => isGone.get(`${address} ${id}`) !== (state === 'gone'));
  if (moved === undefined) return undefined;
  const what = moved.state === 'gone' ? 'is there again' : 'has gone';
  return {
    because: `${moved.expected.name} (VM ${moved.id}) ${what} since Terraform planned: nothing was changed`,
    needs: 'plan again',
  };
}
