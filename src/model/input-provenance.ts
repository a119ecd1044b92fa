import type { FoldedMap } from '../config/folded.ts';
import type { Provenance } from '../config/provenance.ts';
import { at, provenanceAt } from '../config/read.ts';
import type { Config } from '../config/config.ts';
import { type LeafPath, leafPlace, leafSubject } from '../identity/leaf-path.ts';
import type { Platform } from './platform.ts';

/**
 * Provenance of a resolved leaf. For a whole node it is the count that created it, or its own entry. Undefined for what was not
 * written.
 */
export function provenanceOfInput(
  platform: Platform,
  config: Config,
  environmentName: string,
  path: LeafPath,
): Provenance | undefined {
  const subject = leafSubject(path);
  const { keys } = leafPlace(path);
  if (subject.kind === 'platform') return provenanceIn(config.rootTree, keys);
  const environment = platform.environments.find((environment) => environment.name === environmentName);
  const cluster = environment?.clusters.find((cluster) => cluster.name === subject.cluster);
  if (cluster === undefined) return undefined;
  if (subject.kind === 'node') {
    const node = cluster.nodes.find((node) => node.name === subject.node);
    if (subject.keys.length > 0) return node === undefined ? undefined : provenanceIn(node.tree, subject.keys);
    const group = node === undefined ? [] : node.pool === 'controlPlane' ? ['controlPlane'] : ['pools', node.pool];
    return (
      provenanceIn(cluster.tree, keys) ??
      provenanceIn(cluster.tree, [...group, 'count']) ??
      provenanceIn(cluster.tree, group)
    );
  }
  if (keys[0] === 'networks' || keys[0] === 'providers') return provenanceIn(config.rootTree, keys);
  return provenanceIn(cluster.tree, keys);
}

function provenanceIn(tree: FoldedMap, path: readonly string[]): Provenance | undefined {
  return at(tree, path) === undefined ? undefined : provenanceAt(tree, path);
}
