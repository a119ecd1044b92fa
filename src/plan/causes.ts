import { invariant, type Span } from '../diagnostics/diagnostic.ts';
import { compareIdentities } from '../identity/identity.ts';
import { formatLeafPath, type LeafPath, leafAncestors, leafPlace, leafSubject } from '../identity/leaf-path.ts';
import { isSameJson, type Json } from '../source/tree.ts';
import type { Cause, Moved } from './plan.ts';

/** Where the input says what a leaf is; undefined for what is not in the input. */
export type SpanOf = (environment: string, path: LeafPath) => Span | undefined;

/** One change of the input: a cause, and all resolved leaves that moved with it. */
export interface MovedInput {
  readonly cause: Cause;
  /** It is not written in the input: a wave, an address, a machine of a count. It changed because something else did. */
  readonly derived: boolean;
  /** By path, what they were; undefined where they were not there. */
  readonly leaves: ReadonlyMap<LeafPath, Json | undefined>;
}

type Leaves = ReadonlyMap<LeafPath, Json>;

/**
 * What moved between two resolved inputs of an environment, one entry for each line of input: leaves that one line set
 * (a pool's memory, in each of its machines) come together, and a subtree that came or went counts as a whole.
 */
export function diffInputs(environment: string, before: Leaves, after: Leaves, places?: SpanOf): readonly MovedInput[] {
  const spanOf = places ?? (() => undefined);
  const isWritten = (path: LeafPath) => spanOf(environment, path) !== undefined;
  const moved = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => !isSameJson(before.get(path), after.get(path)))
    .sort(compareIdentities);
  if (moved.length === 0) return [];
  const oldPrefixes = prefixes(before);
  const newPrefixes = prefixes(after);
  const groups = new Map<string, MovedGroup>();
  for (const path of moved) {
    const root = subtree(path, before, after, oldPrefixes, newPrefixes);
    const span = spanOf(environment, path);
    // What one line of the input set moved together; so did all of a subtree.
    const key = JSON.stringify(
      root !== undefined || span === undefined ? [formatLeafPath(root ?? path)] : [span.file, span.start],
    );
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
        environment,
        path: name,
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
  readonly root: LeafPath | undefined;
  readonly paths: LeafPath[];
}

function movedValue(before: Json | undefined, after: Json | undefined): Moved {
  if (before !== undefined && after !== undefined) return { kind: 'changed', before, after };
  if (after !== undefined) return { kind: 'added', after };
  invariant(before !== undefined, 'a leaf that moved is on one side at least');
  return { kind: 'removed', before };
}

/** What is gone has no place any more. A machine that went with its group's count did so because of the count. */
function isDerived(
  path: LeafPath,
  isWritten: (path: LeafPath) => boolean,
  after: Leaves,
  moved: readonly LeafPath[],
): boolean {
  if (isWritten(path)) return false;
  if (after.has(path)) return true;
  const subject = leafSubject(path);
  return subject.kind === 'node' && moved.some((other) => isCount(other, subject.cluster) && isWritten(other));
}

function isCount(path: LeafPath, cluster: string): boolean {
  const subject = leafSubject(path);
  return subject.kind === 'group' && subject.cluster === cluster && subject.keys.at(-1) === 'count';
}

/** The nearest to what is written: a short path, and a pool's rather than that of the machines it makes. */
function weight(path: LeafPath): number {
  return leafPlace(path).keys.length * 2 + (leafSubject(path).kind === 'node' ? 1 : 0);
}

/** The highest path that exists on one side only; undefined when the leaf's parent is on both. */
function subtree(
  path: LeafPath,
  before: Leaves,
  after: Leaves,
  old: ReadonlySet<LeafPath>,
  now: ReadonlySet<LeafPath>,
): LeafPath | undefined {
  const there = before.has(path) ? (after.has(path) ? undefined : now) : old;
  return there === undefined ? undefined : leafAncestors(path).find((ancestor) => !there.has(ancestor));
}

function prefixes(leaves: Leaves): ReadonlySet<LeafPath> {
  const found = new Set<LeafPath>();
  for (const path of leaves.keys()) {
    for (const ancestor of leafAncestors(path)) found.add(ancestor);
    found.add(path);
  }
  return found;
}
