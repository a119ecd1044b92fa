import type { Cluster, Platform, Provider } from '../model/platform.ts';
import type { ProviderType } from '../model/provider-traits.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Proof, Recorded } from '../plan/recorded.ts';
import type { TypedCommands } from '../plan/typed-commands.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Json } from '../source/tree.ts';
import type { HypervisorObservation } from './hypervisor.ts';
import type { MachineDisk, ResourceChange } from './terraform/resource-change.ts';
import type { RecordedImage, RecordedMachineId, StateEntry } from './terraform/state-entry.ts';

/** What a provider owes the observe stage: `src/providers/<type>/observe.ts`. Everything in it only reads. */
export interface ProviderObserve {
  /** Undefined where there is no API to ask, and so no credentials. */
  readonly api: MachineApi | undefined;
  /** What Terraform says of its resources. Undefined where Terraform makes none of its machines. */
  readonly resources: ResourceReader | undefined;
}

/** One for each type of the language: a type without one is a type error. */
export type ProviderObserves = Readonly<Record<ProviderType, ProviderObserve>>;

export interface MachineApi {
  /** The variable that a token may be in for one run, and the key that holds it in a secret that names none. */
  readonly credentials: { readonly variable: string; readonly key: string };
  /** Environment of Terraform, by variable: the tokens of all providers of the type that a cluster has, by name. */
  readonly terraformVariables: (tokens: ReadonlyMap<string, Secret>) => Readonly<Record<string, Secret>>;
  /** A PEM file with the authority of its endpoint, relative to infraflux.yaml. */
  readonly authority: (provider: Provider) => string | undefined;
  /** The machines that a provider has now, of any owner. Undefined: it cannot be asked, as nothing says where it is. */
  readonly read: (
    world: ApiWorld,
    platform: Platform,
    environments: readonly string[] | undefined,
    provider: Provider,
  ) => Promise<HypervisorObservation | undefined>;
  /** Whether machines that a state knows are ours, as they are now. */
  readonly prove: (world: ProofWorld, platform: Platform, cluster: Cluster, recorded: Recorded) => Promise<Proof>;
  /** Why an image that a plan would delete must not be deleted. */
  readonly proveImages: (
    world: ProofWorld,
    platform: Platform,
    cluster: Cluster,
    state: readonly StateEntry[],
    changes: readonly ResourceChange[],
  ) => Promise<Diagnostic | undefined>;
}

export interface ApiWorld {
  /** Directory of infraflux.yaml, absolute. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Tokens by provider. */
  readonly tokens: ReadonlyMap<string, Secret>;
}

export interface ProofWorld extends ApiWorld {
  /** What was read for this very purpose; what it looked at already is not looked at again. */
  readonly hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined;
  readonly typed: TypedCommands;
}

/** Reads values of resources, as Terraform has them in a state or a plan, by the resource's type. */
export interface ResourceReader {
  /** The machine that a resource is, or that it acts on. */
  readonly machine: (type: string, values: Values) => RecordedMachineId | undefined;
  readonly image: (type: string, values: Values) => RecordedImage | undefined;
  /** Disks of a resource that is a machine. Undefined: it is none. */
  readonly disks: (type: string, values: Values) => readonly MachineDisk[] | undefined;
  /** Id of a resource that is a machine. */
  readonly id: (type: string, values: Values) => number | undefined;
}

export type Values = Readonly<Record<string, Json>>;
