import { rootModulePath, talosPath } from '../../identity/artifact-path.ts';

/**
 * What Terraform and Talos read about one node, cut out of a cluster's compiled files: so that a change to one machine is
 * traced to the lines of the input that made it, and not to all that moved in the file.
 */
export function nodeFiles(
  files: ReadonlyMap<string, string>,
  environment: string,
  cluster: string,
  node: string,
): string {
  const text = files.get(rootModulePath(environment, cluster, 'nodes.tf')) ?? '';
  const blocks = blocksOf(text, node);
  const patches = [...blocks.matchAll(/"([^"]+\.(?:yaml|tftpl))"/g)].map(([, path = '']) => path);
  const texts = patches.map((path) => files.get(talosPath(environment, cluster, path)) ?? '');
  return [blocks, ...texts].join('\n');
}

/**
 * The Terraform files of a cluster's root module. For a node: those that all nodes share, without nodes.tf, where each has
 * an entry of its own.
 */
export function rootFiles(
  files: ReadonlyMap<string, string>,
  environment: string,
  cluster: string,
  node: string | undefined,
): string {
  const root = rootModulePath(environment, cluster, '');
  return [...files.keys()]
    .filter(
      (path) => path.startsWith(root) && path.endsWith('.tf') && (node === undefined || path !== `${root}nodes.tf`),
    )
    .sort()
    .map((path) => files.get(path))
    .join('\n');
}

/** Name of that for the whole cluster, as a path. */
export function rootFilesPath(environment: string, cluster: string): string {
  return rootModulePath(environment, cluster, '#');
}

/** Name of such a cut, as a path: `prod/terraform/main/nodes.tf#main-cp-1`. */
export function nodeFilesPath(environment: string, cluster: string, node: string): string {
  return rootModulePath(environment, cluster, `nodes.tf#${node}`);
}

/** Entries of the maps in nodes.tf that have the node's name, in the canonical form that it is printed in. */
function blocksOf(text: string, node: string): string {
  const found: string[] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    if (line === `    ${node} = {` || line === `    "${node}" = {`) inside = true;
    if (inside) found.push(line);
    if (line === '    }') inside = false;
  }
  return found.join('\n');
}
