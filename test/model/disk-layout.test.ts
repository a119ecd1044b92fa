import { expect, it } from 'vitest';
import { diskLayouts } from '../../src/model/disk-layout.ts';
import type { LayoutMachine } from '../../src/model/planned-volumes.ts';

const gib = 1024;

function machine(more: Partial<LayoutMachine>): LayoutMachine {
  return {
    isControlPlane: false,
    image: { isDisk: true, isSigned: false },
    disks: new Map([['system', 40 * gib]]),
    talos: {},
    components: new Map(),
    ...more,
  };
}

function parts(more: Partial<LayoutMachine>, disk = 'system') {
  const layout = diskLayouts(machine(more)).find((one) => one.disk === disk);
  return layout?.parts.map(({ volume, size, fault }) => `${volume.label} ${fault ?? size ?? 'all'}`);
}

const encryption = {};

it('/var takes what the image and STATE leave', () => {
  // 2101 EFI, 1 BIOS, 2000 BOOT, 1 META; a signed image has no boot loader for SeaBIOS.
  expect(parts({})).toEqual(['boot 4103', 'STATE 100', `EPHEMERAL ${40 * gib - 2 - 4103 - 100}`]);
  expect(parts({ image: { isDisk: true, isSigned: true } })).toEqual([
    'boot 2102',
    'STATE 100',
    `EPHEMERAL ${40 * gib - 2 - 2102 - 100}`,
  ]);
});

it('system volumes that do not grow come before /var, etcd only on control planes', () => {
  const talos = { systemVolumes: { etcd: { maxSize: '10Gi' }, log: { maxSize: '5Gi' } } };
  expect(parts({ talos })?.slice(2)).toEqual(['LOG 5120', `EPHEMERAL ${35 * gib - 2 - 4203}`]);
  expect(parts({ talos, isControlPlane: true })?.slice(2)).toEqual([
    'LOG 5120',
    'ETCD 10240',
    `EPHEMERAL ${25 * gib - 2 - 4203}`,
  ]);
});

it('an image cache has the size of Talos where none is written', () => {
  expect(parts({ talos: { systemVolumes: { imageCache: {} } } })?.slice(1, 3)).toEqual([
    'STATE 100',
    'IMAGECACHE 1024',
  ]);
});

it('the smaller maximum is first, then the name; those that grow are last', () => {
  const disks = new Map([
    ['system', 40 * gib],
    ['d', 100 * gib],
  ]);
  const talos = {
    volumes: {
      grows: { disk: 'd', minSize: '1Gi', grow: true, encryption },
      b: { disk: 'd', size: '20Gi', encryption },
      a: { disk: 'd', size: '20Gi', encryption },
    },
    rawVolumes: { small: { disk: 'd', minSize: '1Gi', maxSize: '10Gi', encryption } },
    swap: { share: { disk: 'd', minSize: '1Gi', maxSize: '50%', encryption } },
  } as const;
  expect(parts({ disks, talos } as never, 'd')).toEqual([
    'r-small 10240',
    'u-a 20480',
    'u-b 20480',
    // Half of what is available when it is its turn, not of the disk.
    `s-share ${(50 * gib - 2) / 2}`,
    `u-grows ${(50 * gib - 2) / 2}`,
  ]);
});

it('a volume takes less than its maximum where less is free, and none where its minimum is not', () => {
  const disks = new Map([
    ['system', 40 * gib],
    ['d', 10 * gib],
  ]);
  const volumes = {
    a: { disk: 'd', minSize: '1Gi', maxSize: '6Gi', encryption },
    b: { disk: 'd', minSize: '1Gi', maxSize: '8Gi', encryption },
    c: { disk: 'd', maxSize: '9Gi', encryption },
  };
  expect(parts({ disks, talos: { volumes } } as never, 'd')).toEqual(['u-a 6144', 'u-b 4094', 'u-c no-space']);
});

it('what only Talos can evaluate is on no disk, and takes nothing from another', () => {
  const systemVolumes = { ephemeral: { match: 'disk.transport == "nvme"' } };
  expect(parts({ talos: { systemVolumes } })).toEqual(['boot 4103', 'STATE 100']);
  const other = { ephemeral: { match: ' ! system_disk ' } };
  expect(parts({ talos: { systemVolumes: other } })).toEqual(['boot 4103', 'STATE 100']);
});

it('of a disk of unknown size only what takes all of it is known', () => {
  const disks = new Map([['system', undefined]]);
  const volumes = { a: { size: '20Gi', encryption } };
  expect(parts({ disks, talos: { volumes } } as never)?.slice(2)).toEqual(['EPHEMERAL all', 'u-a no-space']);
  const limited = (maxSize: string) =>
    ({ disks, talos: { volumes, systemVolumes: { ephemeral: { maxSize } } } }) as never;
  expect(parts(limited('50Gi'))?.slice(2)).toEqual(['EPHEMERAL 51200', 'u-a 20480']);
  expect(parts(limited('50%'))?.slice(2)).toEqual(['EPHEMERAL all', 'u-a 20480']);
  expect(parts(limited('-10Gi'))?.slice(2)).toEqual(['EPHEMERAL all', 'u-a no-space']);
});

it('a raw volume has no size to leave free: Talos takes it for the maximum', () => {
  const disks = new Map([
    ['system', 40 * gib],
    ['d', 100 * gib],
  ]);
  const volume = { a: { disk: 'd', minSize: '1Gi', maxSize: '-10Gi', encryption } };
  expect(parts({ disks, talos: { rawVolumes: volume } } as never, 'd')).toEqual(['r-a 10240']);
  expect(parts({ disks, talos: { volumes: volume } } as never, 'd')).toEqual([`u-a ${90 * gib - 2}`]);
});

it('a whole disk is shared with nothing, in whatever order', () => {
  const disks = new Map([
    ['system', 40 * gib],
    ['d', 10 * gib],
  ]);
  const whole = { disk: 'd', kind: 'disk', encryption };
  expect(parts({ disks, talos: { volumes: { a: whole } } } as never, 'd')).toEqual([`u-a ${10 * gib - 2}`]);
  expect(
    parts({ disks, talos: { volumes: { a: whole, z: { disk: 'd', size: '1Gi', encryption } } } } as never, 'd'),
  ).toEqual(['u-z 1024', 'u-a in-use']);
  expect(
    parts({ disks, components: new Map([['d', 'longhorn']]), talos: { volumes: { a: whole } } } as never, 'd'),
  ).toEqual(['u-a in-use', `u-longhorn ${10 * gib - 2}`]);
});
