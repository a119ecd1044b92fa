import type { Config } from '../../config/config.ts';
import {
  type ClusterId,
  clusterName,
  formatClusterId,
  idOfCluster,
  parseClusterId,
} from '../../identity/cluster-id.ts';
import { type LeafPath, leafPlace } from '../../identity/leaf-path.ts';
import type { Lock, LockLine } from '../lock.ts';
import type { Earlier, EarlierCluster, EarlierEnvironment, Leaves } from './earlier.ts';
import { LeafTree } from './leaf-tree.ts';
import type { RetainedBecause, RetainedCluster, RetainedEnvironment } from './retained.ts';
import { retainedMachines, retainedNetwork } from './retained-machines.ts';

/** All that is known of a cluster that infraflux.yaml does not have. */
interface Trace {
  readonly id: ClusterId;
  readonly lines: readonly LockLine[];
  readonly environment: EarlierEnvironment | undefined;
  readonly cluster: EarlierCluster | undefined;
}

/**
 * Clusters that left infraflux.yaml and that have machines, or may have. Nothing short of a proof lets one go: that none of
 * its machines was ever made, or that they were declared destroyed (`lock forget`, which leaves tombstones alone).
 */
export function retainClusters(config: Config, lock: Lock, earlier: Earlier): readonly RetainedEnvironment[] {
  // A file that could not be read may contain clusters that are not removed.
  if (!config.complete) return [];
  const present = new Set(config.environments.flatMap(({ clusters }) => clusters.map(idOfCluster)));
  const byEnvironment = new Map<string, RetainedCluster[]>();
  for (const trace of traces(lock, earlier, present)) {
    const cluster = retained(config, lock, earlier, trace);
    if (cluster === undefined) continue;
    const others = byEnvironment.get(cluster.environment) ?? [];
    byEnvironment.set(cluster.environment, [...others, cluster]);
  }
  return [...byEnvironment].sort(byFirst).map(([name, clusters]) => ({
    name,
    infraflux: '',
    catalog: '',
    shared: new Map(),
    modules: new Map(),
    lostModules: [],
    ...earlier.environments.find((environment) => environment.name === name),
    clusters,
  }));
}

function traces(lock: Lock, earlier: Earlier, present: ReadonlySet<ClusterId>): readonly Trace[] {
  const lines = new Map<ClusterId, LockLine[]>();
  for (const line of lock.lines) {
    const id = parseClusterId(`${line.environment}/${line.cluster}`);
    if (id === undefined) continue;
    const others = lines.get(id);
    if (others === undefined) lines.set(id, [line]);
    else others.push(line);
  }
  const compiled = new Map<ClusterId, Pick<Trace, 'environment' | 'cluster'>>();
  for (const environment of earlier.environments) {
    for (const cluster of environment.clusters)
      compiled.set(idOfCluster({ environment: environment.name, name: cluster.name }), { environment, cluster });
  }
  const states = [...earlier.states].flatMap(([id, state]) => (state === 'lost' ? [] : [id]));
  const all = new Set([...lines.keys(), ...compiled.keys(), ...states]);
  return [...all]
    .filter((id) => !present.has(id))
    .sort(byText)
    .map((id) => ({
      id,
      lines: lines.get(id) ?? [],
      environment: compiled.get(id)?.environment,
      cluster: compiled.get(id)?.cluster,
    }));
}

function retained(config: Config, lock: Lock, earlier: Earlier, trace: Trace): RetainedCluster | undefined {
  const { id, lines } = trace;
  const leaves = trace.cluster?.leaves ?? new Map<LeafPath, never>();
  const tree = LeafTree.of(leaves);
  const protect = trace.cluster?.protect === true;
  const because =
    mayHaveMachines(config, lock, earlier, trace) ??
    (protect && !isForgotten(lines) && !earlier.allowed.has(formatClusterId(id)) ? 'protected' : undefined);
  if (because === undefined) return undefined;
  const { environment, cluster: name } = clusterName(id);
  return {
    id,
    environment,
    name,
    because,
    protect,
    leaves,
    files: trace.cluster?.files ?? new Map(),
    lost: trace.cluster?.lost ?? [],
    lines,
    machines: retainedMachines(tree, lines),
    ...retainedNetwork(tree),
  };
}

/** Undefined only when it is proven that the cluster has no machine. Unknown is "it may have". */
function mayHaveMachines(
  config: Config,
  lock: Lock,
  { states }: Earlier,
  { id, lines, environment, cluster }: Trace,
): RetainedBecause | undefined {
  const state = states.get(id);
  if (lines.some(isVersion)) return 'recorded';
  if (state === 'resources') return 'state';
  if (isForgotten(lines)) return undefined;
  // Traces in `state/` alone, without a resource: nothing of it is left.
  if (lines.length === 0 && cluster === undefined) return state === 'unknown' ? 'state-unknown' : undefined;
  if (lines.length === 0) return 'not-in-lock';
  if (state === 'unknown' || state === 'lost' || !isLocal(environment?.shared, config)) return 'state-unknown';
  if (state === 'empty') return undefined;
  // Where the states of clusters that were made are not here, neither would this one's be.
  return lock.lines.some((line) => isVersion(line) && !line.tombstone && !states.has(idOfLine(line)))
    ? 'state-unknown'
    : undefined;
}

/** Lines that apply writes once machines have their configuration. */
function isVersion({ kind, node }: LockLine): boolean {
  return node === undefined && (kind === 'talos' || kind === 'kubernetes');
}

/** It left before, when nothing held it; or `lock forget` recorded that its machines are destroyed. */
function isForgotten(lines: readonly LockLine[]): boolean {
  return lines.length > 0 && lines.every(({ tombstone }) => tombstone);
}

/** Whether Terraform keeps the cluster's state in a file here: as it was compiled, else as infraflux.yaml says now. */
function isLocal(shared: Leaves | undefined, config: Config): boolean {
  if (shared === undefined || shared.size === 0)
    return Object.keys(config.root.terraform.backend).every((kind) => kind === 'local');
  return [...shared.keys()].every((path) => {
    const [area, what, kind] = leafPlace(path).keys;
    return area !== 'terraform' || what !== 'backend' || kind === 'local';
  });
}

function idOfLine({ environment, cluster }: LockLine): ClusterId {
  return idOfCluster({ environment, name: cluster });
}

function byText(a: ClusterId, b: ClusterId): number {
  return formatClusterId(a) < formatClusterId(b) ? -1 : 1;
}

function byFirst([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
