import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { formatLock } from '../../model/format-lock.ts';
import { lockPath } from '../../model/lock.ts';
import { parseLock } from '../../model/parse-lock.ts';
import type { Cluster } from '../../model/platform.ts';
import { versionLines } from '../../model/version-lines.ts';
import { replaceBelow } from '../../secrets/write-below.ts';

/** Records them in place of what was there. True when the file changed. */
export function recordVersions(
  root: string,
  environment: string,
  cluster: string,
  versions: Partial<Cluster['versions']>,
): boolean {
  const path = join(root, lockPath);
  const text = readFileSync(path, 'utf8');
  const lock = parseLock(text);
  // Lines that cannot be parsed are in no value: writing it back would lose them.
  if (lock.value === undefined || hasErrors(lock.diagnostics)) throw new Error(`${lockPath} cannot be read whole`);
  const { lines } = lock.value;
  const next = versionLines(environment, cluster, versions);
  const others = lines.filter(
    (line) =>
      !next.some(
        ({ kind }) =>
          kind === line.kind && line.environment === environment && line.cluster === cluster && line.node === undefined,
      ),
  );
  const wanted = formatLock({ lines: [...others, ...next] });
  if (wanted === text) return false;
  replaceBelow(root, lockPath, wanted);
  return true;
}
