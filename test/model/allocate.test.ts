import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lockConflicts } from '../../src/model/lock-conflicts.ts';
import { parseLock } from '../../src/model/parse-lock.ts';
import { lockOf, withClusters } from './platform-of.ts';
import { runs } from '../effort.ts';

/** What a person may do to a cluster, small enough to draw at random. */
interface Cluster {
  readonly controlPlanes: number;
  readonly workers: number;
  readonly retired: readonly number[];
  readonly extra: readonly string[];
  readonly disks: readonly string[];
  /** Pinned by hand, by the number of the worker. */
  readonly pins: Readonly<Record<string, number>>;
}

const cluster: fc.Arbitrary<Cluster> = fc.record({
  controlPlanes: fc.constantFrom(1, 3),
  workers: fc.integer({ min: 0, max: 5 }),
  retired: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
  extra: fc.uniqueArray(fc.constantFrom('nas', 'gpu', 'zed'), { maxLength: 2 }),
  disks: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
  pins: fc.dictionary(fc.constantFrom('1', '2', '3'), fc.integer({ min: 10, max: 40 }), { maxKeys: 2 }),
});
const platform = fc.dictionary(fc.constantFrom('one', 'two', 'three'), cluster, { minKeys: 1, maxKeys: 3 });
const third = { one: 1, two: 2, three: 3 } as const;

function write(clusters: Readonly<Record<string, Cluster>>, reversed = false): string {
  const names = Object.keys(clusters).sort();
  if (reversed) names.reverse();
  const lines = names.map((name) => {
    const { controlPlanes, workers, retired, extra, disks, pins } = clusters[name] as Cluster;
    const net = `10.10.${third[name as keyof typeof third]}`;
    const nodes = new Map<string, string>();
    for (const number of retired) if (number <= workers) nodes.set(`${name}-workers-${number}`, '{retired: true}');
    for (const [number, octet] of Object.entries(pins)) {
      const node = `${name}-workers-${number}`;
      if (Number(number) <= workers && !nodes.has(node))
        nodes.set(node, `{address: ${net}.${octet}, vmId: ${5000 + octet}}`);
    }
    for (const node of extra) nodes.set(`${name}-${node}`, '{pool: workers}');
    const written = [...nodes].map(([node, value]) => `${node}: ${value}`);
    if (reversed) written.reverse();
    const more = disks.map((disk) => `, ${disk}: {size: 10Gi}`).join('');
    return `${name}:
  network: {nodes: ${net}.10-${net}.59, endpoint: ${net}.5}
  controlPlane: {count: ${controlPlanes}}
  pools: {workers: {count: ${workers}, disks: {system: {size: 40Gi}${more}}}}
  nodes: {${written.join(', ')}}`;
  });
  return withClusters(lines.join('\n'));
}

function living(lock: string): ReadonlyMap<string, string> {
  const lines = lock.split('\n').filter((line) => line.includes('/') && !line.endsWith(' gone'));
  return new Map(
    lines.map((line) => [
      line.replace(/ [^ ]*$/, (value) => (value.includes('=') ? value.slice(0, value.indexOf('=')) : '')),
      line,
    ]),
  );
}

/** The lines of one node. */
function linesOf(lock: string, node: string): readonly string[] {
  return lock.split('\n').filter((line) => line.startsWith(`${node} `));
}

function nodesOf(lock: string): ReadonlySet<string> {
  return new Set(
    [...living(lock).values()]
      .map((line) => line.split(' ')[0] as string)
      .filter((owner) => owner.split('/').length === 3),
  );
}

function withoutPins(clusters: Readonly<Record<string, Cluster>>): Record<string, Cluster> {
  return Object.fromEntries(Object.entries(clusters).map(([name, value]) => [name, { ...value, pins: {} }]));
}

describe('what is handed out', () => {
  it('stays with every node that stays, whatever else comes, goes, is retired or moves about', async () => {
    await fc.assert(
      fc.asyncProperty(platform, platform, async (before, after) => {
        const first = await lockOf(write(withoutPins(before)));
        // Disks are each node's own: who asks for other ones gets other lines.
        const edited = Object.fromEntries(
          Object.entries(withoutPins(after)).map(([name, value]) => [
            name,
            { ...value, disks: before[name]?.disks ?? value.disks },
          ]),
        );
        const second = await lockOf(write(edited, true), first);
        const stayed = [...nodesOf(first)].filter((node) => nodesOf(second).has(node));
        for (const node of stayed) expect(linesOf(second, node)).toEqual(linesOf(first, node));
      }),
      { numRuns: runs(25, 1800) },
    );
  });

  it('is the same for the same input, and a second time changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(platform, async (clusters) => {
        const lock = await lockOf(write(clusters));
        expect(await lockOf(write(clusters, true))).toBe(lock);
        expect(await lockOf(write(clusters), lock)).toBe(lock);
      }),
      { numRuns: runs(15, 1200) },
    );
  });

  it('never goes to two, in all clusters together', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(platform, { minLength: 1, maxLength: 3 }), async (steps) => {
        let lock = '';
        for (const step of steps) lock = await lockOf(write(withoutPins(step)), lock);
        const { value, diagnostics } = parseLock(lock);
        expect(diagnostics).toEqual([]);
        expect(lockConflicts(value?.lines ?? [], () => 'home')).toEqual([]);
      }),
      { numRuns: runs(15, 1200) },
    );
  });

  it('does not move because somebody else is pinned, and a pin stays when it is taken out', async () => {
    await fc.assert(
      fc.asyncProperty(platform, async (clusters) => {
        const before = await lockOf(write(withoutPins(clusters)));
        const pinned = await lockOf(write(clusters), before);
        const after = await lockOf(write(withoutPins(clusters)), pinned);
        expect(after).toBe(pinned);
        for (const node of nodesOf(before)) {
          const [, name, own] = node.split('/') as [string, string, string];
          const number = /workers-([0-9])$/.exec(own)?.[1] ?? '';
          if (clusters[name]?.pins[number] === undefined) expect(linesOf(pinned, node)).toEqual(linesOf(before, node));
        }
      }),
      { numRuns: runs(15, 1200) },
    );
  });

  it('of a node that is gone is left alone until it is needed, and is still there when the node comes back', async () => {
    const text = (count: number, range: string) =>
      withClusters(`main: {network: {nodes: ${range}, endpoint: 10.10.1.5}, pools: {workers: {count: ${count}}}}`);
    const full = '10.10.1.10-10.10.1.12';
    const three = await lockOf(text(2, full));
    expect(linesOf(three, 'prod/main/main-workers-2')).toContain('prod/main/main-workers-2 address 10.10.1.12');
    const two = await lockOf(text(1, full), three);
    expect(two).toContain('prod/main/main-workers-2 address 10.10.1.12 gone');
    expect(two).toContain('prod/main/main-workers-2 vm-id 2002 gone');
    expect(await lockOf(text(2, full), two)).toBe(three);

    const nas = (range: string) =>
      withClusters(
        `main: {network: {nodes: ${range}, endpoint: 10.10.1.5}, pools: {workers: {count: 1}}, nodes: {nas: {pool: workers}}}`,
      );
    expect(await lockOf(nas('10.10.1.10-10.10.1.13'), two)).toContain('prod/main/nas address 10.10.1.13');
    const needed = await lockOf(nas(full), two);
    expect(needed).toContain('prod/main/nas address 10.10.1.12\n');
    // Without a network in it, the line could be of another one: it is kept, and the node that comes back gives way.
    expect(needed).toContain('prod/main/main-workers-2 address 10.10.1.12 gone');
    const both = await lockOf(nas('10.10.1.10-10.10.1.13').replace('count: 1}}, nodes', 'count: 2}}, nodes'), needed);
    expect(both).toContain('prod/main/nas address 10.10.1.12\n');
    expect(both).toContain('prod/main/main-workers-2 address 10.10.1.13\n');
    expect(both).not.toContain(' gone');
    expect(needed).toContain('prod/main/nas vm-id 2003');
  });

  it('are the minor that a cluster was born with, and slots that disks keep', async () => {
    const text = (talos: string, disks: string) =>
      withClusters(
        `main: {versions: {talos: ${talos}}, network: {nodes: 10.10.1.10-10.10.1.19, endpoint: 10.10.1.5}, pools: {workers: {count: 1, disks: {${disks}}}}}`,
      );
    const born = await lockOf(text('1.13.6', 'b: {size: 1Gi}, c: {size: 1Gi}'));
    expect(born).toContain('prod/main talos-contract 1.13\n');
    expect(linesOf(born, 'prod/main/main-workers-1').filter((line) => line.includes(' disk '))).toEqual([
      'prod/main/main-workers-1 disk b=1',
      'prod/main/main-workers-1 disk c=2',
      'prod/main/main-workers-1 disk system=0',
    ]);
    const later = await lockOf(text('1.14.0', 'a: {size: 1Gi}, c: {size: 1Gi}'), born);
    expect(later).toContain('prod/main talos-contract 1.13\n');
    expect(linesOf(later, 'prod/main/main-workers-1').filter((line) => line.includes(' disk '))).toEqual([
      'prod/main/main-workers-1 disk a=3',
      'prod/main/main-workers-1 disk b=1 gone',
      'prod/main/main-workers-1 disk c=2',
      'prod/main/main-workers-1 disk system=0',
    ]);
  });

  it('skips the ends of the network, routers, servers, endpoints and load balancers', async () => {
    const text = withClusters(
      'main: {network: {nodes: 10.10.0.0/28, endpoint: 10.10.0.5, loadBalancers: 10.10.0.6-10.10.0.9}, controlPlane: {count: 3}}',
    ).replace('gateway: 10.10.0.1,', 'gateway: 10.10.0.1, dns: [10.10.0.2], ntp: [10.10.0.3],');
    const addresses = [...living(await lockOf(text)).values()].filter((line) => line.includes(' address '));
    expect(addresses.map((line) => line.split(' ')[2])).toEqual([
      '10.10.0.4',
      '10.10.0.10',
      '10.10.0.11',
      '10.10.0.12',
      '10.10.0.13',
    ]);
  });

  it('keeps what other commands wrote there, and buries it with its cluster', async () => {
    const text = withClusters('main: {network: {nodes: 10.10.1.10-10.10.1.19, endpoint: 10.10.1.5}}');
    const written = `${await lockOf(text)}prod/main talos 1.13.6\nprod/old secrets abc\n`;
    const lock = await lockOf(text, written);
    expect(lock).toContain('prod/main talos 1.13.6\n');
    expect(lock).toContain('prod/old secrets abc gone\n');
  });
});
