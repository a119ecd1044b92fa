import type { Config } from '../../config/config.ts';
import { environmentName } from '../../config/layers.ts';
import { parseFile } from '../../source/parse-sources.ts';
import type { MapTree, Tree } from '../../source/tree.ts';
import type { Loaded } from '../input/load.ts';

/** Whole paths that a word may stand for, such as `longhorn` or `main-workers-1`: where clusters have such a component or node. */
export function pathsOfName({ config, platform }: Loaded, name: string): readonly (readonly string[])[] {
  const clusters = (config?.environments ?? []).flatMap(({ clusters: own }) => own);
  const components = clusters
    .filter(({ value }) => Object.hasOwn(value.platform ?? {}, name))
    .map((cluster) => [cluster.environment, cluster.name, 'platform', name]);
  const nodes = (platform?.environments ?? []).flatMap((environment) =>
    environment.clusters
      .filter((cluster) => cluster.nodes.some((node) => node.name === name))
      .map((cluster) => [environment.name, cluster.name, 'nodes', name]),
  );
  const pools = clusters
    .filter(({ value }) => Object.hasOwn(value.pools ?? {}, name))
    .map((cluster) => [cluster.environment, cluster.name, 'pools', name]);
  return [...components, ...nodes, ...pools];
}

/**
 * The value that a line of an input file sets, as `explain` names it: `dev.lab.controlPlane.memory`. What all clusters have in
 * common is shown for the first of them. Undefined where the line sets nothing.
 */
export function pathOfLine(config: Config, path: string, text: string, line: number): readonly string[] | undefined {
  const tree = parseFile({ path, content: text }).value;
  if (tree === undefined) return undefined;
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  const end = start + (lines[line - 1] ?? '').length;
  const keys = keysOnLine(tree.root, start, end);
  if (keys === undefined) return undefined;
  const environment = environmentName(path);
  const [first, second, third, fourth, ...rest] =
    environment === undefined ? keys : ['environments', environment, ...keys];
  if (first === 'environments' && second !== undefined) {
    if (third === 'clusters' && fourth !== undefined) return [second, fourth, ...rest];
    const cluster = config.environments.find(({ name }) => name === second)?.clusters[0]?.name;
    const below = [third, fourth, ...rest].filter((key) => key !== undefined);
    return cluster === undefined || third === 'clusters' ? [second] : [second, cluster, ...below];
  }
  if (first !== 'defaults' || second === undefined) return keys;
  const cluster = config.environments.flatMap(({ clusters }) => clusters)[0];
  return cluster === undefined ? keys : [cluster.environment, cluster.name, ...keys.slice(1)];
}

/** The first key on the line, with those above it. */
function keysOnLine(map: MapTree, start: number, end: number): readonly string[] | undefined {
  for (const { key, keySpan, value } of map.entries.values()) {
    if (keySpan.start >= start && keySpan.start <= end) return [key, ...onlyKey(value, end)];
    if (keySpan.start > end) return undefined;
    const inner = value.kind === 'map' ? keysOnLine(value, start, end) : undefined;
    if (inner !== undefined) return [key, ...inner];
  }
  return undefined;
}

/** `controlPlane: {memory: 8Gi}` sets one value. */
function onlyKey(value: Tree, end: number): readonly string[] {
  if (value.kind !== 'map' || value.entries.size !== 1 || value.span.end > end + 1) return [];
  const [entry] = value.entries.values();
  return entry === undefined ? [] : [entry.key, ...onlyKey(entry.value, end)];
}
