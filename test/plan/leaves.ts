import { type LeafPath, parseLeafPath } from '../../src/identity/leaf-path.ts';

/** Resolved leaves, or what they were, by their paths as inputs.json has them. */
export function leavesOf<T>(values: Readonly<Record<string, T>>): ReadonlyMap<LeafPath, T> {
  return new Map(Object.entries(values).map(([path, value]) => [parseLeafPath(path), value]));
}
