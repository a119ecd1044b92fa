import { parsePath } from '../../config/format-path.ts';
import { clusterForm } from '../../model/inputs.ts';
import type { LockLine } from '../../model/lock.ts';
import type { Platform } from '../../model/platform.ts';
import type { Json } from '../../source/tree.ts';

/** A value that nobody wrote: worked out by the model, or handed out once and kept in infraflux.lock. */
export interface WorkedOut {
  readonly value: Json;
  /** Undefined when it is worked out anew each time. */
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
export function workedOut(platform: Platform, path: readonly string[]): WorkedOut | undefined {
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
    (one) =>
      one.environment === environmentName &&
      one.cluster === clusterName &&
      (rest.length === 1 && nodes === 'talosContract'
        ? one.kind === 'talos-contract'
        : one.node === node && one.kind === kind && one.value === String(here)),
  );
  return { value: JSON.parse(JSON.stringify(here)) as Json, line };
}

/** Names that the resolved cluster has at a path, for "did you mean". */
export function workedOutKeys(platform: Platform, path: readonly string[]): readonly string[] {
  const { value } = workedOut(platform, path) ?? { value: undefined };
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
  const environment = platform.environments.find((one) => one.name === environmentName);
  const cluster = environment?.clusters.find((one) => one.name === clusterName);
  return cluster === undefined ? undefined : clusterForm(cluster);
}
