import type { PlannedCluster } from './planned.ts';
import { nodeFiles, nodeFilesPath, rootFiles, rootFilesPath } from './node-files.ts';
import { subjectOfResource } from './subject.ts';

/** Cluster and node (undefined: all of the cluster's root module), by the path that the cut has. */
export type Cuts = ReadonlyMap<string, readonly [cluster: string, node: string | undefined]>;

type Files = ReadonlyMap<string, string>;

/** What Terraform reads of the nodes of an environment that it would change something about, and of their clusters. */
export function cutsOf(asked: readonly PlannedCluster[], environment: string): Cuts {
  const found = new Map<string, readonly [string, string | undefined]>();
  for (const { cluster, observed } of asked) {
    if (cluster.environment !== environment) continue;
    for (const { address, type } of observed.changes) {
      const { node } = subjectOfResource(address, type);
      const path =
        node === undefined ? rootFilesPath(environment, cluster.name) : nodeFilesPath(environment, cluster.name, node);
      found.set(path, [cluster.name, node]);
    }
  }
  return found;
}

/** The files, and beside them what each cut makes of them. */
export function withCuts(files: Files, environment: string, cuts: Cuts, widened: ReadonlySet<string>): Files {
  const all = new Map(files);
  for (const [path, [cluster, node]] of cuts) {
    const shared = node === undefined || widened.has(path) ? rootFiles(files, environment, cluster, node) : '';
    all.set(path, (node === undefined ? '' : nodeFiles(files, environment, cluster, node)) + shared);
  }
  return all;
}

/** Cuts of nodes about which nothing moved: what happens to them comes from what all nodes share, if from the input at all. */
export function widenedCuts(before: Files, after: Files, environment: string, cuts: Cuts): ReadonlySet<string> {
  const none = new Set<string>();
  const [old, now] = [withCuts(before, environment, cuts, none), withCuts(after, environment, cuts, none)];
  return new Set([...cuts.keys()].filter((path) => old.get(path) === now.get(path)));
}
