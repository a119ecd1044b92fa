import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatLeafPath, type LeafPath, leafSubject } from '../identity/leaf-path.ts';
import type { Cluster, Platform } from '../model/platform.ts';
import { isRecorded } from '../model/version-lines.ts';
import type { HypervisorObservation } from '../observe/hypervisor.ts';
import { providerPlans } from '../providers/plan-registry.ts';
import { isSameJson, type Json } from '../source/tree.ts';
import type { SpanOf } from './causes.ts';
import { formatValue } from './format-moved.ts';
import type { InputFault } from './provider-plan.ts';

type Leaves = ReadonlyMap<LeafPath, Json>;

/**
 * Changes since the input was published that what runs cannot follow, and that no engine's plan would show. Reported once for
 * each line of the input.
 */
export function inputFaults(
  platform: Platform,
  environment: string,
  before: Leaves,
  after: Leaves,
  spanOf: SpanOf | undefined,
  hypervisors?: ReadonlyMap<string, HypervisorObservation>,
): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const report = (leaf: LeafPath, fault: InputFault): void => {
    const span = spanOf?.(environment, leaf);
    const place = span === undefined ? [formatLeafPath(leaf)] : [span.file, span.start];
    const key = JSON.stringify([fault.code, ...place]);
    if (!found.has(key)) found.set(key, diagnostic(fault.code, span, fault.message));
  };
  const moved = new Map<Cluster, LeafPath[]>();
  for (const [leaf, value] of after) {
    const old = before.get(leaf);
    if (isSameJson(old, value)) continue;
    const subject = leafSubject(leaf);
    if (subject.kind === 'platform') continue;
    const cluster = findCluster(platform, environment, subject.cluster);
    if (cluster === undefined) continue;
    const isCreated = isRecorded(platform.lock.lines, cluster);
    if (subject.kind === 'cluster' && isCreated && old !== undefined) {
      const fault = fixedNetwork(cluster, subject.keys, old, value);
      if (fault !== undefined) report(leaf, fault);
    }
    if (subject.kind !== 'node') continue;
    const node = cluster.nodes.find(({ name }) => name === subject.node);
    if (node === undefined) continue;
    if (isCreated && node.role === 'controlplane' && subject.keys.join() === 'address' && old !== undefined)
      moved.set(cluster, [...(moved.get(cluster) ?? []), leaf]);
    const { inputFault } = providerPlans[node.provider.type];
    const observed = hypervisors?.get(node.provider.name);
    const fault = inputFault({ node, path: subject.keys, before: old, after: value, isCreated, observed });
    if (fault !== undefined) report(leaf, fault);
  }
  for (const { leaf, fault } of taintsOfWorkers(platform, environment, before, after)) report(leaf, fault);
  for (const [cluster, leaves] of moved) {
    const fault = addressesMove(cluster, leaves.length);
    if (fault !== undefined) for (const leaf of leaves) report(leaf, fault);
  }
  return [...found.values()];
}

/**
 * A worker registers with its taints. Later, its kubelet may not change them (NodeRestriction), and Talos sends taints, labels and
 * annotations in one request: all of them are rejected.
 */
function* taintsOfWorkers(
  platform: Platform,
  environment: string,
  before: Leaves,
  after: Leaves,
): Generator<{ readonly leaf: LeafPath; readonly fault: InputFault }> {
  const nodeOf = (leaf: LeafPath): string | undefined => {
    const subject = leafSubject(leaf);
    return subject.kind === 'node' ? JSON.stringify([subject.cluster, subject.node]) : undefined;
  };
  const existed = new Set([...before.keys()].map(nodeOf));
  for (const leaf of new Set([...before.keys(), ...after.keys()])) {
    const subject = leafSubject(leaf);
    if (subject.kind !== 'node' || subject.keys[0] !== 'taints' || isSameJson(before.get(leaf), after.get(leaf)))
      continue;
    const cluster = findCluster(platform, environment, subject.cluster);
    const node = cluster?.nodes.find(({ name }) => name === subject.node);
    if (cluster === undefined || node?.role !== 'worker' || !isRecorded(platform.lock.lines, cluster)) continue;
    if (!existed.has(nodeOf(leaf))) continue;
    const message = `taints of ${node.name} change, which a worker may not do itself: all changes of its labels are rejected as well until \`kubectl taint\` has made the same change`;
    yield { leaf, fault: { code: 'node/taints-of-worker', message } };
  }
}

/** What the control plane was created with, and does not let go of. */
function fixedNetwork(cluster: Cluster, keys: readonly string[], before: Json, after: Json): InputFault | undefined {
  const [area, field = '', ...rest] = keys;
  if (area !== 'network' || (field !== 'pods' && field !== 'services') || rest.length > 0) return undefined;
  const what = `network.${field} of ${cluster.environment}/${cluster.name}`;
  return {
    code: 'network/fixed-after-creation',
    message: `${what} was ${formatValue(before)} when the cluster was created, and cannot become ${formatValue(after)}`,
  };
}

/** Members of etcd know each other by address: a majority has to stay where it is. One alone has no others. */
function addressesMove(cluster: Cluster, number: number): InputFault | undefined {
  const members = cluster.nodes.filter(({ role }) => role === 'controlplane').length;
  const majority = Math.floor(members / 2) + 1;
  if (members === 1 || members - number >= majority) return undefined;
  return {
    code: 'etcd/addresses-change-together',
    message: `${number} of ${members} control planes of ${cluster.environment}/${cluster.name} change their address at once, and ${majority} must keep theirs`,
  };
}

function findCluster(platform: Platform, environment: string, cluster: string): Cluster | undefined {
  return platform.environments.find(({ name }) => name === environment)?.clusters.find(({ name }) => name === cluster);
}
