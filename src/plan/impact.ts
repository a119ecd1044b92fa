import { type LeafPath, leafSubject } from '../identity/leaf-path.ts';
import { isSameJson, type Json } from '../source/tree.ts';
import type { FileSubject } from './file-subject.ts';
import { type Effect, hurtsMore, updated } from './effects.ts';
import type { Action, Reason } from './plan.ts';
import { providerTypeOf, valueEffects } from './value-effects.ts';

type Leaves = ReadonlyMap<LeafPath, Json>;

/** What happens to the machines and components of one cluster, told from its resolved inputs before and after. */
export interface ClusterEffects {
  /** Worst that its Terraform and Talos files lead to once their engines apply them. */
  readonly machines: Verdict | undefined;
  /** Of each node that changes, comes or goes. */
  readonly nodes: ReadonlyMap<string, Verdict>;
  /** The worst of the nodes that stay. */
  readonly staying: Verdict | undefined;
  /** Type of each node's provider. */
  readonly types: ReadonlyMap<string, ReturnType<typeof providerTypeOf>>;
  readonly componentsOff: ReadonlySet<string>;
  readonly componentsOn: ReadonlySet<string>;
  readonly gone: boolean;
}

export interface Verdict {
  readonly effects: readonly Effect[];
  readonly reason: Reason;
}

/** Components whose data lies on machines' disks: taking one out takes its data out of reach. */
export type KeepsData = (component: string) => boolean;

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
  const nodes = new Map<string, Verdict>();
  for (const [name, leaves] of old.nodes) {
    const kept = now.nodes.get(name);
    const weigh = (effects: readonly Effect[], reason: Reason) => {
      nodes.set(name, worseVerdict(nodes.get(name), { effects, reason }));
    };
    // A cluster that may have machines is retained, with its leaves: one that goes has none.
    if (gone) weigh([], 'cluster-removed');
    else if (kept === undefined) weigh([{ kind: 'destroyed' }, ...disksOf(leaves)], 'node-removed');
    else {
      for (const disk of dataDisks(leaves))
        if (!dataDisks(kept).has(disk)) weigh([{ kind: 'disk', disk, fate: 'detached' }], 'input-changed');
      for (const [path, leaf] of new Map([...leaves, ...kept])) {
        if (isSameJson(leaves.get(path)?.value, kept.get(path)?.value)) continue;
        weigh(valueEffects(leaf.keys, typeOf(kept, now.types)), 'input-changed');
      }
    }
  }
  for (const name of now.nodes.keys()) if (!old.nodes.has(name)) nodes.set(name, { effects: [], reason: 'node-added' });
  const stays = [...nodes].filter(([name]) => old.nodes.has(name) && now.nodes.has(name));
  return {
    machines: worstOf(nodes.values()),
    nodes,
    staying: worstOf(stays.map(([, verdict]) => verdict)),
    types: new Map([...now.nodes].map(([name, leaves]) => [name, typeOf(leaves, now.types)])),
    componentsOff: new Set([...old.components].filter((name) => !now.components.has(name))),
    componentsOn: new Set([...now.components].filter((name) => !old.components.has(name))),
    gone,
  };
}

/** The first of the worst. */
function worstOf(verdicts: Iterable<Verdict>): Verdict | undefined {
  let worst: Verdict | undefined;
  for (const verdict of verdicts) worst = worseVerdict(worst, verdict);
  return worst;
}

function worseVerdict(a: Verdict | undefined, b: Verdict): Verdict {
  return a === undefined || hurtsMore(b.effects, a.effects) ? b : a;
}

/** How much a change to one file hurts, and why it happens, when its layer follows it. */
export function judge(
  subject: FileSubject,
  action: Action,
  effects: ClusterEffects | undefined,
  keepsData: KeepsData,
  causes: readonly LeafPath[] = [],
): Verdict {
  const plain = action === 'create' ? ('new' as const) : ('input-changed' as const);
  if (subject.layer !== 'gitops') {
    // A file that comes takes nothing away, whatever else happens to the cluster.
    if (action === 'create') return { effects: [], reason: effects?.machines?.reason ?? plain };
    const other = { effects: updated, reason: plain };
    if (effects === undefined) return other;
    if (effects.gone) return { effects: [], reason: 'cluster-removed' };
    // A file of one machine comes and goes with it. The one that holds them all is as bad as the worst.
    if (subject.node !== undefined) return effects.nodes.get(subject.node) ?? other;
    if (subject.holdsMachines) return effects.machines ?? other;
    // What machines share is no machine: a patch that gets another name, or goes, does to them what its values do.
    return byCauses(causes, effects) ?? effects.staying ?? other;
  }
  if (effects?.gone === true) return { effects: [], reason: 'cluster-removed' };
  if (subject.component !== undefined && action === 'delete' && effects?.componentsOff.has(subject.component)) {
    const { component } = subject;
    return {
      effects: keepsData(component) ? [{ kind: 'data-unreachable', component }] : updated,
      reason: 'component-disabled',
    };
  }
  if (subject.component !== undefined && action === 'create' && effects?.componentsOn.has(subject.component)) {
    return { effects: [], reason: 'component-enabled' };
  }
  return { effects: action === 'create' ? [] : updated, reason: plain };
}

/** What the inputs that changed a file do to machines. Undefined: nothing says which these were. */
function byCauses(causes: readonly LeafPath[], { types }: ClusterEffects): Verdict | undefined {
  return worstOf(
    causes.map((path) => {
      const subject = leafSubject(path);
      const effects = valueEffects(subject.keys, subject.kind === 'node' ? types.get(subject.node) : undefined);
      return { effects, reason: 'input-changed' };
    }),
  );
}

type NodeLeaves = ReadonlyMap<LeafPath, NodeLeaf>;

interface NodeLeaf {
  /** Below the node. */
  readonly keys: readonly string[];
  readonly value: Json;
}

function typeOf(node: NodeLeaves, types: ReadonlyMap<string, string>): ReturnType<typeof providerTypeOf> {
  const provider = [...node.values()].find(({ keys }) => keys.length === 1 && keys[0] === 'provider')?.value;
  return typeof provider === 'string' ? providerTypeOf(types.get(provider)) : undefined;
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

/** What becomes of data disks when their machine is destroyed: a disk with `keep` outlives it. */
function disksOf(leaves: NodeLeaves): readonly Effect[] {
  const kept = new Set(
    [...leaves.values()].flatMap(({ keys: [area, name, field], value }) =>
      area === 'disks' && field === 'keep' && value === true ? [name] : [],
    ),
  );
  return [...dataDisks(leaves)].map((disk) => ({ kind: 'disk', disk, fate: kept.has(disk) ? 'kept' : 'destroyed' }));
}
