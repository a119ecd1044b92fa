import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupIntervals, intervalsAt } from '../../src/model/rules/intervals.ts';
import { check, platformOf } from './platforms.ts';
import { runs } from '../effort.ts';

const interval = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 8 }), fc.constantFrom<4 | 6>(4, 6))
  .map(([first, length, family]) => ({
    family,
    first: BigInt(first),
    last: BigInt(first + length),
    owner: `${first}`,
  }));

describe('groupIntervals', () => {
  it('puts two intervals that overlap into one group, and finds whoever holds an address', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 20 }), (intervals) => {
        const groups = groupIntervals(intervals);
        expect(groups.flatMap((group) => group.members)).toHaveLength(intervals.length);
        for (const a of intervals) {
          const group = groups.find((candidate) => candidate.members.includes(a));
          for (const b of intervals) {
            const overlap = a.family === b.family && a.first <= b.last && b.first <= a.last;
            if (overlap) expect(group?.members).toContain(b);
          }
        }
        for (const family of [4, 6] as const) {
          for (let value = 0n; value <= 70n; value += 1n) {
            const holders = intervals.filter((one) => one.family === family && one.first <= value && value <= one.last);
            expect(new Set(intervalsAt(groups, family, value))).toEqual(new Set(holders));
          }
        }
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('ranges', () => {
  const two = platformOf([
    { name: 'a', workers: 1 },
    { name: 'b', workers: 1 },
  ]);

  it("blames the one that is in everybody's way", () => {
    const text = two.replace('loadBalancers: 10.1.9.0-10.1.9.99', 'loadBalancers: 10.1.0.0-10.2.9.255');
    const found = check(text);
    expect(found.map((one) => one.code)).toEqual(['range/overlap']);
    expect(found[0]?.label).toBe('load balancers of test/a');
    expect(found[0]?.related.map((one) => one.message)).toEqual([
      'node addresses of test/a',
      'endpoint of test/a',
      'node addresses of test/b',
      'endpoint of test/b',
      'load balancers of test/b',
    ]);
  });

  it('that overlap themselves are told so', () => {
    const found = check(two.replace('10.1.1.0-10.1.8.255', '"10.1.1.0-10.1.1.9, 10.1.1.5-10.1.1.20"'));
    expect(found.map((one) => [one.code, one.message])).toEqual([
      ['range/overlap', '10.1.1.5-10.1.1.20, node addresses of test/a, overlap each other'],
    ]);
  });

  it('of pods may repeat across clusters', () => {
    expect(check(two)).toEqual([]);
  });
});
