import type { Address, AddressRange } from '../../config/addresses.ts';
import type { ClusterId } from '../../identity/cluster-id.ts';
import type { LockLine } from '../lock.ts';
import type { EarlierEnvironment, Leaves } from './earlier.ts';

/**
 * Why a cluster that infraflux.yaml no longer has cannot simply go:
 * - `recorded`: infraflux.lock records the versions that it runs, so it was made;
 * - `state`: its Terraform state has resources;
 * - `state-unknown`: its state is kept elsewhere, is lost or cannot be read;
 * - `not-in-lock`: it was compiled, and infraflux.lock knows nothing of it;
 * - `protected`: it was never made, but `protect: true` wants its name.
 */
export type RetainedBecause = 'recorded' | 'state' | 'state-unknown' | 'not-in-lock' | 'protected';

/** A machine of a retained cluster, as far as the last compile and infraflux.lock know it. */
export interface RetainedMachine {
  readonly name: string;
  /** The control plane, or its pool; undefined when only infraflux.lock knows the machine. */
  readonly pool: string | undefined;
  /** Undefined: not known, so its numbers count for every provider. */
  readonly provider: string | undefined;
  readonly host: string | undefined;
  /** `network` undefined: not known, so the address counts in every network. */
  readonly addresses: readonly { readonly network: string | undefined; readonly address: Address }[];
  /** Virtual machines on the hypervisor: its own, and those that own its kept disks. */
  readonly virtual: readonly { readonly name: string; readonly id: number }[];
  /** Upper case, with colons. */
  readonly macs: readonly string[];
  /** In MiB; 0 when it is not known. */
  readonly memory: number;
  readonly cpu: number;
  /** PCI resource mappings by model. */
  readonly gpus: ReadonlyMap<string, readonly string[]>;
}

/**
 * A cluster that is not in infraflux.yaml any more and that has machines, or may have. Its compiled files, its lines of
 * infraflux.lock and everything that it has been given stay as they are, until it is known to be destroyed.
 */
export interface RetainedCluster {
  readonly id: ClusterId;
  readonly environment: string;
  readonly name: string;
  readonly because: RetainedBecause;
  readonly protect: boolean;
  readonly leaves: Leaves;
  /** Texts of its compiled files by path; empty when nothing of them was found. */
  readonly files: ReadonlyMap<string, string>;
  /** Paths of compiled files that are missing or were changed: they cannot be compiled again. */
  readonly lost: readonly string[];
  readonly lines: readonly LockLine[];
  readonly machines: readonly RetainedMachine[];
  readonly network: string | undefined;
  /** Address of the Kubernetes API in its network. */
  readonly endpoint: Address | undefined;
  readonly loadBalancers: readonly AddressRange[];
}

/** An environment with retained clusters; it may have others in infraflux.yaml, or be gone from there. */
export interface RetainedEnvironment extends Omit<EarlierEnvironment, 'clusters'> {
  readonly clusters: readonly RetainedCluster[];
}

export function retainedClusters(environments: readonly RetainedEnvironment[]): readonly RetainedCluster[] {
  return environments.flatMap(({ clusters }) => clusters);
}
