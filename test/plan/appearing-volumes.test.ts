import { expect, it } from 'vitest';
import { appearingVolumes, volumeAppears, volumeConsent } from '../../src/plan/appearing-volumes.ts';
import type { Change } from '../../src/plan/plan.ts';
import { platformOf, type Wish } from '../apply/world.ts';

const wish: Wish = { environments: { prod: ['main'] } };
const platform = platformOf(wish);
const clusters = platform.environments.flatMap((environment) => environment.clusters);
const created = {
  lock: {
    ...platform.lock,
    lines: [
      {
        environment: 'prod',
        cluster: 'main',
        node: undefined,
        kind: 'kubernetes' as const,
        value: '1.36.3',
        scope: undefined,
        tombstone: false,
        span: { file: 'infraflux.lock', start: 0, end: 1 },
      },
    ],
  },
};

const serial = 'disk.serial == "data"';
const slot = 'disk.bus_path.matches("/virtio[0-9]+/host[0-9]+/target[0-9]+:0:0/[0-9]+:0:0:1/?$")';

function volume(match: string, name = 'longhorn', kind = 'UserVolumeConfig'): string {
  return `machine:\n  sysctls:\n    a: "1"\n---\napiVersion: v1alpha1\nkind: ${kind}\nname: ${name}\nprovisioning:\n  diskSelector:\n    match: ${match}\n  minSize: 1GiB\n`;
}

function file(
  before: string | undefined,
  after: string | undefined,
  name = 'prod/clusters/main/talos/worker.yaml',
): Change {
  const text = (value: string | undefined) =>
    value === undefined ? undefined : { kind: 'plain' as const, text: value };
  return {
    layer: 'gitops',
    object: { kind: 'file', environment: 'prod', cluster: 'main', name },
    action: 'update',
    effects: [],
    impact: 'none',
    reason: 'release-changed',
    because: [],
    before: text(before),
    after: text(after),
  };
}

it('a volume of a created cluster whose selector begins to match is reported, and has to be allowed by name', () => {
  const found = appearingVolumes(created, clusters, [file(volume(serial), volume(slot))]);
  expect(found).toEqual([{ environment: 'prod', cluster: 'main', name: 'longhorn' }]);
  expect(volumeConsent(found[0] as never)).toMatchObject({ allow: 'prod/main/longhorn', also: ['longhorn'] });
  expect(volumeAppears(found[0] as never)).toMatchObject({ code: 'volume/appears', severity: 'warning' });
});

it.each([
  ['the cluster was never created', platform, [file(volume(serial), volume(slot))]],
  ['it is selected as before', created, [file(volume(serial), volume(serial))]],
  ['it is new', created, [file(undefined, volume(slot))]],
  ['it goes', created, [file(volume(serial), 'machine: {}\n')]],
  [
    'nothing is mounted from it',
    created,
    [file(volume(serial, 'osd', 'RawVolumeConfig'), volume(slot, 'osd', 'RawVolumeConfig'))],
  ],
  [
    'another file still has it',
    created,
    [file(volume(serial), volume(slot)), file(volume(serial), volume(serial), 'prod/clusters/main/talos/nodes/a.yaml')],
  ],
  ['it was selected by something else', created, [file(volume('disk.transport == "nvme"'), volume(slot))]],
])('nothing is reported where %s', (_, where, changes) => {
  expect(appearingVolumes(where, clusters, changes)).toEqual([]);
});

it('a document that moved to another file is the same volume', () => {
  const changes = [
    file(volume(serial), 'machine: {}\n'),
    file(undefined, volume(slot), 'prod/clusters/main/talos/nodes/a.yaml'),
  ];
  expect(appearingVolumes(created, clusters, changes).map(({ name }) => name)).toEqual(['longhorn']);
});
