import { lockOwner } from './format-lock.ts';
import type { LockLine } from './lock.ts';

/** What infraflux.yaml has now: environments with their clusters, and these with their nodes. */
export interface NamedCluster {
  readonly environment: string;
  readonly name: string;
  readonly nodes: readonly { readonly name: string; readonly pool: string | undefined }[];
}

/** Lines under their new names, and which owner became which; or why nothing can be renamed. */
export type LockRename =
  | {
      readonly lines: readonly LockLine[];
      readonly renamed: readonly { readonly from: string; readonly to: string }[];
      readonly fault?: undefined;
    }
  | { readonly fault: { readonly message: string; readonly help: string } };

/**
 * Gives the numbers of what left infraflux.yaml to what came in its place. `from` is an environment (`dev`), a cluster (`dev/old`), a
 * node or a pool (`dev/main/w-1`, `dev/main/workers`); `to` is its new name, whole or the last part alone.
 */
export function renameLock(
  lines: readonly LockLine[],
  clusters: readonly NamedCluster[],
  from: string,
  to: string,
): LockRename {
  const old = from.split('/');
  const parts = to.split('/');
  const now = parts.length === 1 ? [...old.slice(0, -1), to] : parts;
  const isName = (part: string): boolean => part !== '';
  if (old.length > 3 || !old.every(isName) || !now.every(isName))
    return stop(`"${from}" is no environment, cluster, node or pool`, 'write it as dev, dev/main or dev/main/w-1');
  if (now.length !== old.length || now.slice(0, -1).join('/') !== old.slice(0, -1).join('/'))
    return stop(`"${to}" is elsewhere than "${from}"`, 'name what has the new name in the same place');
  const [environment = '', cluster, name] = old;
  const last = now.at(-1) ?? '';
  if (name !== undefined && cluster !== undefined) {
    const found = clusters.find((each) => each.environment === environment && each.name === cluster);
    if (found === undefined) return unknownPlace(`cluster "${environment}/${cluster}"`, clusters.map(idOf));
    return renameNodes(lines, found, name, last);
  }
  return cluster === undefined
    ? renameEnvironment(lines, clusters, environment, last)
    : renameCluster(lines, clusters, { environment, cluster }, last);
}

function renameEnvironment(
  lines: readonly LockLine[],
  clusters: readonly NamedCluster[],
  from: string,
  to: string,
): LockRename {
  const names = [...new Set(clusters.map(({ environment }) => environment))];
  if (names.includes(from)) return still(`environment "${from}"`);
  if (!names.includes(to)) return unknownPlace(`environment "${to}"`, names);
  return move(lines, (line) => (line.environment === from ? { ...line, environment: to } : undefined), from);
}

function renameCluster(
  lines: readonly LockLine[],
  clusters: readonly NamedCluster[],
  { environment, cluster }: { readonly environment: string; readonly cluster: string },
  to: string,
): LockRename {
  const names = clusters.filter((each) => each.environment === environment).map(({ name }) => name);
  if (names.includes(cluster)) return still(`cluster "${environment}/${cluster}"`);
  if (!names.includes(to)) return unknownPlace(`cluster "${environment}/${to}"`, clusters.map(idOf));
  const isOf = (line: LockLine): boolean => line.environment === environment && line.cluster === cluster;
  return move(lines, (line) => (isOf(line) ? { ...line, cluster: to } : undefined), `${environment}/${cluster}`);
}

/** One node; or, where no node ever had the name, all that a pool made under its old key. */
function renameNodes(lines: readonly LockLine[], cluster: NamedCluster, from: string, to: string): LockRename {
  const isOf = (line: LockLine): boolean => line.environment === cluster.environment && line.cluster === cluster.name;
  const present = new Set(cluster.nodes.map(({ name }) => name));
  const id = idOf(cluster);
  const recorded = [...new Set(lines.filter(isOf).flatMap(({ node }) => node ?? []))];
  if (present.has(from)) return still(`node "${from}" of ${id}`);
  const pairs = new Map<string, string>();
  if (recorded.includes(from)) {
    if (!present.has(to)) return unknownPlace(`node "${to}" in ${id}`, [...present]);
    pairs.set(from, to);
  } else {
    const wanted = cluster.nodes.filter(({ pool }) => pool === to);
    if (wanted.length === 0)
      return unknownPlace(`pool "${to}" in ${id}`, [...new Set(cluster.nodes.flatMap(({ pool }) => pool ?? []))]);
    const left = recorded.filter((name) => !present.has(name) && `-${name}-`.includes(`-${from}-`));
    // Of a pool, the number is what a machine is counted by.
    for (const { name } of wanted) {
      const same = left.find((other) => numberOf(other) === numberOf(name));
      if (same !== undefined) pairs.set(same, name);
    }
  }
  return move(
    lines,
    (line) => {
      const node = isOf(line) && line.node !== undefined ? pairs.get(line.node) : undefined;
      return node === undefined ? undefined : { ...line, node };
    },
    `${id}/${from}`,
  );
}

/** Lines that get another owner are no tombstones any more. Nothing is given to an owner that has lines of its own. */
function move(
  lines: readonly LockLine[],
  renamedLine: (line: LockLine) => LockLine | undefined,
  from: string,
): LockRename {
  const taken = new Set(lines.filter((line) => renamedLine(line) === undefined).map(lockOwner));
  const renamed = new Map<string, string>();
  const moved: LockLine[] = [];
  for (const line of lines) {
    const next = renamedLine(line);
    if (next === undefined) {
      moved.push(line);
      continue;
    }
    const target = lockOwner(next);
    if (taken.has(target)) {
      const help = 'git checkout infraflux.lock, rename before the next compile';
      return stop(`infraflux.lock has lines of ${target} already`, help);
    }
    renamed.set(lockOwner(line), target);
    moved.push({ ...next, tombstone: false });
  }
  if (renamed.size === 0)
    return stop(`infraflux.lock has no line of ${from} that could be renamed`, 'infraflux lock shows its lines');
  return { lines: moved, renamed: [...renamed].map(([old, to]) => ({ from: old, to })).sort(byFrom) };
}

function byFrom(a: { readonly from: string }, b: { readonly from: string }): number {
  return a.from < b.from ? -1 : a.from > b.from ? 1 : 0;
}

function numberOf(name: string): string | undefined {
  return /(\d+)$/.exec(name)?.[1];
}

function idOf({ environment, name }: Pick<NamedCluster, 'environment' | 'name'>): string {
  return `${environment}/${name}`;
}

function still(what: string): LockRename {
  return stop(`${what} is in infraflux.yaml`, 'rename it there first');
}

function unknownPlace(what: string, known: readonly string[]): LockRename {
  return stop(`infraflux.yaml has no ${what}`, `it has ${known.slice(0, 12).join(', ')}`);
}

function stop(message: string, help: string): LockRename {
  return { fault: { message, help } };
}
