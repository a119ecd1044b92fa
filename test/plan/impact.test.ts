import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LeafPath, leafPath, leafPlace } from '../../src/identity/leaf-path.ts';
import { subjectOfPath } from '../../src/plan/file-subject.ts';
import { effectsByCluster, judge } from '../../src/plan/impact.ts';
import { impactOf } from '../../src/plan/effects.ts';
import { machineEffects } from '../../src/plan/terraform/impacts.ts';
import { machinePlanOf } from '../../src/plan/terraform/machine-plans.ts';
import type { Json } from '../../src/source/tree.ts';

type Leaves = ReadonlyMap<LeafPath, Json>;

const clusters = ['main', 'edge', 'of-the.lab'];
const value = fc.constantFrom<Json>(1, 2, 'a', true, '20Gi');
const leaf = fc.oneof(
  fc.tuple(
    fc.constant('nodes'),
    fc.constantFrom('cp-1', 'w-1', 'w-2'),
    fc.constantFrom(['memory'], ['vmId'], ['labels', 'a'], ['disks', 'data', 'size'], ['disks', 'data', 'keep']),
  ),
  fc.tuple(fc.constant('platform'), fc.constantFrom('cilium', 'longhorn'), fc.constantFrom(['wave'], ['options', 'x'])),
  fc.tuple(fc.constant('versions'), fc.constant('talos'), fc.constant([])),
);
const leavesOf = (cluster: fc.Arbitrary<string>): fc.Arbitrary<Leaves> =>
  fc
    .array(fc.tuple(cluster, leaf, value), { maxLength: 30 })
    .map(
      (entries) =>
        new Map(entries.map(([name, [area, key, rest], written]) => [path(name, area, key, ...rest), written])),
    );

function path(cluster: string, ...keys: readonly string[]): LeafPath {
  return leafPath(cluster, keys);
}

describe('what happens to clusters', () => {
  it('follows from their own leaves, whichever other clusters are beside them', () => {
    const anywhere = leavesOf(fc.constantFrom('', ...clusters));
    fc.assert(
      fc.property(anywhere, anywhere, (before, after) => {
        const together = effectsByCluster(clusters, before, after);
        expect([...together.keys()]).toEqual(clusters);
        for (const name of clusters) {
          const alone = effectsByCluster([name], own(before, name), own(after, name));
          expect(alone.get(name)).toEqual(together.get(name));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is found in one pass over the leaves, however many clusters there are', () => {
    const names = Array.from({ length: 50 }, (_, index) => `c-${index}`);
    const leaves = new CountedMap<LeafPath, Json>(names.map((name) => [path(name, 'nodes', 'cp-1', 'memory'), '4Gi']));
    const after = new CountedMap<LeafPath, Json>(names.map((name) => [path(name, 'nodes', 'cp-1', 'memory'), '8Gi']));
    const effects = effectsByCluster(names, leaves, after);
    expect([...effects.values()].map(({ machines }) => machines?.effects)).toEqual(
      names.map(() => [{ kind: 'restart', by: 'hypervisor', when: 'next-start' }]),
    );
    expect([leaves.read, after.read]).toEqual([names.length, names.length]);
  });

  it.each<[string, readonly string[], string, string]>([
    ['memory', ['memory'], 'memory[0].dedicated', 'reboot'],
    ['CPUs', ['cpu'], 'cpu[0].cores', 'reboot'],
    ['a type of CPU', ['machine', 'cpuType'], 'cpu[0].type', 'reboot'],
    ['firmware', ['machine', 'firmware'], 'bios', 'reboot'],
    ['a disk that grows', ['disks', 'data', 'size'], 'disk[1].size', 'in-place'],
    ['a MAC address', ['mac'], 'network_device[0].mac_address', 'in-place'],
    ['tags', ['machine', 'tags'], 'tags[0]', 'in-place'],
  ])('is the same without credentials and with them: %s', (_, keys, argument, impact) => {
    const leaves = (value: Json): Leaves =>
      new Map([
        [path('main', 'providers', 'home', 'type'), 'proxmox'],
        [path('main', 'nodes', 'w-1', 'provider'), 'home'],
        [path('main', 'nodes', 'w-1', ...keys), value],
      ]);
    const fromValues = effectsByCluster(['main'], leaves(1), leaves(2)).get('main')?.machines?.effects ?? [];
    const plan = machinePlanOf('proxmox_virtual_environment_vm');
    const fromPlan = plan === undefined ? [] : machineEffects(plan, [argument]);
    expect([impactOf(fromValues), impactOf(fromPlan)]).toEqual([impact, impact]);
  });

  it('of a machine that exists already is what Talos does', () => {
    const leaves = (memory: string): Leaves =>
      new Map([
        [path('main', 'providers', 'rack', 'type'), 'metal'],
        [path('main', 'nodes', 'nas', 'provider'), 'rack'],
        [path('main', 'nodes', 'nas', 'memory'), memory],
      ]);
    expect(effectsByCluster(['main'], leaves('4Gi'), leaves('8Gi')).get('main')?.machines?.effects).toEqual([
      { kind: 'updated' },
    ]);
  });

  it.each<[string, readonly string[], Json | undefined, Json | undefined, object | undefined]>([
    [
      'more memory',
      ['nodes', 'w-1', 'memory'],
      '4Gi',
      '8Gi',
      { effects: [{ kind: 'restart', by: 'hypervisor', when: 'next-start' }], reason: 'input-changed' },
    ],
    [
      'another VM ID',
      ['nodes', 'w-1', 'vmId'],
      100,
      101,
      { effects: [{ kind: 'recreated' }], reason: 'input-changed' },
    ],
    [
      'a label',
      ['nodes', 'w-1', 'labels', 'a'],
      undefined,
      'b',
      { effects: [{ kind: 'updated' }], reason: 'input-changed' },
    ],
    [
      'a disk less',
      ['nodes', 'w-1', 'disks', 'd', 'size'],
      '1Gi',
      undefined,
      { effects: [{ kind: 'disk', disk: 'd', fate: 'detached' }] },
    ],
    ['a node more', ['nodes', 'w-2', 'memory'], undefined, '4Gi', { effects: [], reason: 'node-added' }],
    [
      'a node less',
      ['nodes', 'w-2', 'memory'],
      '4Gi',
      undefined,
      { effects: [{ kind: 'destroyed' }], reason: 'node-removed' },
    ],
    ['a component', ['platform', 'cilium', 'wave'], 1, 2, undefined],
  ])('says of %s how much it hurts', (_, keys, before, after, expected) => {
    const leaves = (changed: Json | undefined): Leaves =>
      new Map([
        [path('main', 'nodes', 'w-1', 'cpu'), 2],
        ...(changed === undefined ? [] : [[path('main', ...keys), changed] as const]),
      ]);
    const machines = effectsByCluster(['main'], leaves(before), leaves(after)).get('main')?.machines;
    if (expected === undefined) expect(machines).toBeUndefined();
    else expect(machines).toMatchObject(expected);
  });
});

class CountedMap<K, V> extends Map<K, V> {
  read = 0;

  override *[Symbol.iterator](): MapIterator<[K, V]> {
    for (const entry of super[Symbol.iterator]()) {
      this.read += 1;
      yield entry;
    }
  }
}

function own(leaves: Leaves, cluster: string): Leaves {
  return new Map([...leaves].filter(([name]) => leafPlace(name).cluster === cluster));
}

describe('what happens to one file', () => {
  const leaves = (nodes: Readonly<Record<string, string>>, patch: string): Leaves =>
    new Map([
      [path('main', 'providers', 'home', 'type'), 'proxmox'],
      ...Object.entries(nodes).flatMap(([name, memory]): [LeafPath, Json][] => [
        [path('main', 'nodes', name, 'provider'), 'home'],
        [path('main', 'nodes', name, 'memory'), memory],
        [path('main', 'nodes', name, 'talos', 'patches', patch), 'p.yaml'],
      ]),
    ]);
  // One worker goes, another gets more memory, and a patch that all have gets another name.
  const before = leaves({ 'w-1': '4Gi', 'w-2': '4Gi', 'w-3': '4Gi' }, 'old');
  const after = leaves({ 'w-1': '4Gi', 'w-2': '8Gi' }, 'new');
  const effects = effectsByCluster(['main'], before, after).get('main');
  const renamed = [
    path('main', 'talos', 'patches', 'old'),
    path('main', 'talos', 'patches', 'new'),
    path('main', 'nodes', 'w-1', 'talos', 'patches', 'old'),
  ];
  const kinds = (file: string, action: 'update' | 'delete', causes: readonly LeafPath[] = []): readonly string[] =>
    judge(subjectOfPath(`prod/${file}`), action, effects, () => false, causes).effects.map(({ kind }) => kind);

  it('is what its machine undergoes, where it is of one machine or of all', () => {
    expect(kinds('clusters/main/talos/nodes/w-3.yaml', 'delete')).toEqual(['destroyed']);
    expect(kinds('clusters/main/talos/nodes/w-2.yaml', 'update')).toEqual(['restart']);
    expect(kinds('clusters/main/talos/nodes/w-1.yaml', 'update')).toEqual(['updated']);
    expect(kinds('terraform/main/nodes.tf', 'update')).toEqual(['destroyed']);
  });

  it.each(['talos/patches/old.yaml', 'talos/patches/old-w-3.yaml', 'talos/all.yaml', 'talos/worker.yaml'])(
    'never destroys a machine where machines share it: %s',
    (file) => {
      for (const action of ['update', 'delete'] as const) {
        expect(kinds(`clusters/main/${file}`, action, renamed)).toEqual(['updated']);
        // Without a cause, the worst of the machines that stay.
        expect(kinds(`clusters/main/${file}`, action)).toEqual(['restart']);
      }
    },
  );

  it.each(['main.tf', 'variables.tf', 'README.md', 'outputs.tf'])('nor does %s of the root module', (file) => {
    expect(kinds(`terraform/main/${file}`, 'update', renamed)).toEqual(['updated']);
    expect(kinds(`terraform/main/${file}`, 'update')).toEqual(['restart']);
  });

  it('is what its causes are, also where they restart machines', () => {
    const extension = [path('main', 'talos', 'extensions', 'iscsi-tools')];
    expect(kinds('clusters/main/talos/all.yaml', 'update', extension)).toEqual(['restart']);
  });
});
