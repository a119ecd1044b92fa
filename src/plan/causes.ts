import { invariant, type Span } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';
import { formatLeafPath, parseLeafPath } from './leaf-path.ts';
import type { Cause, Moved } from './plan.ts';

/** Where the input says what a leaf is; undefined for what nobody wrote. `path` is as in inputs.json. */
export type SpanOf = (environment: string, path: string) => Span | undefined;

/** One thing that somebody changed in the input: a cause, and all resolved leaves that moved with it. */
export interface MovedInput {
  readonly cause: Cause;
  /** Nobody wrote it: a wave, an address, a machine that a count makes. It moved because something else did. */
  readonly derived: boolean;
  /** By path, what they were; undefined where they were not there. */
  readonly leaves: ReadonlyMap<string, Json | undefined>;
}

type Leaves = ReadonlyMap<string, Json>;

/**
 * What moved between two resolved inputs of an environment, one entry for each line of input: leaves that one line set
 * (a pool's memory, in each of its machines) come together, and a subtree that came or went counts as a whole.
 */
export function diffInputs(environment: string, before: Leaves, after: Leaves, places?: SpanOf): readonly MovedInput[] {
  const spanOf = places ?? (() => undefined);
  const isWritten = (path: string) => spanOf(environment, path) !== undefined;
  const moved = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => !isEqual(before.get(path), after.get(path)))
    .sort();
  if (moved.length === 0) return [];
  const oldPrefixes = prefixes(before);
  const newPrefixes = prefixes(after);
  const groups = new Map<string, MovedGroup>();
  for (const path of moved) {
    const root = subtree(path, before, after, oldPrefixes, newPrefixes);
    const span = spanOf(environment, path);
    // What one line of the input set moved together; so did all of a subtree.
    const key = JSON.stringify(root !== undefined ? [root] : span === undefined ? [path] : [span.file, span.start]);
    const group = groups.get(key) ?? { root, paths: [] };
    group.paths.push(path);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ root, paths }) => {
    const shortest = paths.reduce((a, b) => (weight(b) < weight(a) ? b : a));
    const whole = paths.length > 1 ? root : undefined;
    const name = whole ?? shortest;
    return {
      cause: {
        path: causePath(environment, name),
        moved:
          whole === undefined
            ? movedValue(before.get(shortest), after.get(shortest))
            : { kind: newPrefixes.has(whole) ? 'subtree-added' : 'subtree-removed' },
        span: spanOf(environment, name) ?? spanOf(environment, shortest),
      },
      derived: places !== undefined && paths.every((path) => isDerived(path, isWritten, after, moved)),
      leaves: new Map(paths.map((path) => [path, before.get(path)])),
    };
  });
}

interface MovedGroup {
  /** Set where all of a subtree came or went. */
  readonly root: string | undefined;
  readonly paths: string[];
}

function movedValue(before: Json | undefined, after: Json | undefined): Moved {
  if (before !== undefined && after !== undefined) return { kind: 'changed', before, after };
  if (after !== undefined) return { kind: 'added', after };
  invariant(before !== undefined, 'a leaf that moved is on one side at least');
  return { kind: 'removed', before };
}

/** As `explain` takes it: `prod.main.nodes["w-1"].memory`; what is the whole platform's stands without an environment. */
function causePath(environment: string, path: string): string {
  const keys = parseLeafPath(path);
  return formatLeafPath(keys[0] === '' ? keys.slice(1) : [environment, ...keys]);
}

/** What is gone has no place any more. A machine that went with its group's count did so because of the count. */
function isDerived(
  path: string,
  isWritten: (path: string) => boolean,
  after: Leaves,
  moved: readonly string[],
): boolean {
  if (isWritten(path)) return false;
  if (after.has(path)) return true;
  const [cluster, area] = parseLeafPath(path);
  return area === 'nodes' && moved.some((other) => isCount(other, cluster) && isWritten(other));
}

function isCount(path: string, cluster: string | undefined): boolean {
  const keys = parseLeafPath(path);
  return keys[0] === cluster && keys.at(-1) === 'count' && (keys[1] === 'pools' || keys[1] === 'controlPlane');
}

/** The nearest to what somebody wrote: a short path, and a pool's rather than that of the machines it makes. */
function weight(path: string): number {
  const keys = parseLeafPath(path);
  return keys.length * 2 + (keys[1] === 'nodes' ? 1 : 0);
}

/** The highest path that exists on one side only; undefined when the leaf's parent is on both. */
function subtree(
  path: string,
  before: Leaves,
  after: Leaves,
  old: ReadonlySet<string>,
  now: ReadonlySet<string>,
): string | undefined {
  const there = before.has(path) ? (after.has(path) ? undefined : now) : old;
  if (there === undefined) return undefined;
  const keys = parseLeafPath(path);
  for (let length = 1; length < keys.length; length += 1) {
    const prefix = formatLeafPath(keys.slice(0, length));
    if (!there.has(prefix)) return prefix;
  }
  return undefined;
}

function prefixes(leaves: Leaves): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of leaves.keys()) {
    const keys = parseLeafPath(path);
    for (let length = 1; length <= keys.length; length += 1) found.add(formatLeafPath(keys.slice(0, length)));
  }
  return found;
}

function isEqual(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
