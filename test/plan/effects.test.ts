import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detachedDisks, type Effect, impactOf, impacts, isDangerous } from '../../src/plan/effects.ts';

const every: readonly Effect[] = [
  { kind: 'updated' },
  { kind: 'restart', by: 'hypervisor', when: 'next-start' },
  { kind: 'restart', by: 'talos', when: 'now' },
  { kind: 'address', from: '10.0.0.1', to: '10.0.0.9' },
  { kind: 'drained' },
  { kind: 'recreated' },
  { kind: 'destroyed' },
  { kind: 'disk', disk: 'data', fate: 'detached' },
  { kind: 'disk', disk: 'data', fate: 'destroyed' },
  { kind: 'disk', disk: 'data', fate: 'kept' },
  { kind: 'data-unreachable', component: 'longhorn' },
];
const effects = fc.subarray([...every]);

describe('effects', () => {
  it('a further effect never hurts less', () => {
    fc.assert(
      fc.property(effects, effects, (some, more) => {
        const rank = (all: readonly Effect[]): number => impacts.indexOf(impactOf(all));
        expect(rank([...some, ...more])).toBe(Math.max(rank(some), rank(more)));
      }),
    );
  });

  it('what ends a machine, detaches a disk or goes to another address has to be named, and nothing else', () => {
    const dangerous = every.filter((effect) => isDangerous([effect]));
    expect(dangerous).toEqual([
      { kind: 'address', from: '10.0.0.1', to: '10.0.0.9' },
      { kind: 'recreated' },
      { kind: 'destroyed' },
      { kind: 'disk', disk: 'data', fate: 'detached' },
    ]);
    expect(detachedDisks(every)).toEqual(['data']);
  });
});
