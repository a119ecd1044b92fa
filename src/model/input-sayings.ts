import type { FoldedMap } from '../config/folded.ts';
import type { Saying } from '../config/saying.ts';
import { at, sayingAt } from '../config/read.ts';
import type { Config } from '../config/config.ts';
import type { Platform } from './platform.ts';

/**
 * Who said a resolved leaf, by its path as in `resolvedInputs`: keys of the path, the cluster's name first. For a whole
 * node it is the count that made it, or its own entry. Undefined for what nobody wrote.
 */
export function sayingOfInput(
  platform: Platform,
  config: Config,
  environmentName: string,
  keys: readonly string[],
): Saying | undefined {
  const [first, ...rest] = keys;
  if (first === undefined) return undefined;
  if (first === '') return said(config.rootTree, rest);
  const environment = platform.environments.find((one) => one.name === environmentName);
  const cluster = environment?.clusters.find((one) => one.name === first);
  if (cluster === undefined) return undefined;
  if (rest[0] === 'nodes' && rest[1] !== undefined) {
    const node = cluster.nodes.find((one) => one.name === rest[1]);
    const group = node === undefined ? [] : node.pool === 'controlPlane' ? ['controlPlane'] : ['pools', node.pool];
    const own = rest.slice(2);
    if (own.length > 0) return node === undefined ? undefined : said(node.tree, own);
    return (
      said(cluster.tree, ['nodes', rest[1]]) ?? said(cluster.tree, [...group, 'count']) ?? said(cluster.tree, group)
    );
  }
  if (rest[0] === 'networks' || rest[0] === 'providers') return said(config.rootTree, rest);
  return said(cluster.tree, rest);
}

function said(tree: FoldedMap, path: readonly string[]): Saying | undefined {
  return at(tree, path) === undefined ? undefined : sayingAt(tree, path);
}
