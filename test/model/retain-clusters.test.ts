import { describe, expect, it } from 'vitest';
import { type LeafPath, leafPlace } from '../../src/identity/leaf-path.ts';
import { clusterId } from '../../src/identity/cluster-id.ts';
import { buildDraft } from '../../src/model/build-draft.ts';
import type { Json } from '../../src/source/tree.ts';
import { buildPlatform } from '../../src/model/build-platform.ts';
import { formatLock } from '../../src/model/format-lock.ts';
import { resolvedInputs } from '../../src/model/inputs.ts';
import { parseLock } from '../../src/model/parse-lock.ts';
import {
  type Earlier,
  type EarlierEnvironment,
  type LocalState,
  mergeEarlier,
  nothingEarlier,
} from '../../src/model/retained/earlier.ts';
import { retainClusters } from '../../src/model/retained/retain-clusters.ts';
import { retainedClusters } from '../../src/model/retained/retained.ts';
import { checkDraft } from '../../src/model/rules/all-rules.ts';
import { leavesOf } from '../plan/leaves.ts';
import { codes, configOf, emptyCatalog, lockOf, marked, platformOf, withClusters } from './platform-of.ts';

const cluster = (name: string, third: number, more = ''): string => `${name}:
  network: {nodes: 10.10.${third}.10-10.10.${third}.19, endpoint: 10.10.${third}.5, loadBalancers: 10.10.${third}.100-10.10.${third}.119}
  controlPlane: {count: 1, cpu: 4, memory: 8Gi}
  pools: {workers: {count: 2, cpu: 8, memory: 200Gi, disks: {data: {size: 10Gi, keep: true}}}}
  ${more}`;

const kept = cluster('main', 1);
const both = withClusters(`${kept}\n${cluster('old', 2)}`);
const alone = withClusters(kept);
const made = 'prod/old talos 1.13.6\nprod/old kubernetes 1.36.3\n';

/** What compiling a text leaves behind of one of its clusters. */
async function compiled(text: string, name: string, protect = false): Promise<EarlierEnvironment> {
  const platform = (await platformOf(text)).value;
  const [environment] = platform?.environments ?? [];
  if (platform === undefined || environment === undefined) throw new Error('it has faults');
  const leaves = resolvedInputs(platform, environment);
  const of = (test: (path: LeafPath) => boolean) => new Map([...leaves].filter(([path]) => test(path)));
  return {
    name: environment.name,
    infraflux: '1.0.0',
    catalog: 'c',
    shared: of((path) => leafPlace(path).cluster === undefined),
    modules: new Map(),
    lostModules: [],
    clusters: [
      { name, protect, leaves: of((path) => leafPlace(path).cluster === name), files: new Map([['a', 'a']]), lost: [] },
    ],
  };
}

interface Traces {
  readonly lock?: string;
  readonly state?: LocalState;
  readonly states?: readonly string[];
  readonly earlier?: readonly EarlierEnvironment[];
  readonly allowed?: readonly string[];
  readonly text?: string;
}

async function retained({ lock = '', state, states = [], earlier = [], allowed = [], text = alone }: Traces) {
  const config = await configOf(text);
  const found = new Map<ReturnType<typeof clusterId>, LocalState>(
    states.map((name) => [clusterId('prod', name), 'unknown' as const]),
  );
  if (state !== undefined) found.set(clusterId('prod', 'old'), state);
  const given: Earlier = { environments: earlier, states: found, allowed: new Set(allowed) };
  const parsed = parseLock(`infraflux-lock 1\n${lock}`).value;
  if (parsed === undefined) throw new Error('no lock');
  return retainedClusters(retainClusters(config, parsed, given));
}

const because = async (traces: Traces): Promise<string | undefined> => (await retained(traces))[0]?.because;

describe('a cluster that left infraflux.yaml', () => {
  it('is kept unless it is proven that it has no machine', async () => {
    const lines = (await lockOf(both)).split('\n').filter((line) => line.startsWith('prod/old'));
    const lock = `${lines.join('\n')}\n`;
    const gone = `${lines.map((line) => `${line} gone`).join('\n')}\n`;
    const earlier = [await compiled(both, 'old')];
    const remote = [{ ...earlier[0], shared: leavesOf({ '.terraform.backend.s3.bucket': 'b' }) } as EarlierEnvironment];
    const table: readonly (readonly [string, Traces, string | undefined])[] = [
      ['nothing was ever applied', { lock, earlier }, undefined],
      ['the lock records versions', { lock: lock + made, earlier }, 'recorded'],
      ['whatever the state says', { lock: lock + made, earlier, state: 'empty' }, 'recorded'],
      [
        'an older version turned all of it into tombstones',
        { lock: gone + made.replaceAll('\n', ' gone\n') },
        'recorded',
      ],
      ['the state has resources', { lock, earlier, state: 'resources' }, 'state'],
      ['the state has resources, and nothing else is known', { state: 'resources' }, 'state'],
      ['the state has resources, though it left before', { lock: gone, state: 'resources' }, 'state'],
      ['the state was read, and is empty', { lock, earlier, state: 'empty' }, undefined],
      ['the state cannot be read', { lock, earlier, state: 'unknown' }, 'state-unknown'],
      ['the state is lost', { lock, earlier, state: 'lost' }, 'state-unknown'],
      ['the state is elsewhere', { lock, earlier: remote }, 'state-unknown'],
      [
        'states of other clusters that were made are not here',
        { lock: `${lock}prod/main talos 1.13.6\n`, earlier },
        'state-unknown',
      ],
      ['they are', { lock: `${lock}prod/main talos 1.13.6\n`, earlier, states: ['main'] }, undefined],
      ['it was compiled, and the lock was lost', { earlier }, 'not-in-lock'],
      ['it was forgotten', { lock: gone, earlier }, undefined],
      ['it was forgotten, and copies of its state are left', { lock: gone, earlier, state: 'lost' }, undefined],
      ['only copies of a state are left', { state: 'lost' }, undefined],
      ['it is in infraflux.yaml', { lock: lock + made, earlier, state: 'resources', text: both }, undefined],
    ];
    for (const [name, traces, expected] of table) expect(await because(traces), name).toBe(expected);
  });

  it('is kept where the platform itself keeps its states elsewhere, also when nothing was compiled here', async () => {
    const text = alone.replace(
      'networks:',
      'terraform: {backend: {s3: {bucket: tf-state, region: eu-central-1}}}\nnetworks:',
    );
    expect(await because({ lock: 'prod/old talos-contract 1.13\n', text })).toBe('state-unknown');
    expect(await because({ lock: 'prod/old talos-contract 1.13\n' })).toBeUndefined();
  });

  it('wants its name when it was protected, though it was never made', async () => {
    const lock = 'prod/old talos-contract 1.13\n';
    const earlier = [await compiled(both, 'old', true)];
    expect(await because({ lock, earlier })).toBe('protected');
    expect(await because({ lock, earlier, allowed: ['old'] })).toBe('protected');
    expect(await because({ lock, earlier, allowed: ['prod/old'] })).toBeUndefined();
    expect(await because({ lock: lock + made, earlier, allowed: ['prod/old'] }), 'no name allows it').toBe('recorded');
    // Of what was compiled and what is published, the later counts.
    const [open] = [await compiled(both, 'old')];
    expect(mergeEarlier([open], earlier)[0]?.clusters.map(({ protect }) => protect)).toEqual([false]);
    expect(mergeEarlier([], earlier)[0]?.clusters.map(({ protect }) => protect)).toEqual([true]);
  });

  it('is not looked for while a file cannot be read, which may be where it is', async () => {
    const text = alone.replace('endpoint: 10.10.1.5', 'endpoint: [');
    const config = await configOf(text).catch(() => undefined);
    const faulty = config ?? (await configOf(alone.replace('count: 1,', 'count: one,')));
    expect(faulty.complete).toBe(false);
    const lock = parseLock(`infraflux-lock 1\n${made}`).value ?? { lines: [] };
    expect(retainClusters(faulty, lock, nothingEarlier)).toEqual([]);
  });

  it('is known with its machines from the lock alone, and better from what was compiled', async () => {
    const lock = (await lockOf(both)) + made;
    const onlyLock = (await retained({ lock: lock.replace('infraflux-lock 1\n', '') }))[0];
    const whole = (
      await retained({ lock: lock.replace('infraflux-lock 1\n', ''), earlier: [await compiled(both, 'old')] })
    )[0];
    for (const found of [onlyLock, whole]) {
      expect(found?.machines.map(({ name }) => name)).toEqual(['old-cp-1', 'old-workers-1', 'old-workers-2']);
      expect(found?.machines.flatMap(({ virtual }) => virtual).length).toBe(5);
      expect(
        found?.machines.every(
          ({ provider, host, macs }) => provider === 'pve' && host !== undefined && macs.length === 1,
        ),
      ).toBe(true);
    }
    expect(whole?.machines.map(({ memory }) => memory)).toEqual([8192, 204800, 204800]);
    expect(whole?.network).toBe('lab');
    expect(whole?.loadBalancers).toHaveLength(1);
  });

  it('reads whatever stands in inputs.json without believing it', async () => {
    const leaves = leavesOf<Json>({
      old: 1,
      'old.nodes': 'x',
      'old.nodes["__proto__"].vmId': 'x',
      'old.nodes.a.vmId': { a: 1 },
      'old.nodes.b.gpus.x': [1, null],
      'old.nodes[': 2,
      'old.network.endpoint.host': 7,
      'old.network.loadBalancers': 'nothing',
    });
    const earlier = [
      {
        ...(await compiled(both, 'old')),
        clusters: [{ name: 'old', protect: false, leaves, files: new Map(), lost: [] }],
      },
    ];
    const [found] = await retained({ lock: made, earlier });
    expect(found?.machines.map(({ name }) => name)).toEqual(['__proto__', 'a', 'b']);
    expect(found?.machines.flatMap(({ virtual }) => virtual)).toEqual([]);
    expect([found?.endpoint, found?.loadBalancers]).toEqual([undefined, []]);
  });
});

describe('what a retained cluster has', () => {
  async function draft(text: string, before = both) {
    const lock = parseLock((await lockOf(before)) + made).value ?? { lines: [] };
    const config = await configOf(text);
    const environments = [await compiled(before, 'old')];
    const found = retainClusters(config, lock, { ...nothingEarlier, environments });
    return buildDraft(config, emptyCatalog, lock, undefined, retainedClusters(found));
  }

  it('keeps its lines of infraflux.lock as they are', async () => {
    const before = parseLock((await lockOf(both)) + made).value ?? { lines: [] };
    expect(formatLock((await draft(alone)).nextLock)).toBe(formatLock(before));
    expect(formatLock((await draft(both)).nextLock), 'and back').toBe(formatLock(before));
  });

  it('is nobody else’s: addresses, VM IDs, MAC addresses and room on hosts are taken, and run out', async () => {
    const oldHas = (await lockOf(both)).split('\n').filter((line) => line.startsWith('prod/old'));
    const value = (kind: string, lines: readonly string[]) =>
      lines.flatMap((line) => (line.includes(` ${kind} `) ? [line.split(' ')[2]?.replace(/^.*=/, '')] : []));
    // The same ranges, other names: it would want the very numbers.
    const heir = cluster('heir', 2)
      .replace('endpoint: 10.10.2.5', 'endpoint: 10.10.2.6')
      .replace(/, loadBalancers: \S+}/, '}');
    const next = formatLock((await draft(withClusters(`${kept}\n${heir}`))).nextLock).split('\n');
    const heirs = next.filter((line) => line.startsWith('prod/heir'));
    for (const kind of ['address', 'vm-id', 'mac', 'keep']) {
      expect(value(kind, heirs).length, kind).toBeGreaterThan(0);
      expect(
        value(kind, heirs).filter((one) => value(kind, oldHas).includes(one)),
        kind,
      ).toEqual([]);
    }
    // Ten addresses: three are taken, and three machines get the next; with eight machines there are too few.
    expect(value('address', heirs)).toEqual(['10.10.2.13', '10.10.2.14', '10.10.2.15']);
    const many = heir.replace('workers: {count: 2', 'workers: {count: 7');
    expect(codes(checkDraft(await draft(withClusters(`${kept}\n${many}`))))).toContain('range/too-small');
    // Two workers of 200Gi are on hosts of 512Gi: no host takes a third and a fourth on top of another's.
    const tight = (text: string) => text.replaceAll('memory: 512Gi', 'memory: 410Gi').replace(/pve3: .*\n/, '\n');
    const crowded = await draft(tight(withClusters(`${kept}\n${heir}`)), tight(both));
    const over = checkDraft(crowded).filter(({ code }) => code === 'capacity/overcommit');
    expect(over.map(({ message }) => message).join('\n')).toContain(
      'with those of prod/old, no longer in infraflux.yaml',
    );
  });

  it('keeps its GPUs', async () => {
    const cards = (text: string) =>
      text.replace(
        'pve1: {cpu: 64, memory: 512Gi, datastores: {disks: zfs, images: local}}',
        'pve1: {cpu: 64, memory: 512Gi, datastores: {disks: zfs, images: local}, gpus: {a2000: {mappings: [gpu-1, gpu-2]}}}',
      );
    const withCard = (name: string, third: number) =>
      cluster(name, third)
        .replace('disks: {data', 'gpus: {a2000: {count: 1}}, disks: {data')
        .replace('count: 2', 'count: 1');
    const had = cards(withClusters(`${kept}\n${withCard('old', 2)}`));
    expect(await lockOf(had)).toContain('prod/old/old-workers-1 gpu a2000=gpu-1');
    const next = await draft(cards(withClusters(`${kept}\n${withCard('heir', 3)}`)), had);
    expect(formatLock(next.nextLock)).toContain('prod/heir/heir-workers-1 gpu a2000=gpu-2');
  });

  it('is named when somebody else pins it', async () => {
    const pinned = (more: string, network = 'nodes: 10.10.3.10-10.10.3.19, endpoint: 10.10.3.5'): string =>
      withClusters(`${kept}
heir:
  network: {${network}}
  controlPlane: {count: 1, cpu: 4, memory: 8Gi}
  ${more}`);
    const old = (await lockOf(both)).split('\n');
    const macOf = old.find((line) => line.startsWith('prod/old/old-cp-1 mac'))?.split(' ')[2] ?? '';
    const idOf = old.find((line) => line.startsWith('prod/old/old-cp-1 vm-id'))?.split(' ')[2] ?? '';
    const keepOf = old.find((line) => line.startsWith('prod/old/old-workers-1 keep'))?.split('=')[1] ?? '';
    const cases: readonly (readonly [string, string, string])[] = [
      [
        pinned('nodes: {heir-cp-1: {address: 10.10.2.10}}', 'nodes: 10.10.2.20-10.10.2.29, endpoint: 10.10.3.5'),
        'address/in-use',
        '10.10.2.10',
      ],
      [pinned('', 'nodes: 10.10.3.10-10.10.3.19, endpoint: 10.10.2.5'), 'address/in-use', '10.10.2.5'],
      [pinned('', 'nodes: 10.10.3.10-10.10.3.19, endpoint: 10.10.2.110'), 'range/overlap', '10.10.2.110'],
      [
        pinned('', 'nodes: 10.10.3.10-10.10.3.19, endpoint: 10.10.3.5, loadBalancers: 10.10.2.119-10.10.2.130'),
        'range/overlap',
        '10.10.2.119-10.10.2.130',
      ],
      [
        pinned('', 'nodes: 10.10.3.10-10.10.3.19, endpoint: 10.10.3.5, loadBalancers: 10.10.2.10-10.10.2.11'),
        'range/overlap',
        '10.10.2.10-10.10.2.11',
      ],
      [pinned(`nodes: {heir-cp-1: {vmId: ${idOf}}}`), 'vmid/in-use', idOf],
      [pinned(`nodes: {heir-cp-1: {vmId: ${keepOf}}}`), 'vmid/in-use', keepOf],
      [pinned(`nodes: {heir-cp-1: {mac: "${macOf}"}}`), 'mac/in-use', `"${macOf}"`],
    ];
    for (const [text, code, at] of cases) {
      const found = checkDraft(await draft(text)).filter(({ message }) =>
        message.includes('of prod/old, which is no longer'),
      );
      expect(codes(found), `${code} ${at}`).toEqual([code]);
      expect(marked(text, found[0])).toBe(at);
    }
    const same = withClusters(`${kept}\n${cluster('heir', 3, 'nodes: {old-cp-1: {pool: workers}}')}`);
    expect(
      codes(checkDraft(await draft(same)).filter(({ message }) => message.includes('of prod/old, which'))),
    ).toEqual(['node/duplicate-name']);
  });

  it('is found in a lock that two branches gave to two clusters', async () => {
    const old = (await lockOf(both)).split('\n').filter((line) => line.startsWith('prod/old'));
    const id = old.find((line) => line.startsWith('prod/old/old-cp-1 vm-id'))?.split(' ')[2];
    const lock = ['infraflux-lock 1', ...old, `prod/main/main-cp-1 vm-id ${id}`, made].join('\n');
    const config = await configOf(alone);
    const found = retainClusters(config, parseLock(lock).value ?? { lines: [] }, nothingEarlier);
    const built = buildPlatform(config, emptyCatalog, [{ path: 'infraflux.lock', content: lock }], undefined, found);
    expect(codes(built.diagnostics)).toContain('lock/duplicate-allocation');
  });

  it('is the same cluster’s again when it comes back', async () => {
    const back = await draft(both);
    expect(back.retained).toEqual([]);
    expect(codes(checkDraft(back))).not.toContain('vmid/in-use');
  });
});
