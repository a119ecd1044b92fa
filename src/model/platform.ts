import type { ClusterVersions, TalosContract } from '../versions/cluster-versions.ts';
import type {
  ResolvedApplications,
  ResolvedBackup,
  ResolvedClusterNetwork,
  ResolvedClusterSecrets,
  ResolvedClusterTalos,
  ResolvedDisk,
  ResolvedGitops,
  ResolvedInterface,
  ResolvedMachine,
  ResolvedNetwork,
  ResolvedProvider,
  ResolvedTaint,
  ResolvedTalos,
  ResolvedTerraform,
} from '../../schema/config.ts';
import type { FoldedMap } from '../config/folded.ts';
import type { Json } from '../source/tree.ts';
import type { Lock } from './lock.ts';
import type { ProviderTraits, ProviderType } from './provider-traits.ts';
import type { RetainedEnvironment } from './retained/retained.ts';

/**
 * The arrow from model/ to emit/: the whole platform, resolved. Nothing in it is optional because it was not set;
 * an optional field says in its comment what its absence means. Emitters read this and the catalog, nothing else.
 */
export interface Platform {
  readonly name: string;
  readonly description: string | undefined;
  /** Sorted by name. */
  readonly environments: readonly Environment[];
  /** Clusters that left infraflux.yaml and may have machines, with what was compiled for them. Sorted by name. */
  readonly retained: readonly RetainedEnvironment[];
  readonly terraform: ResolvedTerraform;
  /** Undefined: publish to a bare repository under .infraflux/. */
  readonly gitops: ResolvedGitops | undefined;
  /** Ids of values that look like secrets in clear, and that `secrets.notSecret` says are none. */
  readonly acceptedFindings: readonly string[];
  /** What the lock file must hold now: the old lines, and new allocations. */
  readonly lock: Lock;
  /** Contents of files that the configuration refers to (patches, certificates), by path as written. */
  readonly files: ReadonlyMap<string, string>;
}

export interface Environment {
  readonly name: string;
  readonly clusters: readonly Cluster[];
  /** Branch of `gitops` that this environment is published to. */
  readonly branch: string;
  /** age recipients of this environment's secrets. */
  readonly recipients: readonly string[];
}

export interface Cluster {
  readonly environment: string;
  readonly name: string;
  readonly domain: string | undefined;
  readonly protect: boolean;
  /** What runs or will: those of infraflux.lock for a cluster that was made, else what is wanted. */
  readonly versions: ClusterVersions;
  /** The versions in infraflux.yaml. Where they differ, an upgrade is due. */
  readonly wantedVersions: ClusterVersions;
  /** Talos minor that the cluster was born with (`1.13`): it decides the dialect of the machine configuration. */
  readonly talosContract: TalosContract;
  /** Name and contents of the network that the machines are on. */
  readonly network: ClusterNetwork;
  readonly provider: Provider;
  /**
   * Name of the provider whose machines have no alias in Terraform: the first that made any. Kept in the lock file,
   * because another address is another machine. Absent: none has made any.
   */
  readonly firstProvider?: string;
  /**
   * Those that a pool names of which no node is left, by name: Terraform still needs to know how to reach what they made,
   * to take it away. Absent: there are none.
   */
  readonly idleProviders?: readonly Provider[];
  /** Control planes first, then workers; by name within, numbers as numbers. */
  readonly nodes: readonly Node[];
  /** Whether ordinary workloads may run on control planes. */
  readonly schedulableControlPlane: boolean;
  readonly talos: ResolvedClusterTalos;
  /** Components that are on, sorted by name, those that came along included. */
  readonly components: readonly Component[];
  readonly applications: ResolvedApplications | undefined;
  readonly backup: ResolvedBackup;
  /** Absent: what components read comes by encrypted objects. */
  readonly secrets?: ResolvedClusterSecrets;
  /**
   * Encrypted objects that the cluster makes Secrets of, by `<component>.<secret>`: the texts of
   * secrets/<environment>/<cluster>/, to be copied byte by byte. Absent: there are none.
   */
  readonly secretObjects?: Readonly<Record<string, string>>;
  /** Provenance. Paths as in the language: `pools.workers.memory`. */
  readonly tree: FoldedMap;
}

/** Where machines come from: of one of the types, with the settings that providers of that type have. */
export type Provider = { readonly [Type in ProviderType]: ProviderOf<Type> }[ProviderType];

export interface ProviderOf<Type extends ProviderType> {
  readonly name: string;
  readonly type: Type;
  readonly settings: Extract<ResolvedProvider, { readonly type: Type }>;
  readonly traits: ProviderTraits;
}

/** All that a cluster's description names, its own first. */
export function clusterProviders(cluster: Cluster): readonly Provider[] {
  const all = [cluster.provider, ...cluster.nodes.map(({ provider }) => provider), ...(cluster.idleProviders ?? [])];
  return [...new Map(all.map((provider) => [provider.name, provider])).values()];
}

export interface ClusterNetwork extends Omit<ResolvedClusterNetwork, 'attach' | 'endpoint' | 'pods' | 'services'> {
  readonly name: string;
  readonly settings: ResolvedNetwork;
  /** Bits of the network's prefix. */
  readonly prefix: number;
  /** The Kubernetes API: `host` without port. `virtual` when the control plane itself holds the address. */
  readonly endpoint: { readonly host: string; readonly port: number; readonly virtual: boolean };
  readonly pods: readonly string[];
  readonly services: readonly string[];
  /** What connects pods: a component, Talos' flannel, manifests by address, or nothing. */
  readonly podNetwork:
    | { readonly kind: 'component' | 'flannel' | 'none' }
    | { readonly kind: 'manifests'; readonly urls: readonly string[] };
}

export type NodeRole = 'controlplane' | 'worker';

export interface Node {
  readonly name: string;
  readonly hostname: string;
  readonly role: NodeRole;
  /** `controlPlane`, or the pool's name. */
  readonly pool: string;
  readonly provider: Provider;
  /** Undefined for metal. */
  readonly host: string | undefined;
  /** Undefined only where the network leaves addresses to DHCP. */
  readonly address: string | undefined;
  /** Upper case, with colons. Undefined for metal whose port was not named. */
  readonly mac: string | undefined;
  /** Undefined for metal. */
  readonly vmId: number | undefined;
  readonly cpu: number;
  /** In MiB. */
  readonly memory: number;
  readonly machine: ResolvedMachine;
  /** By name; `system` first, then by name. */
  readonly disks: readonly NodeDisk[];
  readonly gpus: readonly NodeGpu[];
  readonly interfaces: readonly NodeInterface[];
  readonly dns: readonly string[];
  /** Empty: no domain is searched. Undefined: not set, and Talos searches the domain of the machine's own name. */
  readonly search: readonly string[] | undefined;
  readonly ntp: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly taints: Readonly<Record<string, ResolvedTaint>>;
  readonly description: string | undefined;
  /** The cluster's `talos`, with the pool's and the node's folded over it. */
  readonly talos: ResolvedTalos;
  /** Extensions of the image: the user's, the provider's and what components asked for. Full names, sorted. */
  readonly extensions: readonly string[];
  /** Provenance, for this node only. Paths as in a node-shaped fragment: `memory`, `disks.system.size`. */
  readonly tree: FoldedMap;
}

export interface NodeDisk extends Omit<ResolvedDisk, 'size' | 'datastore'> {
  readonly name: string;
  /** In GiB. */
  readonly size: number;
  /** Its role, and what the node's host calls it: undefined for metal. */
  readonly datastore: { readonly role: string; readonly name: string | undefined };
  /** Position among the machine's disks; the system disk is 0. Allocated once and kept in the lock file. */
  readonly slot: number;
  /**
   * Id of the virtual machine that owns a kept disk, so that it outlives the one that uses it. Allocated once and recorded in
   * the lock file; undefined for a disk that goes with its machine, and for metal.
   */
  readonly holder: number | undefined;
}

export interface NodeGpu {
  readonly model: string;
  /** PCI resource mappings on the host, one for each card. Kept in the lock file. */
  readonly mappings: readonly string[];
}

export interface NodeInterface extends Omit<ResolvedInterface, 'network'> {
  readonly name: string;
  readonly network: { readonly name: string; readonly settings: ResolvedNetwork; readonly prefix: number } | undefined;
}

export interface Component {
  readonly name: string;
  /** Its options with the blueprint's defaults filled in, without `version` and `values`. */
  readonly options: Readonly<Record<string, Json>>;
  /** The chart's or repository's version: the blueprint's pin, or the user's. Undefined for manifests alone. */
  readonly version: string | undefined;
  /** The user's own Helm values, merged over the blueprint's. */
  readonly values: Readonly<Record<string, Json>>;
  /** Argo CD sync wave, computed from who provides and who requires. */
  readonly wave: number;
  /** For an implied component: the component that implies it. */
  readonly impliedBy: string | undefined;
}
