import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { clusterId, formatClusterId } from '../identity/cluster-id.ts';
import { type LeafPath, leafSubject } from '../identity/leaf-path.ts';
import type { LockLine } from '../model/lock.ts';
import type { Leaves } from '../model/retained/earlier.ts';
import type { Json } from '../source/tree.ts';

/**
 * Numbers of an environment's nodes that were compiled before, that no line of infraflux.lock has, and that would be others now: a
 * lock that was deleted, or is older than what was compiled with it. Machines would be given new ids and addresses, and a kept disk
 * another owner. `before` and `after` are leaves as inputs.json has them; `isThere`: there is an infraflux.lock.
 */
export function lostLock(
  lines: readonly LockLine[],
  isThere: boolean,
  environment: string,
  before: Leaves,
  after: ReadonlyMap<LeafPath, Json>,
): readonly Diagnostic[] {
  const known = new Set(
    lines
      .filter((line) => line.environment === environment && line.node !== undefined && line.span !== undefined)
      .map(({ cluster, node }) => `${cluster}/${node}`),
  );
  const moved: string[] = [];
  let compiled: string | undefined;
  for (const [leaf, old] of before) {
    const subject = leafSubject(leaf);
    if (subject.kind !== 'node' || !isNumber(subject.keys) || known.has(`${subject.cluster}/${subject.node}`)) continue;
    const now = after.get(leaf);
    if (now === undefined) continue;
    compiled ??= formatClusterId(clusterId(environment, subject.cluster));
    if (now === old) continue;
    const what = `${subject.keys.join('.')} of ${environment}/${subject.cluster}/${subject.node}`;
    moved.push(`${what} was ${String(old)} and would be ${String(now)}`);
  }
  if (compiled === undefined || (isThere && moved.length === 0)) return [];
  const more = moved.length > 1 ? ` and ${moved.length - 1} more` : '';
  const numbers = moved.length === 0 ? '' : `: ${moved[0]}${more}`;
  const message = isThere
    ? `infraflux.lock has no lines of nodes that were compiled before${numbers}`
    : `infraflux.lock is missing, and ${compiled} was compiled with one${numbers}`;
  return [diagnostic(isThere ? 'lock/out-of-date' : 'lock/missing', undefined, message)];
}

/** What infraflux.lock allocates to a node. */
function isNumber(keys: readonly string[]): boolean {
  const [first, , field] = keys;
  if (keys.length === 1) return first === 'vmId' || first === 'mac' || first === 'address';
  return first === 'disks' && field === 'holder' && keys.length === 3;
}
