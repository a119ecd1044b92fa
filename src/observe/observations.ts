import type { ClearSecret } from '../plan/scan/scan-clear.ts';
import type { ClusterId } from '../identity/cluster-id.ts';
import type { SecretName } from '../identity/secret-path.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { HypervisorObservation } from './hypervisor.ts';
import type { PublishTarget } from './publish-target.ts';
import type { BoundProviders, StateIdentity } from '../plan/bound.ts';
import type { Hold } from '../plan/hold.ts';
import type { ProvenMachine } from '../plan/recorded.ts';
import type { MachineDisk, ResourceChange } from './terraform/resource-change.ts';

/** What the world says, read without changing it. The arrow from observe/ to plan/. */
export interface Observations {
  /** Files of the selected environments in the output directory, by path below it. */
  readonly output: ReadonlyMap<string, string>;
  readonly published: readonly Published[];
  readonly engines: EngineObservations;
  /** Branches that could not be read, because their repository did not answer. Absent: none. */
  readonly unread?: readonly UnreadBranch[];
  /** Secrets that have a file: `prod/cloudflare`, `platform/proxmox`. Presence alone; nothing is decrypted. */
  readonly secrets: ReadonlySet<SecretName>;
  /** Names of the keys in each of them; they are not encrypted. Absent: the files were not read. */
  readonly secretKeys?: ReadonlyMap<SecretName, readonly string[]>;
  /** How many secrets files there are, and whether a key of this machine opened and verified all of them. */
  readonly secretFiles?: { readonly count: number; readonly verified: boolean };
  /** Providers that were asked for their machines, by name. Absent: there was no token to ask with. */
  readonly hypervisors?: ReadonlyMap<string, HypervisorObservation>;
  /** What Terraform would do, by cluster (`prod/main`). Absent: it was not asked, and `deferredLayers` says why. */
  readonly terraform?: ReadonlyMap<ClusterId, TerraformObservation>;
  readonly diagnostics: readonly Diagnostic[];
}

export type TerraformObservation =
  | {
      readonly kind: 'planned';
      /** What is not as it should be; empty: everything is. */
      readonly changes: readonly ResourceChange[];
      /** Addresses that the state knows. Empty: nothing was ever made. */
      readonly inState: readonly string[];
      /** Machines that the state knows, each looked at and proven to be ours before Terraform was asked. */
      readonly machines: readonly ProvenMachine[];
      /** Disks that each machine has now, by its address. Absent: not asked. */
      readonly disks?: ReadonlyMap<string, readonly MachineDisk[]>;
      /** The state that it was asked about. Absent: the backend gave none that could be read. */
      readonly state?: StateIdentity;
      /** Providers that it was asked with. */
      readonly providers?: BoundProviders;
      /** Machines that wait in maintenance mode for their first configuration, or will. */
      readonly maintenance: readonly string[];
      /** What Argo CD needs is installed with it, or was. */
      readonly bootstrap: boolean;
      /** Why what Argo CD needs is not installed along with it. */
      readonly withoutBootstrap?: Hold | undefined;
    }
  /** It could not be asked, or refuses. Deferred: something is missing that comes in time, as machine secrets of a new cluster. */
  | ({ readonly kind: 'refused' } & Hold);

/** A branch of a repository that did not answer. */
export interface UnreadBranch {
  readonly target: PublishTarget;
  readonly because: Diagnostic;
}

/** One branch as it is there. Absent from `Observations.published` when it could not be read. */
export interface Published {
  readonly target: PublishTarget;
  /** The commit; undefined when the branch or the repository is not there yet: the first publishing makes it. */
  readonly head: string | undefined;
  /** Files below the target's path, by path below it. What is no regular file has the text undefined. */
  readonly files: ReadonlyMap<string, PublishedFile>;
  /** The repository is the one that infraflux.yaml itself lies in, on this branch. */
  readonly own: OwnRepository | undefined;
  /** Absent: infraflux.yaml lies in no Git repository. */
  readonly source?: PublishSource | undefined;
}

/** The checkout that infraflux.yaml lies in. */
export interface PublishSource {
  readonly top: string;
  /** Undefined: HEAD is detached. */
  readonly branch: string | undefined;
  /** Undefined: nothing was committed yet. */
  readonly commit: string | undefined;
  /** Inputs that are not committed as they are. */
  readonly changedInputs: number;
  /**
   * Inputs (below `top`) that the branch which is published to has in another form. Absent: it is the branch that is checked out, of
   * another repository, or one of compiled files alone.
   */
  readonly differing?: readonly string[];
  /** Secrets in clear in these inputs, and files among them that are none. */
  readonly findings?: readonly InputFinding[];
  readonly unknown?: readonly string[];
}

/** A secret in clear in an input that would be published, by its path below the top of the repository. */
export interface InputFinding extends ClearSecret {
  readonly file: string;
}

export interface PublishedFile {
  readonly blob: string;
  readonly text: string | undefined;
}

/** The user's own working copy of the repository that is published to. */
export interface OwnRepository {
  readonly top: string;
  /** Name of the remote in it. */
  readonly remote: string;
  /** Directory of infraflux.yaml below `top`, with `/`; empty when it is the top. */
  readonly prefix: string;
  readonly head: string | undefined;
  /** Its head is an ancestor of the branch's: an earlier apply was interrupted after it pushed, or others pushed since. */
  readonly isBehind: boolean;
  /** Path of the output directory below `top`. */
  readonly output: string;
  /** Changed or untracked paths (below `top`) that are neither inputs nor compiled files. */
  readonly foreign: readonly string[];
  /** Changed or untracked inputs (below `top`): they go into the same commit. */
  readonly inputs: readonly string[];
  /** What else changed in folders of inputs (notes, keys, swap files of editors): never committed. */
  readonly unknown: readonly string[];
  /** Secrets in clear in these inputs. */
  readonly findings: readonly InputFinding[];
}

export interface EngineObservations {
  /** Version of the engine that `terraform.engine` names; undefined when it is not on this machine. */
  readonly terraform: string | undefined;
  /** Why it was not even looked for. Absent: it was. */
  readonly notAsked?: Diagnostic;
  /** Names of providers for whose API there are credentials. */
  readonly credentials: ReadonlySet<string>;
  /** Clusters (`prod/main`) with a kubeconfig of their own under .infraflux/. Ambient ones are never looked at. */
  readonly kubeconfigs: ReadonlySet<ClusterId>;
  readonly talosconfigs: ReadonlySet<ClusterId>;
}
