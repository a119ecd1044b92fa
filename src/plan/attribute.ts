import type { Json } from '../source/tree.ts';
import type { MovedInput } from './causes.ts';
import { subjectOfPath } from './file-subject.ts';
import { parseLeafPath } from './leaf-path.ts';

/**
 * Compiles an environment once more with some leaves put back to what they were (undefined: taken away), and gives its
 * files by path below the output directory. Undefined when that does not compile.
 */
export type EmitWith = (
  environment: string,
  reverted: ReadonlyMap<string, Json | undefined>,
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
  if (moved.length === 0) return new Map();
  // Nothing else could have: no need to compile for it.
  if (moved.length === 1 && sameRelease) return new Map(changed.map((path) => [path, moved]));
  const exact = emitWith !== undefined && moved.length <= maximumCounterfactuals;
  const found = new Map<string, MovedInput[]>();
  for (const input of moved) {
    const without = exact ? emitWith(environment, input.leaves) : undefined;
    for (const path of changed) {
      const explains = without === undefined ? mayExplain(input, path) : without.get(path) !== texts.get(path);
      if (!explains) continue;
      const causes = found.get(path) ?? [];
      causes.push(input);
      found.set(path, causes);
    }
  }
  // Inputs that only together change a file: with the same release, it cannot be anything but them.
  if (sameRelease) {
    for (const path of changed) {
      if (!found.has(path))
        found.set(
          path,
          moved.filter((input) => sharesCluster(input, path)),
        );
    }
  }
  return found;
}

/** Without compiling again: a component's option explains the component's files, anything else all of its cluster. */
function mayExplain(input: MovedInput, path: string): boolean {
  if (!sharesCluster(input, path)) return false;
  const subject = subjectOfPath(path);
  return [...input.leaves.keys()].some((leaf) => {
    const keys = parseLeafPath(leaf);
    const at = keys.indexOf('platform');
    return at === -1 || subject.component === undefined || keys[at + 1] === subject.component;
  });
}

function sharesCluster(input: MovedInput, path: string): boolean {
  const { cluster } = subjectOfPath(path);
  return (
    cluster === undefined ||
    [...input.leaves.keys()].some((leaf) => parseLeafPath(leaf)[0] === cluster || !leaf.includes('.'))
  );
}
