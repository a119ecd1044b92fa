import { type LeafPath, leafSubject } from '../identity/leaf-path.ts';
import type { Json } from '../source/tree.ts';
import type { FileSubject } from './file-subject.ts';
import type { ProviderType } from '../model/provider-traits.ts';
import { providerPlans } from '../providers/plan-registry.ts';
import { type Action, type Impact, impacts, type Reason } from './plan.ts';
import type { ArgumentImpact } from './provider-plan.ts';
import { worse } from './terraform/impacts.ts';

type Leaves = ReadonlyMap<LeafPath, Json>;

/** What happens to the machines and components of one cluster, told from its resolved inputs before and after. */
export interface ClusterEffects {
  /** Worst that its Terraform and Talos files lead to once their engines apply them. */
  readonly machines: { readonly impact: Impact; readonly reason: Reason } | undefined;
  readonly componentsOff: ReadonlySet<string>;
  readonly componentsOn: ReadonlySet<string>;
  readonly gone: boolean;
}

/** Components whose data lies on machines' disks: taking one out takes its data out of reach. */
export type KeepsData = (component: string) => boolean;

/** Values of a node that reach it by Talos, and what changing one does. Others are applied while it runs. */
const talosImpacts: readonly Pick<ArgumentImpact, 'values' | 'impact'>[] = [
  // Another provider makes another machine.
  { values: [['provider']], impact: 'replace' },
  // It is looked for at another address than the one that it has.
  { values: [['address']], impact: 'restart' },
  {
    values: ['extensions', 'kernelModules', 'kernelArguments', 'schematic', 'encryption'].map((key) => ['talos', key]),
    impact: 'reboot',
  },
];

/** Of each of the clusters, from the resolved inputs of their environment. Reads each leaf once, however many clusters. */
export function effectsByCluster(
  clusters: Iterable<string>,
  before: Leaves,
  after: Leaves,
): ReadonlyMap<string, ClusterEffects> {
  const old = splitByCluster(before);
  const now = splitByCluster(after);
  return new Map(
    [...clusters].map((name) => [name, clusterEffects(old.get(name) ?? noLeaves, now.get(name) ?? noLeaves)]),
  );
}

function clusterEffects(old: ClusterLeaves, now: ClusterLeaves): ClusterEffects {
  const gone = old.count > 0 && now.count === 0;
  let worst: { impact: Impact; reason: Reason } | undefined;
  const say = (impact: Impact, reason: Reason) => {
    if (worst === undefined || impacts.indexOf(impact) > impacts.indexOf(worst.impact)) worst = { impact, reason };
  };
  for (const [name, leaves] of old.nodes) {
    const kept = now.nodes.get(name);
    // A cluster that may have machines is retained, with its leaves: one that goes has none.
    if (gone) say('none', 'cluster-removed');
    else if (kept === undefined) say(losesData(leaves) ? 'data-loss' : 'replace', 'node-removed');
    else {
      for (const disk of dataDisks(leaves)) if (!dataDisks(kept).has(disk)) say('data-loss', 'input-changed');
      for (const [path, leaf] of new Map([...leaves, ...kept])) {
        if (JSON.stringify(leaves.get(path)?.value) === JSON.stringify(kept.get(path)?.value)) continue;
        say(valueImpact(leaf.keys, typeOf(kept, now.types)), 'input-changed');
      }
    }
  }
  for (const name of now.nodes.keys()) if (!old.nodes.has(name)) say('none', 'node-added');
  return {
    machines: worst,
    componentsOff: new Set([...old.components].filter((name) => !now.components.has(name))),
    componentsOn: new Set([...now.components].filter((name) => !old.components.has(name))),
    gone,
  };
}

/** How much a change to one file hurts, and why it happens, when its layer follows it. */
export function judge(
  subject: FileSubject,
  action: Action,
  effects: ClusterEffects | undefined,
  keepsData: KeepsData,
): { readonly impact: Impact; readonly reason: Reason } {
  const plain = action === 'create' ? ('new' as const) : ('input-changed' as const);
  if (subject.layer !== 'gitops') {
    // A file that comes takes nothing away, whatever else happens to the cluster.
    if (action === 'create') return { impact: 'none', reason: effects?.machines?.reason ?? plain };
    // Files of machines come and go with them; the same file may hold several, so the worst of the cluster counts.
    return effects?.machines ?? { impact: 'in-place', reason: plain };
  }
  if (effects?.gone === true) return { impact: 'none', reason: 'cluster-removed' };
  if (subject.component !== undefined && action === 'delete' && effects?.componentsOff.has(subject.component)) {
    return { impact: keepsData(subject.component) ? 'data-loss' : 'in-place', reason: 'component-disabled' };
  }
  if (subject.component !== undefined && action === 'create' && effects?.componentsOn.has(subject.component)) {
    return { impact: 'none', reason: 'component-enabled' };
  }
  return { impact: action === 'create' ? 'none' : 'in-place', reason: plain };
}

type NodeLeaves = ReadonlyMap<LeafPath, NodeLeaf>;

interface NodeLeaf {
  /** Below the node. */
  readonly keys: readonly string[];
  readonly value: Json;
}

/** What changing a value of a node does to it: by the table of its provider, then by that of Talos. */
function valueImpact(keys: readonly string[], type: ProviderType | undefined): Impact {
  const isOf = ({ values }: Pick<ArgumentImpact, 'values'>): boolean =>
    values.some((prefix) => prefix.every((key, at) => keys[at] === key));
  // Of a provider that the inputs do not say, the worst of all counts.
  const tables = type === undefined ? Object.values(providerPlans) : [providerPlans[type]];
  const known = tables.flatMap((table) => table.impacts.find(isOf)?.impact ?? []);
  const [first, ...rest] = known;
  return first === undefined ? (talosImpacts.find(isOf)?.impact ?? 'in-place') : rest.reduce(worse, first);
}

function typeOf(node: NodeLeaves, types: ReadonlyMap<string, string>): ProviderType | undefined {
  const provider = [...node.values()].find(({ keys }) => keys.length === 1 && keys[0] === 'provider')?.value;
  const type = typeof provider === 'string' ? types.get(provider) : undefined;
  return type !== undefined && Object.hasOwn(providerPlans, type) ? (type as ProviderType) : undefined;
}

interface ClusterLeaves {
  /** Types of the cluster's providers, by name. */
  readonly types: ReadonlyMap<string, string>;
  readonly nodes: ReadonlyMap<string, NodeLeaves>;
  readonly components: ReadonlySet<string>;
  readonly count: number;
}

const noLeaves: ClusterLeaves = { types: new Map(), nodes: new Map(), components: new Set(), count: 0 };

function splitByCluster(leaves: Leaves): ReadonlyMap<string, ClusterLeaves> {
  type Found = {
    types: Map<string, string>;
    nodes: Map<string, Map<LeafPath, NodeLeaf>>;
    components: Set<string>;
    count: number;
  };
  const clusters = new Map<string, Found>();
  for (const [path, value] of leaves) {
    const subject = leafSubject(path);
    if (subject.kind === 'platform') continue;
    const { cluster } = subject;
    let found = clusters.get(cluster);
    if (found === undefined) {
      found = { types: new Map(), nodes: new Map(), components: new Set(), count: 0 };
      clusters.set(cluster, found);
    }
    found.count += 1;
    if (subject.kind === 'component') found.components.add(subject.component);
    const [area, provider, key, ...rest] = subject.keys;
    if (subject.kind === 'cluster' && area === 'providers' && key === 'type' && rest.length === 0)
      found.types.set(provider ?? '', String(value));
    if (subject.kind !== 'node') continue;
    const node = found.nodes.get(subject.node) ?? new Map<LeafPath, NodeLeaf>();
    node.set(path, { keys: subject.keys, value });
    found.nodes.set(subject.node, node);
  }
  return clusters;
}

function dataDisks(leaves: NodeLeaves): Set<string> {
  const names = [...leaves.values()].flatMap(({ keys: [area, name] }) => (area === 'disks' && name ? [name] : []));
  return new Set(names.filter((name) => name !== 'system'));
}

/** A disk with `keep` outlives its machine. */
function losesData(leaves: NodeLeaves): boolean {
  const kept = new Set(
    [...leaves.values()].flatMap(({ keys: [area, name, field], value }) =>
      area === 'disks' && field === 'keep' && value === true ? [name] : [],
    ),
  );
  return [...dataDisks(leaves)].some((disk) => !kept.has(disk));
}
