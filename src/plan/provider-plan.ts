import type { DiagnosticCode } from '../diagnostics/catalogue/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Cluster, Node, Platform, Provider } from '../model/platform.ts';
import type { ProviderType } from '../model/provider-traits.ts';
import type { HypervisorObservation } from '../observe/hypervisor.ts';
import type { TerraformObservation } from '../observe/observations.ts';
import type { StateEntry } from '../observe/terraform/state-entry.ts';
import type { Json } from '../source/tree.ts';
import type { Effect } from './effects.ts';
import type { WaitingRestart } from './plan.ts';
import type { Recorded } from './recorded.ts';
import type { ResourceSubject } from './terraform/resource-subject.ts';
import type { TypedCommands } from './typed-commands.ts';

/** What a provider owes the plan stage: `src/providers/<type>/plan.ts`. */
export interface ProviderPlan {
  /** What changing an argument of its machines does: the first that matches. */
  readonly impacts: readonly ArgumentImpact[];
  /** What its machines cannot follow, told by a value of a node before and after. Undefined: they can, as far as is known. */
  readonly inputFault: (change: NodeValueChange) => InputFault | undefined;
  /** How Terraform's plan about its machines reads. Undefined where Terraform makes none. */
  readonly terraform: TerraformMachinePlan | undefined;
  /** What follows from the machines that its API shows. Undefined where there is no API to ask. */
  readonly api: MachineApiPlan | undefined;
}

/** One for each type of the language: a type without one is a type error. */
export type ProviderPlans = Readonly<Record<ProviderType, ProviderPlan>>;

/**
 * One argument of a machine: the values of a node that it follows from, and what Terraform calls it. Both see the same
 * verdict: without credentials there are only the values, with them there is Terraform's plan.
 */
export interface ArgumentImpact {
  /** Keys below a node, as inputs.json has them; what is below these counts as well: `['memory']`, `['disks']`. */
  readonly values: readonly (readonly string[])[];
  /** Paths below the resource: `memory[0].dedicated`. Undefined: changes of it are ignored there. */
  readonly argument: RegExp | undefined;
  /** What changing it does to the machine. Empty: nothing, ever. */
  readonly effects: readonly Effect[];
}

export interface NodeValueChange {
  readonly node: Node;
  /** Keys below the node: `['disks', 'data', 'size']`. */
  readonly path: readonly string[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** infraflux.lock records that the cluster was created. */
  readonly isCreated: boolean;
  /** What runs on the node's provider. Undefined: it was not asked. */
  readonly observed: HypervisorObservation | undefined;
}

export interface InputFault {
  readonly code: DiagnosticCode;
  readonly message: string;
}

export type Planned = Extract<TerraformObservation, { readonly kind: 'planned' }>;

export interface TerraformMachinePlan {
  /** Type of the resource that is a machine. */
  readonly machineType: string;
  /** Where Terraform has its provider from: `bpg/proxmox`. */
  readonly source: string;
  /** What says how to destroy on purpose what is kept or guarded: a file below the modules of an environment. */
  readonly destroyGuide: string;
  /** What a resource is, where it is one of this provider's. `type` is empty where only the address is known. */
  readonly subjectOf: (address: string, type: string) => ResourceSubject | undefined;
  /** What a machine calls the disk at a position of `Node.disks`: `scsi1`. */
  readonly diskAt: (slot: number) => string;
  /** Arguments that the provider works out from the others, or the hypervisor does: no news. */
  readonly isDerived: (argument: string) => boolean;
  /** Arguments as people call them. Others are called as the provider does. */
  readonly argumentNames: readonly (readonly [RegExp, string])[];
  /** What Terraform would do to its machines and must not. */
  readonly mustNotRun: (
    cluster: Cluster,
    planned: Planned,
    hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
  ) => Diagnostic | undefined;
}

export interface MachineApiPlan {
  /** What gives credentials for one run, beside a secret in the repository. */
  readonly otherCredentials: string;
  /**
   * Why what the cluster wants cannot be had: others have its ids, or the hypervisor has not what its machines are made on. Asked
   * before Terraform is, and again right before it runs.
   */
  readonly taken: (
    platform: Platform,
    cluster: Cluster,
    hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
  ) => Diagnostic | undefined;
  /** What to do where the API gave no list of machines; `because` is what it or the connection said. */
  readonly unanswered: (provider: Provider, because: string, typed: TypedCommands) => Diagnostic;
  /** Machines of the cluster that are there and ours, and that Terraform may import: its import id, by address. */
  readonly imports: (
    platform: Platform,
    cluster: Cluster,
    hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
  ) => ReadonlyMap<string, string>;
  /** Machines behind a cluster's state, those that infraflux.yaml no longer has among them. */
  readonly recorded: (platform: Platform, cluster: Cluster, state: readonly StateEntry[]) => Recorded;
  /** Machines of the cluster that have something stored which only a restart brings. */
  readonly waiting: (
    platform: Platform,
    cluster: Cluster,
    hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
  ) => readonly WaitingRestart[];
}
