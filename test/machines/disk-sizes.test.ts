import { expect, test } from 'vitest';
import { inputFaults } from '../../src/plan/input-faults.ts';
import { type LeafPath, leafPath } from '../../src/identity/leaf-path.ts';
import { examplePlatform } from './compiled.ts';

const platform = examplePlatform();
const main = platform.environments.flatMap(({ clusters }) => clusters).find(({ name }) => name === 'main');
const worker = main?.nodes.find(({ name }) => name === 'main-workers-1');
const size = (disk: string): LeafPath => leafPath('main', ['nodes', 'main-workers-1', 'disks', disk, 'size']);
const say = (disk: string, before: string, after: string): string[] =>
  inputFaults(platform, 'prod', new Map([[size(disk), before]]), new Map([[size(disk), after]]), undefined).map(
    ({ code, message }) => `${code}: ${message}`,
  );

test('a disk that would be smaller than it was published', () => {
  expect(say('system', '64Gi', '0.5Ti')).toEqual([]);
  expect(say('system', '1Ti', '1024Gi')).toEqual([]);
  expect(say('system', '128Gi', '64Gi')).toEqual([
    'disk/shrinks: disk system of main-workers-1 was published with 128Gi, and 64Gi is less',
  ]);
});

test('a kept disk that grows, with the command that does it', () => {
  expect(say('data', '100Gi', '200Gi')).toEqual([
    `disk/grows-by-hand: disk data of main-workers-1 is kept, and grows to 200Gi by "qm disk resize ${worker?.vmId} scsi1 200G" on ${worker?.host}`,
  ]);
  expect(say('system', '32Gi', '64Gi')).toEqual([]);
});

test('what is new, or of no machine of Proxmox, has no size to compare with', () => {
  expect(inputFaults(platform, 'prod', new Map(), new Map([[size('data'), '1Gi']]), undefined)).toEqual([]);
  const gone = leafPath('main', ['nodes', 'nobody', 'disks', 'data', 'size']);
  expect(inputFaults(platform, 'prod', new Map([[gone, '2Gi']]), new Map([[gone, '1Gi']]), undefined)).toEqual([]);
});
