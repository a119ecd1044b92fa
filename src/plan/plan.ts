import type { Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import type { ArtifactLayer } from '../emit/artifact.ts';
import type { SecretReader } from '../identity/secret-reader.ts';
import type { LeafPath } from '../identity/leaf-path.ts';
import type { OwnRepository } from '../observe/observations.ts';
import type { PublishTarget } from '../observe/publish-target.ts';
import type { Json } from '../source/tree.ts';
import type { Effect, Impact } from './effects.ts';
import type { Hold } from './hold.ts';

export const layers = ['files', 'terraform', 'talos', 'gitops', 'kubernetes'] as const;
export type Layer = (typeof layers)[number];

export type Action = 'create' | 'update' | 'replace' | 'delete' | 'move' | 'adopt' | 'none';

/** Why something changes that could surprise. A closed list: programs match on it. */
export type Reason =
  | 'new'
  | 'input-changed'
  | 'secret-changed'
  | 'release-changed'
  | 'blueprint-changed'
  | 'component-enabled'
  | 'component-disabled'
  | 'node-added'
  | 'node-removed'
  | 'cluster-removed'
  | 'environment-removed'
  | 'edited-by-hand'
  | 'drifted'
  | 'missing'
  | 'unchanged';

/** What a change happens to. Printed in one place (format-object.ts). */
export interface ObjectId {
  readonly kind: 'file' | 'machine' | 'node' | 'application' | 'object';
  readonly environment: string;
  readonly cluster: string | undefined;
  readonly name: string;
}

/** What became of an encrypted object: keys of the Secret, never a value and never ciphertext. */
export interface SealedChange {
  readonly name: string;
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** It opens for others than before. */
  readonly recipients: boolean;
}

/** Text is plain, or a digest of ciphertext where secrets are inside. */
export type Text =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'digest'; readonly digest: string };

/** One change of the input. */
export interface Cause {
  readonly environment: string;
  readonly path: LeafPath;
  readonly moved: Moved;
  readonly span: Span | undefined;
}

/** What happened to the input at a path: a value was set, changed or removed, or everything below it came or went. */
export type Moved =
  | { readonly kind: 'added'; readonly after: Json }
  | { readonly kind: 'changed'; readonly before: Json; readonly after: Json }
  | { readonly kind: 'removed'; readonly before: Json }
  | { readonly kind: 'subtree-added' | 'subtree-removed' };

export interface Change {
  readonly layer: Layer;
  /** The layer that follows once the file is there; absent for what is no compiled file. */
  readonly follows?: ArtifactLayer;
  /** Component or node that it is about, where it is about one. */
  readonly subject?: string;
  readonly object: ObjectId;
  /** Set for an encrypted object. */
  readonly secret?: SealedChange;
  readonly action: Action;
  /** What happens to machines, disks and what runs. Empty: nothing does. */
  readonly effects: readonly Effect[];
  /** The worst of the effects. */
  readonly impact: Impact;
  readonly reason: Reason;
  /** The lines of the input that caused it; empty when a release of InfraFlux or somebody's hand did. */
  readonly because: readonly Cause[];
  /** What is different, in words: `memory 16 -> 32 GiB`. Absent for files, whose texts say it. */
  readonly detail?: string;
  readonly before: Text | undefined;
  readonly after: Text | undefined;
}

/** A layer that is not compared, or not applied, and why. Not a change. */
export interface Deferred extends Hold {
  readonly layer: Layer;
  readonly environment: string;
  readonly cluster: string | undefined;
}

/** A machine with settings that Proxmox has stored and the machine does not have yet. Not a change: it was made before. */
export interface WaitingRestart {
  readonly environment: string;
  readonly cluster: string;
  readonly machine: string;
  /** `memory 16384 -> 32768`, as Proxmox calls and counts them. */
  readonly settings: readonly string[];
}

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

/** A secret that must exist and does not: only the steps that read it wait. */
export interface Blocked {
  readonly environment: string;
  /** Undefined for what the platform shares. */
  readonly cluster: string | undefined;
  readonly secret: string;
  readonly keys: readonly string[];
  readonly readBy: readonly SecretReader[];
  /** The command that adds it. */
  readonly command: string;
}

/** One commit to make: which files of which branch are replaced, and what was there when the plan was made. */
export interface Publication {
  readonly target: PublishTarget;
  /** The commit it was computed against; empty string: no such branch yet. */
  readonly head: string;
  /** Environments whose files are replaced. All others keep the bytes they have. */
  readonly environments: readonly string[];
  /** Files to write, by path below the target's path: the text's digest (SHA-256), undefined to take the file away. */
  readonly files: Readonly<Record<string, string | null>>;
  /** What lay at those paths: blob ids by path, null where nothing did. A moved branch is followed only while this holds. */
  readonly expected: Readonly<Record<string, string | null>>;
  readonly own: OwnRepository | null;
  /** First line of the commit's message. */
  readonly message: string;
}

/** The arrow from plan/ to apply/. */
export interface Plan {
  readonly formatVersion: 1;
  readonly platform: string;
  /** No-ops are recorded as well: "looked at, unchanged" is news. */
  readonly changes: readonly Change[];
  readonly deferred: readonly Deferred[];
  readonly blocked: readonly Blocked[];
  /** Absent where there are no secrets files. `verified` false: no key of this machine opens them all. */
  readonly secrets?: { readonly count: number; readonly verified: boolean };
  readonly diagnostics: readonly Diagnostic[];
  readonly publications: readonly Publication[];
  /** Clusters whose Terraform runs after publishing. Absent: none can. */
  readonly terraform?: readonly TerraformRun[];
  /** Machines that wait for a restart. Absent: none, or nobody looked. */
  readonly restarts?: readonly WaitingRestart[];
  /** Environments that it was asked for; null: all. */
  readonly environments: readonly string[] | null;
  /** What it was computed against; apply refuses when any of it has moved. */
  readonly against: {
    readonly inputs: string;
    readonly artifacts: string;
    /** Head of each branch published to, by branch; empty string: no commit yet. */
    readonly gitHeads: Readonly<Record<string, string>>;
  };
}
