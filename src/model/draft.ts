import type { ClusterId } from '../identity/cluster-id.ts';
import type {
  ResolvedControlPlane,
  ResolvedNetwork,
  ResolvedNode,
  ResolvedPool,
  ResolvedProvider,
} from '../../schema/config.ts';
import type { Blueprint, Catalog } from '../blueprints/catalog.ts';
import type { ClusterConfig, Config } from '../config/config.ts';
import type { FoldedMap } from '../config/folded.ts';
import type { Span } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';
import type { AddressRange, Cidr } from '../config/addresses.ts';
import type { ClusterProduct, ClusterVersions, TalosContract } from '../versions/cluster-versions.ts';
import type { Lock } from './lock.ts';
import type { LockScopes } from './lock-scope.ts';
import type { RetainedCluster } from './retained/retained.ts';
import type { NodeRole } from './platform.ts';
import type { ProviderTraits } from './provider-traits.ts';

/**
 * The platform while it is being checked: every value that could be read is here, and one that had a fault of its own
 * is undefined. Rules look at drafts and skip what is undefined, so that nothing is reported twice. When no rule
 * finds an error, the draft is complete and becomes a `Platform`.
 */
export interface Draft {
  readonly config: Config;
  readonly catalog: Catalog;
  /** Those that are described, by name, whether anything uses them or not. Undefined where none of it could be read. */
  readonly providers: ReadonlyMap<string, DraftProvider | undefined>;
  readonly networks: ReadonlyMap<string, DraftNetwork>;
  /** All environments and clusters at once: collisions know no borders. */
  readonly clusters: readonly DraftCluster[];
  /** Clusters that left infraflux.yaml and may have machines: what they have is taken. */
  readonly retained: readonly RetainedCluster[];
  /** Within what its numbers belong to one owner alone. */
  readonly scopes: LockScopes;
  /** The lock file as it was read. */
  readonly lock: Lock;
  /** What it must hold now. */
  readonly nextLock: Lock;
}

/** A value with the place to blame for it. */
export interface At<T> {
  readonly value: T;
  /** Undefined when it was derived or allocated rather than set. */
  readonly span: Span | undefined;
}

export interface DraftNetwork {
  readonly name: string;
  readonly settings: ResolvedNetwork;
  readonly tree: FoldedMap;
  readonly cidr: At<Cidr> | undefined;
  readonly gateway: At<bigint> | undefined;
}

export interface DraftProvider {
  readonly name: string;
  readonly settings: ResolvedProvider;
  readonly tree: FoldedMap;
  /** Undefined where its type could not be read. */
  readonly traits: ProviderTraits | undefined;
}

export interface DraftCluster {
  readonly environment: string;
  readonly name: string;
  readonly id: ClusterId;
  readonly config: ClusterConfig;
  /** Where the cluster is written: its key, in the uppermost layer that has it. */
  readonly span: Span | undefined;
  readonly provider: DraftProvider | undefined;
  /** The first provider that made machines of it. Undefined: none has. */
  readonly firstProvider: string | undefined;
  /** Those that pools name, also pools without a node. */
  readonly poolProviders: readonly DraftProvider[];
  readonly network: DraftNetwork | undefined;
  readonly nodeRange: At<readonly AddressRange[]> | undefined;
  readonly loadBalancers: At<readonly AddressRange[]> | undefined;
  /** Only an address in the network is one; host:port of an external load balancer has none. */
  readonly endpoint:
    | At<{ readonly host: string; readonly port: number; readonly address: bigint | undefined }>
    | undefined;
  readonly pods: At<readonly Cidr[]> | undefined;
  readonly services: At<readonly Cidr[]> | undefined;
  /** Those that InfraFlux compiles for; undefined for one with a fault. */
  readonly versions: { readonly [product in ClusterProduct]: At<ClusterVersions[product]> | undefined };
  /** Talos minor that the cluster was born with. */
  readonly talosContract: TalosContract | undefined;
  readonly groups: readonly DraftGroup[];
  readonly nodes: readonly DraftNode[];
  readonly components: readonly DraftComponent[];
}

/** The control plane, or one pool. */
export interface DraftGroup {
  /** `controlPlane`, or the pool's name. */
  readonly name: string;
  readonly role: NodeRole;
  readonly value: ResolvedControlPlane | ResolvedPool;
  readonly tree: FoldedMap;
  readonly count: At<number> | undefined;
}

export interface DraftNode {
  readonly cluster: string;
  readonly environment: string;
  readonly name: At<string>;
  readonly role: NodeRole;
  readonly group: DraftGroup;
  readonly provider: DraftProvider | undefined;
  /** The group's fragment with the node's own folded over it, and the cluster's `talos` below both. */
  readonly value: ResolvedNode;
  readonly tree: FoldedMap;
  /** Pinned, or allocated. */
  readonly address: At<bigint> | undefined;
  readonly mac: At<string> | undefined;
  /** MAC addresses of further ports, by the interface's name. */
  readonly furtherMacs: ReadonlyMap<string, string>;
  /** Positions of its disks, by disk name. */
  readonly slots: ReadonlyMap<string, number>;
  readonly vmId: At<number> | undefined;
  /** Ids of the machines that own its kept disks, by disk name. */
  readonly holders: ReadonlyMap<string, number>;
  readonly host: At<string> | undefined;
  /** In MiB. */
  readonly memory: At<number> | undefined;
  readonly cpu: At<number> | undefined;
  /** GPUs allocated or requested, by model. */
  readonly gpus: readonly {
    readonly model: string;
    readonly count: number;
    readonly mappings: readonly string[];
    readonly span: Span | undefined;
  }[];
}

export interface DraftComponent {
  readonly name: string;
  readonly blueprint: Blueprint;
  readonly tree: FoldedMap | undefined;
  readonly options: Readonly<Record<string, Json>>;
  /** Where it is switched on; undefined when it came along. */
  readonly span: Span | undefined;
  readonly impliedBy: string | undefined;
}
