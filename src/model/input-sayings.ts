import type { FoldedMap } from '../config/folded.ts';
import type { Saying } from '../config/saying.ts';
import { at, sayingAt } from '../config/read.ts';
import type { Config } from '../config/config.ts';
import { type LeafPath, leafPlace, leafSubject } from '../identity/leaf-path.ts';
import type { Platform } from './platform.ts';

/**
 * Who said a resolved leaf. For a whole node it is the count that made it, or its own entry. Undefined for what was not
 * written.
 */
export function sayingOfInput(
  platform: Platform,
  config: Config,
  environmentName: string,
  path: LeafPath,
): Saying | undefined {
  const subject = leafSubject(path);
  const { keys } = leafPlace(path);
  if (subject.kind === 'platform') return said(config.rootTree, keys);
  const environment = platform.environments.find((one) => one.name === environmentName);
  const cluster = environment?.clusters.find((one) => one.name === subject.cluster);
  if (cluster === undefined) return undefined;
  if (subject.kind === 'node') {
    const node = cluster.nodes.find((one) => one.name === subject.node);
    if (subject.keys.length > 0) return node === undefined ? undefined : said(node.tree, subject.keys);
    const group = node === undefined ? [] : node.pool === 'controlPlane' ? ['controlPlane'] : ['pools', node.pool];
    return said(cluster.tree, keys) ?? said(cluster.tree, [...group, 'count']) ?? said(cluster.tree, group);
  }
  if (keys[0] === 'networks' || keys[0] === 'providers') return said(config.rootTree, keys);
  return said(cluster.tree, keys);
}

function said(tree: FoldedMap, path: readonly string[]): Saying | undefined {
  return at(tree, path) === undefined ? undefined : sayingAt(tree, path);
}
