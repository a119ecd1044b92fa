import { resolvedInputs } from '../model/inputs.ts';
import { type LeafPath, leafPlace } from '../identity/leaf-path.ts';
import type { Cluster, Environment, Platform } from '../model/platform.ts';
import type { Json } from '../source/tree.ts';
import { revertInputs } from './revert-inputs.ts';

/** Compiles one cluster's files again: texts by path below the output directory. */
export type EmitCluster = (
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
) => ReadonlyMap<string, string>;

/**
 * Which resolved leaves a line of a compiled file depends on: those that, changed a little, change the line. Found by
 * trying each, so it needs no bookkeeping in emitters and cannot be wrong about what they do.
 */
export async function traceLine(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  file: string,
  line: number,
  emit: EmitCluster,
): Promise<readonly LeafPath[]> {
  const present = emit(platform, environment, cluster).get(file);
  if (present === undefined) return [];
  const { diffArrays } = await import('diff');
  const lines = present.split('\n');
  /** Whether the line is among those that went: one that only moved did not change. */
  const isGone = (other: string): boolean => {
    let at = 0;
    for (const part of diffArrays(lines, other.split('\n'))) {
      if (part.added) continue;
      if (line - 1 < at + part.value.length) return part.removed;
      at += part.value.length;
    }
    return false;
  };
  const found: LeafPath[] = [];
  for (const [path, value] of resolvedInputs(platform, environment)) {
    if (leafPlace(path).cluster !== cluster.name) continue;
    const other = changedALittle(value);
    if (other === undefined) continue;
    try {
      const { environment: changed } = revertInputs(platform, environment, new Map([[path, other]]));
      const again = changed.clusters.find(({ name }) => name === cluster.name);
      if (again === undefined) continue;
      const text = emit(platform, changed, again).get(file);
      if (text !== undefined && text !== present && isGone(text)) found.push(path);
    } catch {
      // A value changed at random may not compile; it then tells nothing about the line.
    }
  }
  return found;
}

/** Another value of the same kind and, where it has digits, of the same form. Undefined where there is none. */
export function changedALittle(value: Json): Json | undefined {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') {
    const digit = /\d(?=\D*$)/.exec(value);
    if (digit === null) return value === '' ? undefined : `${value}x`;
    const next = (Number(digit[0]) + 1) % 10;
    return value.slice(0, digit.index) + String(next) + value.slice(digit.index + 1);
  }
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    const first = items[0] === undefined ? undefined : changedALittle(items[0]);
    return first === undefined ? undefined : [first, ...items.slice(1)];
  }
  return undefined;
}
