import { clusterProviders, type Cluster, type Platform } from '../../model/platform.ts';
import type { ProviderType } from '../../model/provider-traits.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Proof, ProvenMachine, Recorded } from '../../plan/recorded.ts';
import { providerObserves } from '../../providers/observe-registry.ts';
import { providerPlans } from '../../providers/plan-registry.ts';
import type { ProofWorld } from '../provider-observe.ts';
import type { ResourceChange } from './resource-change.ts';
import type { StateEntry } from './state-entry.ts';

const types = Object.keys(providerPlans) as readonly ProviderType[];

/** Machines behind a cluster's state, by the type of provider that made them: also of types that the cluster no longer has. */
export type RecordedByType = ReadonlyMap<ProviderType, Recorded>;

export function recordedIn(platform: Platform, cluster: Cluster, state: readonly StateEntry[]): RecordedByType {
  return new Map(
    types.flatMap((type) => {
      const { api } = providerPlans[type];
      return api === undefined ? [] : [[type, api.recorded(platform, cluster, state)] as const];
    }),
  );
}

/** Whether the machines that a state knows are ours, as their providers have them now. */
export async function proveRecorded(
  world: ProofWorld,
  platform: Platform,
  cluster: Cluster,
  recorded: RecordedByType,
): Promise<Proof> {
  const machines: ProvenMachine[] = [];
  for (const [type, own] of recorded) {
    const proof = await providerObserves[type].api?.prove(world, platform, cluster, own);
    if (proof?.doubt !== undefined) return proof;
    machines.push(...(proof?.machines ?? []));
  }
  return { machines };
}

/** The same of machines that were proven before. */
export async function proveAgain(
  world: ProofWorld,
  platform: Platform,
  cluster: Cluster,
  proven: readonly ProvenMachine[],
): Promise<Proof> {
  const providers = new Map(clusterProviders(cluster).map(({ name, type }) => [name, type]));
  const recorded = types.map(
    (type) =>
      [type, { machines: proven.filter(({ provider }) => providers.get(provider) === type), unclear: [] }] as const,
  );
  return proveRecorded(world, platform, cluster, new Map(recorded));
}

/** Why an image that a plan would delete must not be deleted. */
export async function imagesInDoubt(
  world: ProofWorld,
  platform: Platform,
  cluster: Cluster,
  state: readonly StateEntry[],
  changes: readonly ResourceChange[],
): Promise<Diagnostic | undefined> {
  for (const type of types) {
    const doubt = await providerObserves[type].api?.proveImages(world, platform, cluster, state, changes);
    if (doubt !== undefined) return doubt;
  }
  return undefined;
}
