import { parsePath } from '../../config/format-path.ts';
import { clusterForm } from '../../model/inputs.ts';
import type { LockLine } from '../../model/lock.ts';
import type { Platform } from '../../model/platform.ts';
import type { Json } from '../../source/tree.ts';

/** A value that is not in the input: computed by the model, or allocated once and recorded in infraflux.lock. */
export interface ComputedValue {
  readonly value: Json;
  /** Undefined when it is recomputed each time. */
  readonly line: LockLine | undefined;
}

/** Keys of a node whose values are kept in the lock, by the kind of their line. */
const kept: Readonly<Record<string, LockLine['kind']>> = {
  address: 'address',
  mac: 'mac',
  vmId: 'vm-id',
  host: 'host',
};

/** `prod.main.nodes["main-cp-1"].address`. Undefined when the resolved cluster has nothing there either. */
export function computedValue(platform: Platform, path: readonly string[]): ComputedValue | undefined {
  const [environmentName, clusterName, ...rest] = path;
  let here: unknown = formOf(platform, environmentName, clusterName);
  for (const key of rest) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  if (here === undefined) return undefined;
  const [nodes, node, key, ...below] = rest;
  const kind = nodes === 'nodes' && key !== undefined && below.length === 0 ? kept[key] : undefined;
  const line = platform.lock.lines.find(
    (line) =>
      line.environment === environmentName &&
      line.cluster === clusterName &&
      (rest.length === 1 && nodes === 'talosContract'
        ? line.kind === 'talos-contract'
        : line.node === node && line.kind === kind && line.value === String(here)),
  );
  return { value: JSON.parse(JSON.stringify(here)) as Json, line };
}

/** Names that the resolved cluster has at a path, for "did you mean". */
export function computedKeys(platform: Platform, path: readonly string[]): readonly string[] {
  const { value } = computedValue(platform, path) ?? { value: undefined };
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

/** The path as `explain` knows it: people also type it as it stands in the file, or a cluster as plans print it. */
export function askedPath(what: string): readonly string[] | undefined {
  const cluster = /^([a-z0-9-]+)\/([a-z0-9-]+)$/.exec(what);
  const path = cluster === null ? parsePath(what) : [cluster[1] as string, cluster[2] as string];
  if (path?.[0] !== 'environments' || path.length < 2) return path;
  return path[2] === 'clusters' ? [path[1] as string, ...path.slice(3)] : path.slice(1);
}

function formOf(platform: Platform, environmentName: string | undefined, clusterName: string | undefined): unknown {
  const environment = platform.environments.find((environment) => environment.name === environmentName);
  const cluster = environment?.clusters.find((cluster) => cluster.name === clusterName);
  return cluster === undefined ? undefined : clusterForm(cluster);
}
