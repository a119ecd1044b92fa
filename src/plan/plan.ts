import type { Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import type { ArtifactLayer } from '../emit/artifact.ts';
import type { SecretReader } from '../identity/secret-reader.ts';
import type { LeafPath } from '../identity/leaf-path.ts';
import type { Json } from '../source/tree.ts';
import type { Delivery } from './delivery.ts';
import type { Effect, Impact } from './effects.ts';
import type { Hold } from './hold.ts';
import type { Rename } from './renames.ts';
import type { TerraformRun } from './terraform/run.ts';
import type { Work } from './work.ts';

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
  /** The lines of the input that caused it; empty when a release of InfraFlux or a manual change did. */
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
  /** Why it is fine, in the words of `accept`: it is not printed. What is blocked cannot be accepted. */
  readonly accepted?: string;
}

/** A machine with settings that Proxmox has stored and the machine does not have yet. Not a change: it was made before. */
export interface WaitingRestart {
  readonly environment: string;
  readonly cluster: string;
  readonly machine: string;
  /** `memory 16384 -> 32768`, as Proxmox calls and counts them. */
  readonly settings: readonly string[];
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
  /** What apply does, in an order in which it can be done. */
  readonly work: readonly Work[];
  /** What Terraform was asked and answered, by cluster. Absent: it was asked about none. */
  readonly terraform?: readonly TerraformRun[];
  /** Clusters read what is published, and no repository is set that they could read. Absent: one is, or none reads. */
  readonly unreadable?: true;
  /** How secrets of components get into the clusters. Absent: no component reads any. */
  readonly delivery?: readonly Delivery[];
  /** Removals that look like renames, in words. Absent: none. */
  readonly renames?: readonly Rename[];
  /** Machines that wait for a restart. Absent: none, or not asked. */
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
