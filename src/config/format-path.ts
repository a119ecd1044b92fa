/** A path as people write it: `pools.workers.labels["nvidia.com/gpu"]`. */
export function formatPath(path: readonly string[]): string {
  return path.reduce(
    (text, key) =>
      /^[A-Za-z0-9_-]+$/.test(key) ? `${text}${text === '' ? '' : '.'}${key}` : `${text}[${JSON.stringify(key)}]`,
    '',
  );
}

/** The other way round; undefined when quotes or brackets do not close. */
export function parsePath(text: string): readonly string[] | undefined {
  const path: string[] = [];
  const piece = /\.?([^.[\]"]+)|\["((?:[^"\\]|\\.)*)"\]|\[([^\]"]+)\]/y;
  while (piece.lastIndex < text.length) {
    const match = piece.exec(text);
    if (match === null) return undefined;
    path.push(match[1] ?? match[2]?.replaceAll(/\\(.)/g, '$1') ?? (match[3] as string));
  }
  return path.length === 0 ? undefined : path;
}

/**
 * The same as in messages: relative to the cluster, because the position shows the layer. A path that
 * is not inside a cluster-shaped fragment stays whole.
 */
export function formatShortPath(path: readonly string[]): string {
  let from = 0;
  if (path[0] === 'defaults') from = 1;
  else if (path[0] === 'sizes' || path[0] === 'variants') from = 2;
  else if (path[0] === 'environments') from = path[2] === 'clusters' ? 4 : 2;
  else if (path[0] === 'clusters') from = 2;
  return formatPath(path.length > from ? path.slice(from) : path);
}
