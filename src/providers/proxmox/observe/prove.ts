import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { invariant } from '../../../diagnostics/diagnostic.ts';
import type { Cluster, Platform } from '../../../model/platform.ts';
import type { ProofWorld } from '../../../observe/provider-observe.ts';
import type { ResourceChange } from '../../../observe/terraform/resource-change.ts';
import type { StateEntry } from '../../../observe/terraform/state-entry.ts';
import type { Proof, Recorded } from '../../../plan/recorded.ts';
import { proveMachines } from '../plan/prove-machines.ts';
import { foreignImage, leavingImages } from '../plan/recorded-images.ts';
import { lookAtImages } from './look-at-images.ts';
import { lookAtMachines, lookKey } from './look-at-machines.ts';
import { hypervisorApis } from './read-hypervisor.ts';

export async function prove(
  world: ProofWorld,
  platform: Platform,
  cluster: Cluster,
  recorded: Recorded,
): Promise<Proof> {
  const looks = await lookAtMachines(hypervisorApis(world, cluster), recorded.machines, world.hypervisors);
  const { engine } = platform.terraform;
  return proveMachines(engine, cluster, recorded, (machine) => answered(looks.get(lookKey(machine))), world.typed);
}

export async function proveImages(
  world: ProofWorld,
  platform: Platform,
  cluster: Cluster,
  state: readonly StateEntry[],
  changes: readonly ResourceChange[],
): Promise<Diagnostic | undefined> {
  const images = leavingImages(cluster, state, changes);
  const looks = await lookAtImages(hypervisorApis(world, cluster), images);
  const { engine } = platform.terraform;
  return foreignImage(engine, cluster, images, ({ address }) => answered(looks.get(address)), world.typed);
}

function answered<T>(answer: T | undefined): T {
  invariant(answer !== undefined, 'each question has an answer');
  return answer;
}
