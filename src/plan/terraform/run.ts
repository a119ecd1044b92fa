import type { BoundProviders, StateIdentity } from '../bound.ts';

/** What Terraform was asked and answered for one cluster: apply does this and nothing else. */
export interface TerraformRun {
  readonly environment: string;
  readonly cluster: string;
  /** Digest of each reviewed change, by address. Empty: nothing to do. */
  readonly changes: Readonly<Record<string, string>>;
  /** kubeconfig and talosconfig are not there yet, or will not be good for much longer. */
  readonly clientFiles: boolean;
  /** infraflux.lock does not say yet what the cluster runs. */
  readonly versions: boolean;
  /** Machines that were made and are gone from the hypervisor. Absent: none. */
  readonly vanished?: readonly VanishedMachine[];
  readonly etcd: EtcdOfRun;
  /** The state that it was asked about. Absent: the backend gave none that could be read. */
  readonly state?: StateIdentity;
  /** Providers that it was asked with. */
  readonly providers?: BoundProviders;
}

export interface VanishedMachine {
  readonly name: string;
  readonly id: number;
  /** Where it was when the state was written. */
  readonly host: string;
  /** It owned a disk that is kept: what was on it is gone as well, or lies in a backup. */
  readonly keepsDisk: boolean;
}

/** Members of etcd, as the state knows them, and what was seen of their machines. */
export interface EtcdOfRun {
  readonly members: number;
  /** Whose machine was looked at and runs. */
  readonly up: number;
  /** Whose machine was looked at and does not run, or is gone. */
  readonly down: readonly string[];
  /** Whose machine could not be looked at: it belongs to no hypervisor. */
  readonly unseen: readonly string[];
  /** Whose machine this takes away, for good or until it is recreated. */
  readonly leaving: readonly string[];
}
