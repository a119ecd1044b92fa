import { formatLockLine } from './format-lock.ts';
import type { LockKind, LockLine } from './lock.ts';
import { formatVersion } from '../versions/version.ts';
import type { Cluster } from './platform.ts';

/** Lines of infraflux.lock with the versions that a cluster runs. */
export function versionLines(
  environment: string,
  cluster: string,
  versions: Partial<Cluster['versions']>,
): readonly LockLine[] {
  return (['kubernetes', 'talos'] as const satisfies readonly LockKind[]).flatMap((kind) => {
    const version = versions[kind];
    if (version === undefined) return [];
    const value = formatVersion(version);
    return [
      { environment, cluster, node: undefined, kind, value, scope: undefined, tombstone: false, span: undefined },
    ];
  });
}

/** Whether the lock records these versions of a cluster. */
export function hasVersions(lines: readonly LockLine[], cluster: Cluster): boolean {
  const there = new Set(lines.map(formatLockLine));
  return versionLines(cluster.environment, cluster.name, cluster.versions).every((line) =>
    there.has(formatLockLine(line)),
  );
}

/** Whether infraflux.lock, as it was read, records that a cluster was created. */
export function isRecorded(
  lines: readonly LockLine[],
  { environment, name }: Pick<Cluster, 'environment' | 'name'>,
): boolean {
  return lines.some(
    (line) =>
      line.environment === environment &&
      line.cluster === name &&
      line.kind === 'kubernetes' &&
      !line.tombstone &&
      line.span !== undefined,
  );
}
