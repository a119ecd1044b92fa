import { valueOf } from '../config/read.ts';
import { type LeafPath, leafPath } from '../identity/leaf-path.ts';
import type { Json } from '../source/tree.ts';
import { clusterFields } from './fields/cluster-fields.ts';
import { leavesOf } from './fields/edit-form.ts';
import { type Form, toForm } from './fields/field.ts';
import { surroundingsFields, surroundingsOf } from './fields/platform-fields.ts';
import type { Cluster, Environment, Platform } from './platform.ts';
import { mapAt } from './written.ts';

/**
 * Every resolved leaf of an environment. What the platform has for all environments stands beside the clusters, under
 * the names that the language has for it. No positions, and no secrets: the language has only references to them.
 * In no particular order: the printing code sorts them.
 */
export function resolvedInputs(platform: Platform, environment: Environment): ReadonlyMap<LeafPath, Json> {
  const leaves = new Map<LeafPath, Json>();
  const collect = (cluster: string | undefined, form: Form): void => {
    for (const [keys, value] of leavesOf(form)) leaves.set(leafPath(cluster, keys), value);
  };
  collect(undefined, toForm(surroundingsFields, surroundingsOf(platform, environment)));
  for (const cluster of environment.clusters) {
    collect(cluster.name, clusterForm(cluster));
    collect(cluster.name, groupsForm(cluster));
  }
  return leaves;
}

/** A cluster in the words of the language: nodes, disks and components by name. */
export function clusterForm(cluster: Cluster): Form {
  return toForm(clusterFields, cluster);
}

/**
 * The groups of nodes as they are written. They are resolved into the nodes, and stand here beside them because a change
 * of a group is one change, however many machines it makes different.
 */
function groupsForm({ tree }: Cluster): Form {
  const written = ['controlPlane', 'pools'].flatMap((group) => {
    const found = mapAt(tree, group);
    return found === undefined ? [] : [[group, valueOf(found) as Form] as const];
  });
  return Object.fromEntries(written);
}
