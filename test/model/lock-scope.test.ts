import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lockConflicts, writtenScope } from '../../src/model/lock-conflicts.ts';
import { parseLock } from '../../src/model/parse-lock.ts';
import { lockOf } from './platform-of.ts';
import { runs } from '../effort.ts';

/** Where a node is: at which hypervisor, and whether it has a disk that is kept. */
interface Machine {
  readonly at: string;
  readonly keeps: boolean;
}

interface World {
  /** Names of the providers that are described. Those in `hypervisors` of one endpoint are one hypervisor. */
  readonly providers: readonly string[];
  /** By cluster, then by node. */
  readonly clusters: Readonly<Record<string, Readonly<Record<string, Machine>>>>;
}

/** `home` is what `house` is called after somebody renamed it. */
const hypervisors: Readonly<Record<string, string>> = { house: 'a', home: 'a', shed: 'b' };
/** Each cluster in a network of its own; both have the same range. */
const networkOf: Readonly<Record<string, string>> = { one: 'north', two: 'south' };

/** Every provider has the same ids, and every network the same addresses. */
function write({ providers, clusters }: World, ids: string, addresses = '10.10.1.10-10.10.1.40'): string {
  const provider = (name: string): string => `  ${name}:
    type: proxmox
    endpoint: https://${hypervisors[name]}.example.org:8006/
    credentials: {secret: proxmox}
    vmIds: ${ids}
    hosts: {pve1: {datastores: {disks: zfs, images: local}}}`;
  const cluster = (name: string): string => {
    const nodes = clusters[name] ?? {};
    const written = Object.entries(nodes).map(([node, { at, keeps }]) => {
      const disks = keeps ? ', disks: {data: {size: 10Gi, keep: true}}' : '';
      return `${node}: {pool: ${at}${disks}}`;
    });
    const used = providers.filter((at) => Object.values(nodes).some((machine) => machine.at === at));
    const pools = used.map((at) => `${at}: {provider: ${at}, disks: {system: {size: 10Gi}}}`);
    return `      ${name}:
        provider: ${providers[0]}
        network: {attach: ${networkOf[name]}, nodes: ${addresses}, endpoint: 10.10.1.5}
        controlPlane: {count: 0, disks: {system: {size: 10Gi}}}
        pools: {${['workers: {count: 0, disks: {system: {size: 10Gi}}}', ...pools].join(', ')}}
        nodes: {${written.join(', ')}}`;
  };
  const cidr = '{cidr: 10.10.0.0/16, gateway: 10.10.0.1, bridge: vmbr0}';
  return `name: home
providers:
${providers.map(provider).join('\n')}
networks: {north: ${cidr}, south: ${cidr}}
secrets: {sops: {recipients: [age17dmr2vf5y6wqj537j8tesdk6z8gkxzl2ymu04mw6vf5nwjmgxunqpjme7q]}}
defaults: {versions: {talos: 1.13.6, kubernetes: 1.36.3}}
environments:
  prod:
    clusters:
${['one', 'two'].map(cluster).join('\n')}
`;
}

/** One number that a machine has: of what, and within what it is its own. */
interface Held {
  readonly slot: string;
  readonly scope: string;
  readonly number: string;
}

function heldIn(world: World, lock: string): readonly Held[] {
  const { value, diagnostics } = parseLock(lock);
  expect(diagnostics).toEqual([]);
  return (value?.lines ?? []).flatMap(({ cluster, node, kind, value: number, tombstone }) => {
    if (tombstone || node === undefined || !['address', 'vm-id', 'keep'].includes(kind)) return [];
    const at = world.clusters[cluster]?.[node]?.at ?? '';
    const scope = kind === 'address' ? networkOf[cluster] : hypervisors[at];
    const name = number.includes('=') ? number.slice(0, number.indexOf('=')) : '';
    return [{ slot: `${cluster}/${node} ${kind} ${name}`, scope: scope ?? '', number: number.replace(/^.*=/, '') }];
  });
}

function expectNoneTwice(held: readonly Held[]): void {
  const numbers = held.map(({ slot, scope, number }) => `${slot.includes('address') ? 'ip' : 'id'} ${scope} ${number}`);
  expect(numbers).toEqual([...new Set(numbers)]);
}

const names = ['n1', 'n2', 'n3', 'n4'] as const;

function worlds(providers: fc.Arbitrary<readonly string[]>): fc.Arbitrary<World> {
  return providers.chain((described) => {
    const machine: fc.Arbitrary<Machine> = fc.record({ at: fc.constantFrom(...described), keeps: fc.boolean() });
    const nodes = fc
      .record(Object.fromEntries(names.map((name) => [name, fc.option(machine, { nil: undefined })])))
      .map((all) =>
        Object.fromEntries(
          Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
        ),
      );
    return fc.record({ one: nodes, two: nodes }).map((clusters) => ({ providers: described, clusters }));
  });
}

describe('numbers of two providers and two networks with the same ranges', () => {
  it('are never lost and never move, whatever nodes are removed and come back', async () => {
    // Where each node is, and whether it keeps a disk, is fixed: only which of them are there changes.
    const fixed = fc.record(
      Object.fromEntries(
        ['one', 'two'].map((cluster) => [
          cluster,
          fc.record(
            Object.fromEntries(
              names.map((name) => [name, fc.record({ at: fc.constantFrom('house', 'shed'), keeps: fc.boolean() })]),
            ),
          ),
        ]),
      ),
    );
    const steps = fc.array(
      fc.subarray(['one', 'two'].flatMap((cluster) => names.map((name) => `${cluster}/${name}`))),
      {
        minLength: 2,
        maxLength: 6,
      },
    );
    await fc.assert(
      fc.asyncProperty(fixed, steps, async (machines, present) => {
        const first = new Map<string, string>();
        let lock = '';
        for (const step of present) {
          const clusters = Object.fromEntries(
            Object.entries(machines).map(([cluster, nodes]) => [
              cluster,
              Object.fromEntries(Object.entries(nodes).filter(([name]) => step.includes(`${cluster}/${name}`))),
            ]),
          );
          const world = { providers: ['house', 'shed'], clusters };
          lock = await lockOf(write(world, '2000-2030'), lock);
          const held = heldIn(world, lock);
          expectNoneTwice(held);
          for (const { slot, number } of held) {
            expect(number, `${slot}\n${lock}`).toBe(first.get(slot) ?? number);
            first.set(slot, number);
          }
          expect(await lockOf(write(world, '2000-2030'), lock)).toBe(lock);
          expect(lockConflicts(parseLock(lock).value?.lines ?? [], writtenScope)).toEqual([]);
        }
      }),
      { numRuns: runs(5, 600) },
    );
  });

  it('of kept disks are given to no other when nodes move, providers come and go, and ids run out', () =>
    keptDisksStay([['house'], ['shed'], ['house', 'shed'], ['shed', 'house']]));

  it('of kept disks are given to no other when nodes move, a provider is renamed, and ids run out', () =>
    keptDisksStay([
      ['house', 'shed'],
      ['shed', 'home'],
      ['home', 'shed'],
    ]));

  it('are those of one hypervisor where two providers have its endpoint', async () => {
    const at = (provider: string): Machine => ({ at: provider, keeps: false });
    const world = { providers: ['house', 'home'], clusters: { one: { n1: at('house') }, two: { n2: at('home') } } };
    const lock = await lockOf(write(world, '2000-2030'));
    expect(lock).toContain('prod/one/n1 vm-id 2000 in house\n');
    expect(lock).toContain('prod/two/n2 vm-id 2001 in home\n');
  });
});

describe('a lock from before lines could name their scope', () => {
  const node = (at: string, keeps = true): Machine => ({ at, keeps });
  const both = ['house', 'shed'];
  const before = `infraflux-lock 1
prod/one provider house
prod/one/n1 address 10.10.1.10
prod/one/n1 disk data=1
prod/one/n1 disk system=0
prod/one/n1 keep data=2001
prod/one/n1 vm-id 2000
prod/one/n2 address 10.10.1.11
prod/one/n2 disk data=1
prod/one/n2 disk system=0
prod/one/n2 keep data=2001
prod/one/n2 vm-id 2000
prod/one/n3 address 10.10.1.12 gone
prod/one/n3 keep data=2003 gone
prod/one/n3 vm-id 2002 gone
prod/old/x address 10.10.1.11 gone
prod/old/x keep data=2001 gone
prod/old/x vm-id 2000 gone
`;

  it('is read without loss: what is there stays as it is, and what is gone could be of any provider', async () => {
    const world = { providers: both, clusters: { one: { n1: node('house'), n2: node('shed') } } };
    const lock = await lockOf(write(world, '2000-2030'), before);
    const lines = lock.split('\n').filter((line) => / (?:address|vm-id|keep) /.test(line));
    expect(lines).toEqual([
      'prod/old/x address 10.10.1.11 gone',
      'prod/old/x keep data=2001 gone',
      'prod/old/x vm-id 2000 gone',
      'prod/one/n1 address 10.10.1.10 in north',
      'prod/one/n1 keep data=2001 in house',
      'prod/one/n1 vm-id 2000 in house',
      'prod/one/n2 address 10.10.1.11 in north',
      'prod/one/n2 keep data=2001 in shed',
      'prod/one/n2 vm-id 2000 in shed',
      'prod/one/n3 address 10.10.1.12 gone',
      'prod/one/n3 keep data=2003 gone',
      'prod/one/n3 vm-id 2002 gone',
    ]);
    expect(await lockOf(write(world, '2000-2030'), lock)).toBe(lock);
  });

  it.each(both)('gives a node that comes back at %s what it had', async (at) => {
    const world = { providers: both, clusters: { one: { n1: node('house'), n2: node('shed') } } };
    const lock = await lockOf(write(world, '2000-2030'), before);
    const back = { ...world, clusters: { one: { ...world.clusters.one, n3: node(at) } } };
    const lines = (await lockOf(write(back, '2000-2030'), lock)).split('\n');
    expect(lines).toContain(`prod/one/n3 vm-id 2002 in ${at}`);
    expect(lines).toContain(`prod/one/n3 keep data=2003 in ${at}`);
    // The disk may be at the other provider all the same: that id stays its own there too.
    expect(lines).toContain('prod/one/n3 keep data=2003 gone');
  });

  it('gives no other what may hold a kept disk, not even when nothing else is free', async () => {
    const nodes = { n1: node('house'), n2: node('shed'), n4: node('shed', false) };
    const full = await lockOf(write({ providers: both, clusters: { one: nodes } }, '2000-2003'), before);
    expect(full).toContain('prod/one/n4 vm-id 2002 in shed\n');
    expect(full).toContain('prod/one/n3 vm-id 2002 gone\n');
    const more = { ...nodes, n5: node('shed', false) };
    const next = await lockOf(write({ providers: both, clusters: { one: more } }, '2000-2003'), full);
    expect(next).not.toContain('prod/one/n5 vm-id');
    expect(next).toContain('prod/one/n3 keep data=2003 gone\n');
  });

  it('keeps the id of a kept disk at the first provider when its node moves in the edit that adds a second', async () => {
    const single = { providers: ['house'], clusters: { one: { n1: node('house') } } };
    const alone = await lockOf(write(single, '2000-2030'));
    expect(alone).toContain('prod/one/n1 keep data=2001\n');
    const moved = { n1: node('shed') };
    const lock = await lockOf(write({ providers: both, clusters: { one: moved } }, '2000-2030'), alone);
    expect(lock).toContain('prod/one/n1 keep data=2001 in house gone\n');
    expect(lock).toContain('prod/one/n1 keep data=2001 in shed\n');
    const more = { ...moved, n2: node('house'), n3: node('house', false) };
    const next = await lockOf(write({ providers: both, clusters: { one: more } }, '2000-2030'), lock);
    expect(next.split('\n').filter((line) => /[ =]2001 in house/.test(line))).toEqual([
      'prod/one/n1 keep data=2001 in house gone',
    ]);
    const back = { providers: both, clusters: { one: { n1: node('house') } } };
    expect(await lockOf(write(back, '2000-2030'), next)).toContain('prod/one/n1 keep data=2001 in house\n');
  });
});

/** In any worlds that describe these providers, one after another. */
async function keptDisksStay(described: readonly (readonly string[])[]): Promise<void> {
  const steps = fc.array(worlds(fc.constantFrom(...described)), { minLength: 2, maxLength: 6 });
  const ranges = fc.constantFrom('2000-2003', '2000-2007', '2000-2030');
  await fc.assert(
    fc.asyncProperty(steps, ranges, async (all, ids) => {
      // What is on a hypervisor: the machine that holds a disk stays there when its node goes or moves.
      const disks = new Map<string, string>();
      const holders = new Map<string, string>();
      let before = new Map<string, string>();
      let lock = '';
      for (const world of all) {
        lock = await lockOf(write(world, ids), lock);
        const held = heldIn(world, lock);
        expectNoneTwice(held);
        for (const { slot, scope, number } of held) {
          const why = `${slot} has ${number} at ${scope}\n${lock}`;
          expect(before.get(`${scope} ${slot}`) ?? number, why).toBe(number);
          if (slot.includes(' address ')) continue;
          expect(disks.get(`${scope} ${number}`) ?? slot, why).toBe(slot);
          if (!slot.includes(' keep ')) continue;
          expect(holders.get(`${scope} ${slot}`) ?? number, why).toBe(number);
          holders.set(`${scope} ${slot}`, number);
          disks.set(`${scope} ${number}`, slot);
        }
        before = new Map(held.map(({ slot, scope, number }) => [`${scope} ${slot}`, number]));
        expect(await lockOf(write(world, ids), lock)).toBe(lock);
        expect(lockConflicts(parseLock(lock).value?.lines ?? [], writtenScope)).toEqual([]);
      }
    }),
    { numRuns: runs(5, 600) },
  );
}
