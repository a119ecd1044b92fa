import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check, type PlannedCluster, platformOf, textAt } from './platforms.ts';
import { runs } from '../effort.ts';

const sizes = fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 2, maxLength: 5 });

/** Clusters with a pinned address, MAC and VM ID for every worker, all different. */
function pinned(counts: readonly number[]): PlannedCluster[] {
  return counts.map((workers, cluster) => ({
    name: `c${cluster}`,
    workers,
    nodes: Object.fromEntries(
      Array.from({ length: workers }, (_, n) => [
        `c${cluster}-workers-${n + 1}`,
        node(`10.${cluster + 1}.20.${n + 1}`, `BC:24:11:00:0${cluster}:0${n + 1}`, 100000 + cluster * 100 + n),
      ]),
    ),
  }));
}

function node(address: string, mac: string, vmId: number): string {
  return `{address: ${address}, mac: "${mac}", vmId: ${vmId}}`;
}

/** Two different workers of the platform, in random order. */
const pair = sizes.chain((counts) =>
  fc.record({
    counts: fc.constant(counts),
    from: fc.integer({ min: 0, max: counts.length - 1 }),
    to: fc.integer({ min: 0, max: counts.length - 1 }),
    fromNode: fc.nat(),
    toNode: fc.nat(),
    shuffle: fc.infiniteStream(fc.nat()),
  }),
);

describe('platforms without collisions', () => {
  it('have no faults', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), (counts, pins) => {
        const clusters = pins ? pinned(counts) : counts.map((workers, index) => ({ name: `c${index}`, workers }));
        expect(check(platformOf(clusters))).toEqual([]);
      }),
      { numRuns: runs(20, 1200) },
    );
  });
});

describe('a planted collision', () => {
  it.each([
    ['address/in-use', /address: [0-9.]+/],
    ['mac/in-use', /mac: "[0-9A-F:]+"/],
    ['vmid/in-use', /vmId: [0-9]+/],
  ] as const)('%s is found exactly once, whatever the order', (code, field) => {
    fc.assert(
      fc.property(pair, ({ counts, from, to, fromNode, toNode, shuffle }) => {
        const clusters = pinned(counts);
        const [source, target] = [clusters[from] as PlannedCluster, clusters[to] as PlannedCluster];
        const sourceName = `c${from}-workers-${(fromNode % source.workers) + 1}`;
        const targetName = `c${to}-workers-${(toNode % target.workers) + 1}`;
        fc.pre(sourceName !== targetName);
        const stolen = field.exec(source.nodes?.[sourceName] ?? '')?.[0] ?? '';
        const nodes = { ...target.nodes };
        nodes[targetName] = (nodes[targetName] ?? '').replace(field, stolen);
        clusters[to] = { ...target, nodes: shuffled(nodes, shuffle) };
        const text = platformOf(clusters);
        const found = check(text);
        expect(found.map((one) => one.code)).toEqual([code]);
        const [only] = found;
        const names = [only?.label ?? '', ...(only?.related.map((one) => one.message) ?? [])];
        expect(new Set(names.map((name) => name.split(' ')[0]))).toEqual(new Set([sourceName, targetName]));
        expect(stolen).toContain(textAt(text, only?.span).replaceAll('"', ''));
        // The later of the two is at fault, the earlier is shown beside it.
        expect(only?.related[0]?.span.start ?? 0).toBeLessThan(only?.span?.start ?? 0);
      }),
      { numRuns: runs(15, 900) },
    );
  });

  it('of many is one diagnostic with all others beside it', () => {
    const clusters = pinned([5, 5]).map((cluster) => ({
      ...cluster,
      nodes: Object.fromEntries(
        Object.entries(cluster.nodes ?? {}).map(([name, value]) => [name, value.replace(/10[0-9.]+/, '10.1.30.7')]),
      ),
    }));
    const found = check(platformOf(clusters));
    expect(found.map((one) => one.code)).toEqual(['address/in-use']);
    expect(found[0]?.message).toMatch(/^10\.1\.30\.7 .* 10 machines$/);
    expect(found[0]?.related).toHaveLength(9);
  });

  it('names the next free address, past what is handed out and what is nobody else may have', () => {
    const clusters: PlannedCluster[] = [
      { name: 'a', workers: 1, nodes: { 'a-workers-1': '{address: 10.1.20.1}' } },
      { name: 'b', workers: 2, nodes: { 'b-workers-1': '{address: 10.1.20.1}' } },
    ];
    // Of b's range 10.2.1.0 and 10.2.1.1 are handed out.
    expect(check(platformOf(clusters))[0]?.help).toBe('the next free address of test/b is 10.2.1.2');
  });
});

function shuffled<T>(map: Readonly<Record<string, T>>, numbers: Iterable<number>): Record<string, T> {
  const source = numbers[Symbol.iterator]();
  return Object.fromEntries(
    Object.entries(map)
      .map((entry) => ({ entry, key: source.next().value as number }))
      .sort((a, b) => a.key - b.key)
      .map(({ entry }) => entry),
  );
}
