import type { ResolvedControlPlane, ResolvedNode, ResolvedPool } from '../../schema/config.ts';
import type { ClusterConfig } from '../config/config.ts';
import { foldOnto } from '../config/fold.ts';
import type { FoldedMap } from '../config/folded.ts';
import { keySpanAt, valueOf } from '../config/read.ts';
import { WrittenLayer, type Source } from '../config/written-layer.ts';
import { fillTemplate } from '../config/template.ts';
import { withDefaults } from '../config/with-defaults.ts';
import type { MapTree } from '../source/tree.ts';
import type { At, DraftGroup } from './draft.ts';
import { compareNames } from './units.ts';
import { mapAt, numberAt } from './written.ts';

/** A node as configured, before anything is allocated for it. */
export interface WrittenNode {
  readonly name: At<string>;
  readonly group: DraftGroup;
  readonly value: ResolvedNode;
  readonly tree: FoldedMap;
}

export interface ExpandedCluster {
  readonly groups: readonly DraftGroup[];
  /** Control planes first, then workers by pool; by name within. */
  readonly nodes: readonly WrittenNode[];
}

/** What a group may set and a node may not: it is about how many there are, not about one. */
const groupOnly = new Set(['count', 'name', 'first', 'schedulable']);
/** What the cluster's `talos` may set and a node's may not. */
const clusterOnly = new Set(['oidc', 'audit', 'apiServer', 'registries', 'discovery', 'logs']);

/**
 * The nodes of a cluster: those that `count` makes, without the retired ones, and those that `nodes` adds with `pool`.
 * Below a node's own fragment lies its group's, below that what flows down from the cluster.
 */
export function expandNodes(platform: string, cluster: ClusterConfig): ExpandedCluster {
  const groups = buildGroups(cluster);
  const own = mapAt(cluster.tree, 'nodes');
  const base = flowingDown(cluster.tree);
  const nodes: WrittenNode[] = [];
  const made = new Set<string>();

  for (const group of groups) {
    const folded = foldOnto(base, group.tree, 'group');
    const shared = nodeTree(folded);
    const sharedValue = valueOf(shared) as unknown as ResolvedNode;
    const addNode = (name: string): void => {
      const fragment = mapAt(own, name);
      if (fragment === undefined) {
        nodes.push({ name: { value: name, span: undefined }, group, tree: shared, value: sharedValue });
        return;
      }
      if (cluster.value.nodes[name]?.retired === true) return;
      const tree = nodeTree(foldOnto(folded, fragment, 'node'));
      const span = keySpanAt(cluster.tree, ['nodes', name]);
      nodes.push({ name: { value: name, span }, group, tree, value: valueOf(tree) as unknown as ResolvedNode });
    };
    for (const name of generatedNames(platform, cluster, group)) {
      made.add(name);
      addNode(name);
    }
  }
  // A second round, because a name that any group makes is an override and never one more node.
  for (const group of groups) {
    for (const name of own?.entries.keys() ?? []) {
      if (made.has(name) || cluster.value.nodes[name]?.pool !== group.name) continue;
      const fragment = mapAt(own, name);
      if (fragment === undefined || cluster.value.nodes[name]?.retired === true) continue;
      const tree = nodeTree(foldOnto(foldOnto(base, group.tree, 'group'), fragment, 'node'));
      const span = keySpanAt(cluster.tree, ['nodes', name]);
      nodes.push({ name: { value: name, span }, group, tree, value: valueOf(tree) as unknown as ResolvedNode });
    }
  }
  const rank = new Map(groups.map((group) => [group, group.role === 'controlplane' ? 0 : 1]));
  nodes.sort((a, b) => (rank.get(a.group) ?? 0) - (rank.get(b.group) ?? 0) || compareNames(a.name.value, b.name.value));
  return { groups, nodes };
}

/** The names that a group's `count` makes, those of retired nodes included. */
export function generatedNames(platform: string, cluster: ClusterConfig, group: DraftGroup): readonly string[] {
  const isControlPlane = group.role === 'controlplane';
  const template = group.value.name ?? (isControlPlane ? '${cluster}-cp-${n}' : '${cluster}-${pool}-${n}');
  const first = group.value.first ?? 1;
  return Array.from({ length: group.count?.value ?? 0 }, (_, index) =>
    fillTemplate(template, {
      platform,
      environment: cluster.environment,
      cluster: cluster.name,
      // `controlPlane` is no part of a host name.
      pool: isControlPlane ? 'cp' : group.name,
      n: String(first + index),
      nn: String(first + index).padStart(2, '0'),
    }),
  );
}

function buildGroups(cluster: ClusterConfig): readonly DraftGroup[] {
  const groups: DraftGroup[] = [];
  const controlPlane = mapAt(cluster.tree, 'controlPlane');
  if (controlPlane !== undefined) {
    groups.push(buildGroup('controlPlane', 'controlplane', cluster.value.controlPlane, controlPlane));
  }
  const pools = mapAt(cluster.tree, 'pools');
  for (const [name, tree] of pools?.entries ?? []) {
    const value = cluster.value.pools[name];
    if (tree.kind === 'map' && value !== undefined) groups.push(buildGroup(name, 'worker', value, tree));
  }
  return groups;
}

function buildGroup(
  name: string,
  role: DraftGroup['role'],
  value: ResolvedControlPlane | ResolvedPool,
  tree: FoldedMap,
): DraftGroup {
  return { name, role, value, tree, count: numberAt(tree, 'count') };
}

/** A node's tree, complete: schema defaults come last, where neither node, group nor cluster spoke. */
function nodeTree(folded: FoldedMap): FoldedMap {
  const entries = new Map([...folded.entries].filter(([key]) => !groupOnly.has(key)));
  return withDefaults({ ...folded, entries }, 'node');
}

/** What every node of a cluster has from the cluster itself: `talos` without what is cluster-wide, and `provider`. */
function flowingDown(cluster: FoldedMap): FoldedMap {
  const sources = (cluster.sources ?? []).map(({ written, above }): Source => {
    if (written.tree.kind !== 'map') return { written, above };
    const entries = new Map([...written.tree.entries].filter(([key]) => key === 'talos' || key === 'provider'));
    const talos = entries.get('talos');
    if (talos?.value.kind === 'map') {
      const kept = new Map([...talos.value.entries].filter(([key]) => !clusterOnly.has(key)));
      entries.set('talos', { ...talos, value: { ...talos.value, entries: kept } });
    }
    const tree: MapTree = { ...written.tree, entries };
    return { written: new WrittenLayer(written.layer, tree, written.faults, undefined, written.path), above };
  });
  return { kind: 'map', entries: new Map(), provenances: [], sources };
}
