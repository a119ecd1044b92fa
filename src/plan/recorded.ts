import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/**
 * What proves whose a machine is. Its id is no proof: a hypervisor gives the id of a machine that was deleted to the next one,
 * and Terraform's providers know machines by their id alone.
 */
export interface MachineIdentity {
  readonly name: string;
  /** Tags that it has at least. */
  readonly tags: readonly string[];
  /** UUID, in lower case. */
  readonly uuid: string;
}

/** A machine that a cluster's Terraform state knows, or what acts on one: Terraform reaches it by its id alone. */
export interface RecordedMachine {
  readonly address: string;
  /** What Terraform does at this address it does to the machine itself: false for its entry in high availability. */
  readonly isMachine: boolean;
  readonly provider: string;
  readonly id: number;
  /** Where it was when the state was written. */
  readonly host: string | undefined;
  readonly node: string;
  /** What it was made with, and proves itself by. */
  readonly expected: MachineIdentity;
  /** Addresses that leave the state with it, when it is given up: its own, and that of the guard, which would not go by itself. */
  readonly forget: readonly string[];
}

export interface Recorded {
  readonly machines: readonly RecordedMachine[];
  /** Addresses of machines of which the state does not say which they are. */
  readonly unclear: readonly string[];
}

/** A recorded machine that was looked at and is what the state says. */
export interface ProvenMachine extends RecordedMachine {
  /** `unclear`: it is there, and its host does not say whether it runs. */
  readonly state: 'running' | 'stopped' | 'unclear' | 'gone';
}

/** All machines of a state are proven to be ours, or Terraform must not run: it would change them by their id. */
export type Proof =
  | { readonly machines: readonly ProvenMachine[]; readonly doubt?: undefined }
  | { readonly machines?: undefined; readonly doubt: Diagnostic };
