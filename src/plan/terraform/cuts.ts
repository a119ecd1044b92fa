import type { PlannedCluster } from './planned.ts';
import { nodeFiles, nodeFilesPath } from './node-files.ts';
import { subjectOfResource } from './subject.ts';

/** Cluster and node, by the path that the cut has. */
export type Cuts = ReadonlyMap<string, readonly [string, string]>;

/** Cuts of nodes.tf, by path, for the nodes of an environment that Terraform would change something about. */
export function cutsOf(asked: readonly PlannedCluster[], environment: string): Cuts {
  const found = new Map<string, readonly [string, string]>();
  for (const { cluster, observed } of asked) {
    if (cluster.environment !== environment) continue;
    for (const { address, type } of observed.changes) {
      const { node } = subjectOfResource(address, type);
      if (node !== undefined) found.set(nodeFilesPath(environment, cluster.name, node), [cluster.name, node]);
    }
  }
  return found;
}

/** The files, and beside them what each cut makes of them. */
export function withCuts(
  files: ReadonlyMap<string, string>,
  environment: string,
  cuts: Cuts,
): ReadonlyMap<string, string> {
  const all = new Map(files);
  for (const [path, [cluster, node]] of cuts) all.set(path, nodeFiles(files, environment, cluster, node));
  return all;
}

/** Cuts that publishing changes. What Terraform would change about the others has another cause than the input. */
export function changedCuts(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  environment: string,
  cuts: Cuts,
): readonly string[] {
  return [...cuts].flatMap(([path, [cluster, node]]) =>
    nodeFiles(before, environment, cluster, node) === nodeFiles(after, environment, cluster, node) ? [] : [path],
  );
}
