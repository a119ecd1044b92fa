import { expect, test } from 'vitest';
import { codesIn } from './found.ts';

const bad = 'disk.size > 100 * GiB';

test.each([
  `talos: {systemVolumes: {ephemeral: {match: "${bad}"}}}`,
  `talos: {volumes: {a: {match: "${bad}", size: 1Gi}}}`,
  `talos: {rawVolumes: {a: {match: "${bad}", size: 1Gi}}}`,
  `talos: {swap: {a: {match: "${bad}", size: 1Gi}}}`,
  `talos: {existingVolumes: {a: {match: "volume.size > 1"}}}`,
  'talos: {existingVolumes: {a: {match: system_disk}}}',
  `pools: {workers: {talos: {volumes: {a: {match: "${bad}", size: 1Gi}}}}}`,
  `nodes: {main-cp-1: {talos: {volumes: {a: {match: "${bad}", size: 1Gi}}}}}`,
  // A whole disk is looked for before the system disk is known.
  'talos: {volumes: {a: {kind: disk, match: "!system_disk"}}}',
  `talos: {volumes: {a: {kind: disk, match: 'disk.size > 10u * GB && !system_disk'}}}`,
])('refused: %s', (part) => {
  expect(codesIn(part)).toEqual(['talos/invalid-selector']);
});

test.each([
  'talos: {rawVolumes: {a: {match: "!system_disk", size: 1Gi}}}',
  'talos: {swap: {a: {match: "!system_disk", size: 1Gi}}}',
  `talos: {volumes: {a: {kind: disk, match: 'disk.size > 10u * GB'}}}`,
  `talos: {existingVolumes: {a: {match: 'volume.partition_label == "media"'}}}`,
])('allowed: %s', (part) => {
  expect(codesIn(part)).toEqual([]);
});
