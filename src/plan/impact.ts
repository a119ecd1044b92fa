import type { Json } from '../source/tree.ts';
import type { FileSubject } from './file-subject.ts';
import { parseLeafPath } from './leaf-path.ts';
import { type Action, type Impact, impacts, type Reason } from './plan.ts';

type Leaves = ReadonlyMap<string, Json>;

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

/**
 * Leaves of a machine and what changing one does to it, the first that matches. Proxmox changes CPU and memory of a
 * stopped machine only; an image, a system disk's datastore or firmware make another machine of it.
 */
const machineLeaves: readonly (readonly [RegExp, Impact])[] = [
  [/^disks\.system\.datastore|^machine\.(firmware|architecture|cpuType)|^provider$|^vmId$/, 'replace'],
  [/^(cpu|memory|gpus|host|disks|interfaces|machine|mac|address)(\.|$)/, 'reboot'],
  [/^talos\.(extensions|kernel|schematic|encryption)/, 'reboot'],
  [/^(labels|annotations|taints|description|talos)(\.|$)/, 'in-place'],
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
    if (kept === undefined) say(losesData(leaves) ? 'data-loss' : 'replace', gone ? 'cluster-removed' : 'node-removed');
    else {
      for (const disk of dataDisks(leaves)) if (!dataDisks(kept).has(disk)) say('data-loss', 'input-changed');
      for (const leaf of new Set([...leaves.keys(), ...kept.keys()])) {
        if (JSON.stringify(leaves.get(leaf)) === JSON.stringify(kept.get(leaf))) continue;
        const known = machineLeaves.find(([pattern]) => pattern.test(leaf));
        say(known?.[1] ?? 'in-place', 'input-changed');
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
  if (subject.component !== undefined && action === 'delete' && effects?.componentsOff.has(subject.component)) {
    return { impact: keepsData(subject.component) ? 'data-loss' : 'in-place', reason: 'component-disabled' };
  }
  if (effects?.gone === true) return { impact: 'in-place', reason: 'cluster-removed' };
  if (subject.component !== undefined && action === 'create' && effects?.componentsOn.has(subject.component)) {
    return { impact: 'none', reason: 'component-enabled' };
  }
  return { impact: action === 'create' ? 'none' : 'in-place', reason: plain };
}

interface ClusterLeaves {
  /** Leaves of each node, by their path below it. */
  readonly nodes: ReadonlyMap<string, Leaves>;
  readonly components: ReadonlySet<string>;
  readonly count: number;
}

const noLeaves: ClusterLeaves = { nodes: new Map(), components: new Set(), count: 0 };

function splitByCluster(leaves: Leaves): ReadonlyMap<string, ClusterLeaves> {
  const clusters = new Map<string, { nodes: Map<string, Map<string, Json>>; components: Set<string>; count: number }>();
  for (const [path, value] of leaves) {
    const [cluster = '', area, name, ...rest] = parseLeafPath(path);
    let found = clusters.get(cluster);
    if (found === undefined) {
      found = { nodes: new Map(), components: new Set(), count: 0 };
      clusters.set(cluster, found);
    }
    found.count += 1;
    if (area === 'platform' && name !== undefined) found.components.add(name);
    if (area !== 'nodes' || name === undefined) continue;
    const node = found.nodes.get(name) ?? new Map<string, Json>();
    node.set(rest.join('.'), value);
    found.nodes.set(name, node);
  }
  return clusters;
}

function dataDisks(leaves: Leaves): Set<string> {
  const names = [...leaves.keys()].filter((leaf) => leaf.startsWith('disks.')).map((leaf) => leaf.split('.')[1] ?? '');
  return new Set(names.filter((name) => name !== 'system' && name !== ''));
}

/** A disk with `keep` outlives its machine. */
function losesData(leaves: Leaves): boolean {
  return [...dataDisks(leaves)].some((disk) => leaves.get(`disks.${disk}.keep`) !== true);
}
