import { type LeafPath, leafPlace, leafSubject } from '../identity/leaf-path.ts';
import type { Json } from '../source/tree.ts';
import type { MovedInput } from './causes.ts';
import { subjectOfPath } from './file-subject.ts';

/**
 * Compiles an environment once more with some leaves put back to what they were (undefined: taken away), and gives its
 * files by path below the output directory. Undefined when that does not compile.
 */
export type EmitWith = (
  environment: string,
  reverted: ReadonlyMap<LeafPath, Json | undefined>,
) => ReadonlyMap<string, string> | undefined;

/** Compiling an environment for each moved input is exact, and takes as long as it sounds. */
const maximumCounterfactuals = 24;

/** Which moved inputs made which file change. A file that none of them explains is not in the answer. */
export function attributeFiles(
  environment: string,
  changed: readonly string[],
  texts: ReadonlyMap<string, string>,
  moved: readonly MovedInput[],
  sameRelease: boolean,
  emitWith: EmitWith | undefined,
): ReadonlyMap<string, readonly MovedInput[]> {
  const written = moved.filter((input) => !input.derived);
  // The input did not change: what differs comes from the release.
  if (written.length === 0 && !sameRelease) return new Map();
  const causes = written.length === 0 ? moved : written;
  if (causes.length === 0) return new Map();
  // Nothing else could have: no need to compile for it.
  if (causes.length === 1 && sameRelease) return new Map(changed.map((path) => [path, causes]));
  const explained = explain(environment, changed, texts, moved, emitWith);
  const found = new Map<string, readonly MovedInput[]>();
  for (const path of changed) {
    const inputs = explained.get(path) ?? [];
    const direct = inputs.filter((input) => causes.includes(input));
    // Only by what was worked out, or only by several together: then by any of the cluster's that could be behind it.
    const likely = direct.length > 0 ? direct : inputs.length > 0 || sameRelease ? near(causes, path) : [];
    if (likely.length > 0) found.set(path, likely);
  }
  return found;
}

function explain(
  environment: string,
  changed: readonly string[],
  texts: ReadonlyMap<string, string>,
  moved: readonly MovedInput[],
  emitWith: EmitWith | undefined,
): ReadonlyMap<string, readonly MovedInput[]> {
  const exact = emitWith !== undefined && moved.length <= maximumCounterfactuals;
  const found = new Map<string, MovedInput[]>();
  for (const input of moved) {
    const without = exact ? emitWith(environment, input.leaves) : undefined;
    for (const path of changed) {
      const explains = without === undefined ? mayExplain(input, path) : without.get(path) !== texts.get(path);
      if (explains) found.set(path, [...(found.get(path) ?? []), input]);
    }
  }
  return found;
}

function near(inputs: readonly MovedInput[], path: string): readonly MovedInput[] {
  const sharing = inputs.filter((input) => sharesCluster(input, path));
  return sharing.length > 0 ? sharing : inputs;
}

/** Without compiling again: a component's option explains the component's files, anything else all of its cluster. */
function mayExplain(input: MovedInput, path: string): boolean {
  if (!sharesCluster(input, path)) return false;
  const subject = subjectOfPath(path);
  return [...input.leaves.keys()].some((leaf) => {
    const of = leafSubject(leaf);
    return of.kind !== 'component' || subject.component === undefined || of.component === subject.component;
  });
}

function sharesCluster(input: MovedInput, path: string): boolean {
  const { cluster } = subjectOfPath(path);
  return (
    cluster === undefined ||
    [...input.leaves.keys()].some((leaf) => [undefined, cluster].includes(leafPlace(leaf).cluster))
  );
}
