import { describe, expect, it } from 'vitest';
import { lostLock } from '../../src/emit/lost-lock.ts';
import { leafPath } from '../../src/identity/leaf-path.ts';
import type { LockLine } from '../../src/model/lock.ts';
import { parseLock } from '../../src/model/parse-lock.ts';
import type { Json } from '../../src/source/tree.ts';

// infraflux.lock was deleted, or an older one was checked out: numbers of machines must not be allocated again.

const lines = (...texts: readonly string[]): readonly LockLine[] =>
  parseLock(['infraflux-lock 1', ...texts, ''].join('\n')).value?.lines ?? [];
const leaves = (...values: readonly (readonly [keys: readonly string[], value: Json])[]) =>
  new Map(values.map(([keys, value]) => [leafPath('main', ['nodes', 'w-1', ...keys]), value]));
const before = leaves([['vmId'], 2003], [['disks', 'data', 'holder'], 2103], [['memory'], '4Gi']);
const codes = (lock: readonly LockLine[], isThere: boolean, after: ReturnType<typeof leaves>): readonly string[] =>
  lostLock(lock, isThere, 'prod', before, after).map(({ code }) => code);

describe('a lock that was lost', () => {
  it('is noticed when it is missing, also where the same numbers would be allocated', () => {
    expect(codes([], false, before)).toEqual(['lock/missing']);
    expect(codes([], false, new Map()), 'the node left the input').toEqual([]);
    expect(lostLock([], false, 'prod', new Map(), before), 'nothing was compiled yet').toEqual([]);
  });

  it.each<[string, readonly string[], Json]>([
    ['a machine', ['vmId'], 2009],
    ['the owner of a kept disk', ['disks', 'data', 'holder'], 2109],
  ])('is noticed when it is older, before %s gets another number', (_, keys, other) => {
    const after = new Map([...before, ...leaves([keys, other])]);
    const [fault] = lostLock([], true, 'prod', before, after);
    expect([fault?.code, fault?.message.includes(`and would be ${String(other)}`)]).toEqual(['lock/out-of-date', true]);
    // Whose lines are there may be given another number by the input.
    expect(codes(lines('prod/main/w-1 vm-id 2003'), true, after)).toEqual([]);
  });

  it('is not a changed value, nor a node that is new', () => {
    expect(codes([], true, new Map([...before, ...leaves([['memory'], '8Gi'])]))).toEqual([]);
    const other = new Map([[leafPath('main', ['nodes', 'w-2', 'vmId']), 2004]]);
    expect(lostLock([], true, 'prod', before, new Map([...before, ...other]))).toEqual([]);
  });
});
