/** Everything that runs on a hypervisor, whoever made it; or why nobody knows. */
export type HypervisorObservation =
  | { readonly machines: readonly HypervisorMachine[]; readonly because?: undefined }
  | { readonly machines: undefined; readonly because: string };

export interface HypervisorMachine {
  readonly id: number;
  readonly name: string;
  readonly host: string;
  readonly tags: readonly string[];
  readonly running: boolean;
  /** SMBIOS UUID that it is configured with, in lower case. Absent: it has none, or `unread` says why. */
  readonly uuid?: string;
  /** It is a container, which has no UUID, and is never one of ours. */
  readonly container?: true;
  /** What is stored and waits for its next start, by key as Proxmox calls it. Absent: nothing does, or nobody looked. */
  readonly pending?: readonly PendingSetting[];
  /** Why its configuration was not read: then name and tags are those of the list. */
  readonly unread?: string;
}

/** What a direct question about one machine gave: the one that has the id now, whoever made it. */
export type MachineLook =
  | { readonly kind: 'there'; readonly machine: HypervisorMachine }
  /** The hypervisor lists no machine with that id. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly because: string; readonly needs: string };

/** A setting that is another one after the next start: `{key: 'memory', now: '16384', next: '32768'}`. */
export interface PendingSetting {
  readonly key: string;
  /** Undefined: it has none yet. */
  readonly now: string | undefined;
  /** Undefined: it will have none. */
  readonly next: string | undefined;
}
