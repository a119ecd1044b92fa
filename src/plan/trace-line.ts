import { resolvedInputs } from '../model/inputs.ts';
import type { Cluster, Environment, Platform } from '../model/platform.ts';
import type { Json } from '../source/tree.ts';
import { parseLeafPath } from './leaf-path.ts';
import { revertInputs } from './revert-inputs.ts';

/** Compiles one cluster's files again: texts by path below the output directory. */
export type EmitCluster = (
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
) => ReadonlyMap<string, string>;

/**
 * Which resolved leaves a line of a compiled file depends on: those that, changed a little, give another line. Found by
 * trying each, so it needs no bookkeeping in emitters and cannot be wrong about what they do. Paths as in inputs.json.
 */
export function traceLine(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  file: string,
  line: number,
  emit: EmitCluster,
): readonly string[] {
  const present = lineOf(emit(platform, environment, cluster), file, line);
  if (present === undefined) return [];
  const found: string[] = [];
  for (const [path, value] of resolvedInputs(platform, environment)) {
    if (path.startsWith('.') || parseLeafPath(path)[0] !== cluster.name) continue;
    const other = changedALittle(value);
    if (other === undefined) continue;
    const changed = revertInputs(environment, new Map([[path, other]]));
    const again = changed.clusters.find((one) => one.name === cluster.name);
    if (again === undefined) continue;
    try {
      if (lineOf(emit(platform, changed, again), file, line) !== present) found.push(path);
    } catch {
      // Nobody promised that a value changed at random can be compiled; it then says nothing about the line.
    }
  }
  return found;
}

function lineOf(files: ReadonlyMap<string, string>, file: string, line: number): string | undefined {
  return files.get(file)?.split('\n')[line - 1];
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
