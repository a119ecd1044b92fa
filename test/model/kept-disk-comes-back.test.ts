import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ArtifactSet } from '../../src/emit/artifact.ts';
import { inputFiles, runCase } from '../diagnostics/run-case.ts';

const folder = join(import.meta.dirname, '../golden/two-proxmox-providers');

/** The golden platform with another infraflux.yaml, and the lock that the compile before it left. */
async function compiled(edit: (text: string) => string, lock: string | undefined): Promise<ArtifactSet> {
  const files = inputFiles(folder).flatMap((file) => {
    if (file.path === 'infraflux.lock') return [];
    return [file.path === 'infraflux.yaml' ? { ...file, content: edit(String(file.content)) } : file];
  });
  const locked = lock === undefined ? files : [...files, { path: 'infraflux.lock', content: lock }];
  const { set, ordered } = await runCase(folder, locked);
  expect(ordered.diagnostics).toEqual([]);
  if (set === undefined) throw new Error('nothing was compiled');
  return set;
}

/** Both providers have the ids 2000 to 2099, and the house's machines have those that the shed's had. */
it('a node with a kept disk comes back to the same machine and disk, whatever ids another provider has', async () => {
  const same = (text: string): string => text;
  const shed = 'shed: {count: 1, provider';
  const first = await compiled(same, undefined);
  expect(first.lock).toContain('dev/lab/lab-shed-1 keep data=2001 in garden-shed\n');
  expect(first.lock).toContain('dev/lab/lab-cp-2 vm-id 2001 in house\n');

  const removed = await compiled((text) => text.replace(shed, 'shed: {count: 0, provider'), first.lock);
  expect(removed.lock).toContain('dev/lab/lab-shed-1 keep data=2001 in garden-shed gone\n');
  expect(removed.lock).toContain('dev/lab/lab-shed-1 vm-id 2000 in garden-shed gone\n');
  expect(removed.artifacts).not.toEqual(first.artifacts);

  // Meanwhile the house grows, the pool is gone altogether, and another node is made in the shed.
  const grown = await compiled(
    (text) =>
      text.replace(
        / {10}shed: .*\n/,
        '          more: {count: 2, disks: {system: {size: 20Gi}}}\n          other: {count: 1, provider: garden-shed, disks: {system: {size: 20Gi}}}\n',
      ),
    removed.lock,
  );
  expect(grown.lock).toContain('dev/lab/lab-more-1 vm-id 2003 in house\n');
  expect(grown.lock).toContain('dev/lab/lab-other-1 vm-id 2002 in garden-shed\n');

  const back = await compiled(same, grown.lock);
  expect(back.artifacts).toEqual(first.artifacts);
  for (const line of first.lock.split('\n')) expect(back.lock.split('\n')).toContain(line);
});
