import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { diskLayoutsAt, formatDiskLayouts } from '../../src/commands/explain/disk-layouts.ts';
import { checked } from '../../src/diagnostics/diagnostic.ts';
import { resolvePlatform } from '../../src/resolve-platform.ts';
import { catalog } from '../catalog/builtin-catalog.ts';

const content = readFileSync('test/diagnostics/example-platform/infraflux.yaml', 'utf8').replace(
  '      main:\n',
  `      main:
        platform: {cilium: {}, longhorn: {replicas: 2}}
        pools: {workers: {disks: {system: {size: 64Gi}, data: {size: 200Gi, use: longhorn}}}}
`,
);
const { platform } = resolvePlatform({ files: [{ path: 'infraflux.yaml', content }], catalog: checked(catalog) });
if (platform === undefined) throw new Error('no platform');

it('shows the disks of all machines of a cluster, those that are alike together', () => {
  const layouts = diskLayoutsAt(platform, catalog, ['prod', 'main', 'layout']);
  expect(formatDiskLayouts(layouts ?? [])).toBe(`main-cp-1, main-cp-2, main-cp-3
  system  40Gi
    boot              4 GiB
    STATE             100 MiB
    EPHEMERAL (/var)  35.8 GiB, grows with the disk

main-workers-1, main-workers-2
  system  64Gi
    boot              4 GiB
    STATE             100 MiB
    EPHEMERAL (/var)  59.8 GiB, grows with the disk
  data  200Gi
    volume longhorn  199.9 GiB, grows with the disk
`);
});

it('shows those of one machine', () => {
  const [layout, ...others] = diskLayoutsAt(platform, catalog, ['prod', 'main', 'nodes', 'main-cp-1', 'layout']) ?? [];
  expect(others).toEqual([]);
  expect(layout).toMatchObject({ machine: 'main-cp-1', disks: [{ disk: 'system', size: 40960, free: 0 }] });
});

it.each([
  [['prod', 'main', 'nodes', 'main-cp-9', 'layout']],
  [['prod', 'none', 'layout']],
  [['prod', 'main', 'disks']],
  [['prod', 'main']],
])('%j asks for no layout', (path) => {
  expect(diskLayoutsAt(platform, catalog, path)).toBeUndefined();
});

it('says what is not created, and what is unknown', () => {
  const part = { label: 'u-a', title: 'volume a', size: null, grow: false, fault: 'no-space' };
  const text = formatDiskLayouts([
    { machine: 'nas', disks: [{ disk: 'system', size: null, free: null, parts: [{ ...part, fault: null }, part] }] },
  ]);
  expect(text).toBe('nas\n  system  size unknown\n    volume a  what is free\n    volume a  not created: no space\n');
});
