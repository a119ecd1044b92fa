import type { HypervisorIdentity } from '../plan/bound.ts';

/** Everything that runs on a hypervisor, of any owner; or why that is unknown. */
export type HypervisorObservation =
  | {
      readonly machines: readonly HypervisorMachine[];
      /** Ids that are wanted, that the list does not have, and that are not known to be free. Absent: none. */
      readonly hidden?: readonly HiddenId[];
      /** Which hypervisor it is. Absent: the token may not see it. */
      readonly identity?: HypervisorIdentity;
      /** What machines are made on. Absent: it was not asked for. */
      readonly inventory?: HypervisorInventory;
      readonly because?: undefined;
    }
  | {
      readonly machines: undefined;
      readonly hidden?: undefined;
      readonly identity?: undefined;
      readonly inventory?: undefined;
      readonly because: string;
    };

/** What a hypervisor has by name, as far as the token may see it. An empty list means that nothing is known. */
export interface HypervisorInventory {
  readonly hosts: readonly string[];
  /** By host and name: the types of content that each may hold. */
  readonly datastores: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** By host. */
  readonly bridges: Readonly<Record<string, readonly string[]>>;
  /** Devices that machines get by these names. */
  readonly mappings: readonly string[];
  readonly pools: readonly string[];
}

/** An id of which it is unknown whether a machine has it: the list does not show all that there is. */
export interface HiddenId {
  readonly id: number;
  /** The end of a sentence: "... is not in the list, although the id is taken: ...". */
  readonly because: string;
  readonly needs: string;
}

export interface HypervisorMachine {
  readonly id: number;
  readonly name: string;
  readonly host: string;
  readonly tags: readonly string[];
  /** Undefined: the hypervisor does not say, because the host has just started or is away. */
  readonly running: boolean | undefined;
  /** UUID that it is configured with, in lower case. Absent: it has none, or `unread` says why. */
  readonly uuid?: string;
  /** It is a container, which has no UUID, and is never one of ours. */
  readonly container?: true;
  /** What is stored and waits for its next start, by key as the hypervisor calls it. Absent: nothing does, or it was not read. */
  readonly pending?: readonly PendingSetting[];
  /** Why its configuration was not read: then name and tags are those of the list. */
  readonly unread?: string;
}

/** What a direct question about one machine gave: the one that has the id now, of any owner. */
export type MachineLook =
  | { readonly kind: 'there'; readonly machine: HypervisorMachine }
  /** No machine has the id: more than the list was asked, by a token that may see it. */
  | { readonly kind: 'gone' }
  /** It is not listed, and may still exist. */
  | { readonly kind: 'hidden'; readonly hidden: HiddenId }
  | { readonly kind: 'unknown'; readonly because: string; readonly needs: string };

/** A setting that is another one after the next start: `{key: 'memory', now: '16384', next: '32768'}`. */
export interface PendingSetting {
  readonly key: string;
  /** Undefined: it has none yet. */
  readonly now: string | undefined;
  /** Undefined: it will have none. */
  readonly next: string | undefined;
}
