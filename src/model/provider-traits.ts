import type { ResolvedProvider, ResolvedSecretReference } from '../../schema/config.ts';

/** Types of providers that the language has: `proxmox`, `metal`. */
export type ProviderType = ResolvedProvider['type'];

/**
 * What every stage has to know of the machines of one type of provider. Facts alone: how machines are described, looked at
 * and named to people is in the provider's own folder, src/providers/<type>/.
 */
export interface ProviderTraits {
  /** Whether machines are created and destroyed. False: they exist already, with disks and ports that are what they are. */
  readonly makesMachines: boolean;
  readonly allocates: ProviderAllocations;
  readonly takes: Readonly<Record<ProviderField, boolean>>;
  readonly image: ProviderImage;
  /**
   * Where Talos sees the disk at a position of a machine. Undefined: positions are unknown, and a disk is found by its
   * serial number, which is its name.
   */
  readonly diskPath: ((slot: number) => DiskPath) | undefined;
  /** Talos extensions that its machines need, whatever runs on them. Full names. */
  readonly extensions: readonly string[];
  /** Where packets get the tag of a network's VLAN: on the machine's own port, or in what the port is plugged into. */
  readonly vlanTag: 'machine' | 'network';
  /** The secret that lets InfraFlux and Terraform use its API. `none`: there is no API. */
  readonly credentials: (settings: ResolvedProvider) => ResolvedSecretReference | 'none' | undefined;
  /** What such a secret looks like, so that another one is refused before it is stored. Undefined: it may be anything. */
  readonly credentialForm?: CredentialForm;
}

export interface CredentialForm {
  readonly pattern: RegExp;
  /** As in a message: "user@realm!name=uuid". */
  readonly expected: string;
}

/** The `bus_path` of a disk, which does not depend on the order in which the kernel finds disks. It matches no other disk. */
export interface DiskPath {
  /** A CEL expression on `disk`. */
  readonly expression: string;
  /** The same as a pattern of Talos' `diskSelector`, where `*` matches anything. */
  readonly glob: string;
}

/** What its machines are given that is not in the configuration, and what infraflux.lock keeps of it. */
export interface ProviderAllocations {
  /** Ranges of ids (`2000-2099`) out of the provider's settings. Undefined: its machines have no ids. */
  readonly machineIds: ((settings: ResolvedProvider) => string | undefined) | undefined;
  /** What tells one API from another, where two providers may be one: ids are unique in it. Undefined: each is its own. */
  readonly hypervisor: (settings: ResolvedProvider) => string | undefined;
  /** Hosts that machines are placed on, out of the provider's settings. Undefined: the provider has no hosts. */
  readonly hosts: ((settings: ResolvedProvider) => Readonly<Record<string, ProviderHost>>) | undefined;
  /** Whether the cards of its hosts are given to machines. */
  readonly gpus: boolean;
  /** First half of the MAC addresses of its machines, in upper case: `BC:24:11`. Undefined: ports have their own already. */
  readonly macPrefix: string | undefined;
  /** Positions for disks other than the system disk, which is at 0. Undefined: disks are where they are. */
  readonly diskSlots: { readonly first: number; readonly last: number } | undefined;
  /** Whether a kept disk belongs to a machine of its own, which has an id like any other. */
  readonly keptDiskOwners: boolean;
}

/** What a provider says of a host that machines are placed on: its capacity, and what stands ready on it by name. */
export interface ProviderHost {
  readonly cpu?: number;
  readonly memory?: string;
  readonly reserve: string;
  readonly overcommit: { readonly cpu: number; readonly memory: number };
  /** What the provider calls each datastore, by its role. */
  readonly datastores: Readonly<Record<string, string>>;
  readonly gpus: Readonly<Record<string, { readonly mappings: readonly string[] }>>;
}

/**
 * Fields of nodes and their groups that mean something to some providers only. One that the provider of a machine does
 * not take is an error where it is written about that machine.
 */
export type ProviderField = 'host' | 'hosts' | 'vmId' | 'gpus' | 'datastore';

export interface ProviderImage {
  /** Talos' platform, as the Image Factory names it: it decides where a new machine has its first address from. */
  readonly platform: string;
  /** What a machine starts from before Talos is installed: a disk that was made from the image, or a boot medium. */
  readonly firstBoot: 'disk' | 'medium';
}
