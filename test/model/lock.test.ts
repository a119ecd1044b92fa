import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLock } from '../../src/model/format-lock.ts';
import type { LockLine } from '../../src/model/lock.ts';
import {
  fixLock,
  type LockScope,
  lockConflicts,
  reportLockConflicts,
  writtenScope,
} from '../../src/model/lock-conflicts.ts';
import { parseLock } from '../../src/model/parse-lock.ts';

/** One provider and one network. */
const singleScope: LockScope = () => 'home';

const text = `infraflux-lock 1
dev/dev talos-contract 1.13
dev/dev/dev-cp-1 address 10.10.10.10
dev/dev/dev-cp-1 disk system=0
dev/dev/dev-cp-1 host pve1
dev/dev/dev-cp-1 mac BC:24:11:00:00:01
dev/dev/dev-cp-2 vm-id 2001 gone
`;

describe('infraflux.lock', () => {
  it('reads what it prints', () => {
    const lock = parseLock(text);
    expect(lock.diagnostics).toEqual([]);
    expect(lock.value?.lines.map((line) => line.tombstone)).toEqual([false, false, false, false, false, true]);
    expect(lock.value && formatLock(lock.value)).toBe(text);
  });

  it('prints and reads back any lock', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    const id = fc.integer({ min: 100, max: 999_999_999 });
    const scope = fc.option(name, { nil: undefined });
    const content = fc.oneof(
      fc.record({ kind: fc.constant('vm-id' as const), value: id.map(String), scope }),
      fc.record({ kind: fc.constant('keep' as const), value: id.map((holder) => `data=${holder}`), scope }),
      fc
        .integer({ min: 0, max: 30 })
        .map((slot) => ({ kind: 'disk' as const, value: `data=${slot}`, scope: undefined })),
      name.map((host) => ({ kind: 'host' as const, value: host, scope: undefined })),
    );
    const line = fc.tuple(name, name, name, content, fc.boolean()).map(
      ([environment, cluster, node, { kind, value, scope: within }, tombstone]): LockLine => ({
        environment,
        cluster,
        node,
        kind,
        value,
        scope: within,
        tombstone,
        span: undefined,
      }),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const printed = formatLock({ lines });
        const again = parseLock(printed);
        expect(again.diagnostics).toEqual([]);
        expect(again.value && formatLock(again.value)).toBe(printed);
        expect(formatLock({ lines: [...lines].reverse() })).toBe(printed);
      }),
    );
  });

  it('takes an empty file and CRLF', () => {
    expect(parseLock('')).toEqual({ value: { lines: [] }, diagnostics: [] });
    expect(parseLock(text.replaceAll('\n', '\r\n')).diagnostics).toEqual([]);
  });

  it.each([
    ['infraflux-lock 3\n', 'lock/unknown-format', 0],
    ['infraflux-lock 2\nprod/main/x host pve1 in home\n', 'lock/malformed-line', 17],
    ['infraflux-lock 2\nprod/main/x vm-id 2000 in\n', 'lock/malformed-line', 17],
    ['infraflux-lock 1\nprod/main/x address 10.0.0\n', 'lock/malformed-line', 17],
    ['infraflux-lock 1\nprod/main/x colour red\n', 'lock/malformed-line', 17],
    ['infraflux-lock 1\nprod/main/x constructor red\n', 'lock/malformed-line', 17],
    ['infraflux-lock 1\n<<<<<<< HEAD\nprod/main/x vm-id 2001\n=======\n>>>>>>> b\n', 'lock/conflict-markers', 17],
  ])('reports the fault in %j', (broken, code, start) => {
    const { diagnostics } = parseLock(broken);
    expect(diagnostics.map((found) => [found.code, found.span?.start])).toEqual([[code, start]]);
  });

  it('finds one thing handed out to two, and two things handed out to one', () => {
    const lines = parseLock(
      [
        'infraflux-lock 1',
        'a/b/x address 10.0.0.1',
        'a/b/y address 10.0.0.1',
        'a/b/x vm-id 2001',
        'a/b/x vm-id 2002',
        'a/b/z address 10.0.0.1 gone',
      ].join('\n'),
    ).value?.lines;
    const found = reportLockConflicts(lockConflicts(lines ?? [], singleScope));
    expect(found.map(({ message }) => message)).toEqual([
      'two lines give a/b/x a VM ID: 2001 and 2002',
      expect.stringMatching(/^address 10\.0\.0\.1 .* a\/b\/x and to a\/b\/y$/),
    ]);
    // The same address in two networks that never meet is two addresses.
    expect(lockConflicts(lines ?? [], (line) => line.node).map(({ over }) => over)).toEqual(['owner']);
    // Nor is anything known to contradict another where nobody knows the networks.
    expect(lockConflicts(lines ?? [], writtenScope).map(({ over }) => over)).toEqual(['owner']);
  });

  it('mends a merge: both sides stay, and where they contradict each other the older one', () => {
    const merged = `infraflux-lock 1
a/b/x address 10.0.0.1
<<<<<<< HEAD
a/b/y address 10.0.0.2
=======
a/b/a address 10.0.0.2
a/b/z address 10.0.0.3
>>>>>>> other
nonsense
`;
    expect(fixLock(merged, { scopeOf: singleScope })).toBe(
      'infraflux-lock 1\na/b/x address 10.0.0.1\na/b/y address 10.0.0.2\na/b/z address 10.0.0.3\n',
    );
    expect(fixLock(merged, { scopeOf: singleScope, older: 'infraflux-lock 1\na/b/a address 10.0.0.2\n' })).toContain(
      'a/b/a address 10.0.0.2',
    );
  });

  it('names the provider of a number where it has to, and is of format 2 then', () => {
    const scoped = `infraflux-lock 2
a/b/x keep data=2003 in house gone
a/b/x vm-id 2002 in house gone
a/b/y vm-id 2003 in shed
a/b/z address 10.0.0.1
`;
    const { value, diagnostics } = parseLock(scoped);
    expect(diagnostics).toEqual([]);
    expect(value?.lines.map(({ scope }) => scope)).toEqual(['house', 'house', 'shed', undefined]);
    expect(value && formatLock(value)).toBe(scoped);
    // A file that was put together by a merge may have such lines under the first line of format 1.
    expect(parseLock(scoped.replace('lock 2', 'lock 1')).value).toEqual(value);
    expect(formatLock({ lines: value?.lines.filter(({ scope }) => scope === undefined) ?? [] })).toContain('lock 1\n');
  });

  it('loses no number of another provider in a merge, also where nobody can tell which provider it is', () => {
    const merged = `infraflux-lock 1
a/b/m vm-id 2003
a/b/n keep data=2003
`;
    expect(fixLock(merged, { scopeOf: writtenScope })).toBe(merged);
    expect(fixLock(merged, { scopeOf: (line) => line.node })).toBe(merged);
    // In one provider, what holds data comes before a machine that can be made again.
    expect(fixLock(merged, { scopeOf: singleScope })).toBe('infraflux-lock 1\na/b/n keep data=2003\n');
    expect(fixLock(merged, { scopeOf: singleScope, older: 'a/b/m vm-id 2003' })).toBe(
      'infraflux-lock 1\na/b/m vm-id 2003\n',
    );
  });

  it('takes a line that names its provider for the one that stood there without', () => {
    const merged = `infraflux-lock 2
a/b/m vm-id 2003 in house
a/b/n vm-id 2003 in house
a/b/n vm-id 2003
`;
    const fixed = fixLock(merged, { scopeOf: ({ scope }) => scope ?? 'house', older: 'a/b/n vm-id 2003' });
    expect(fixed).toBe('infraflux-lock 2\na/b/n vm-id 2003\na/b/n vm-id 2003 in house\n');
    expect(lockConflicts(parseLock(fixed).value?.lines ?? [], singleScope)).toEqual([]);
  });

  it('keeps what an owner had at another provider beside what it has now', () => {
    const moved = `infraflux-lock 2
a/b/n keep data=2003
a/b/n keep data=2003 in house gone
a/b/n keep data=2003 in shed
`;
    const lines = parseLock(moved).value?.lines ?? [];
    expect(lockConflicts(lines, singleScope)).toEqual([]);
    const twice = parseLock(`infraflux-lock 2\na/b/n vm-id 2003 in house\na/b/n vm-id 2003 in shed\n`).value?.lines;
    expect(lockConflicts(twice ?? [], writtenScope).map(({ over }) => over)).toEqual(['owner']);
    const back = parseLock(`infraflux-lock 2\na/b/n vm-id 2003 in house\na/b/n vm-id 2003 in house gone\n`).value
      ?.lines;
    expect(lockConflicts(back ?? [], writtenScope).map(({ over }) => over)).toEqual(['owner']);
  });

  it('once mended there is nothing to mend', () => {
    const line = fc
      .tuple(
        fc.constantFrom('x', 'y', 'z'),
        fc.constantFrom(
          'address 10.0.0.1',
          'address 10.0.0.2',
          'vm-id 200',
          'vm-id 201',
          'vm-id 200 in A',
          'vm-id 200 in B',
          'keep a=200',
          'keep a=200 in A',
          'keep a=201 in A',
          'disk a=1',
          'disk b=1',
          'gpu m=g',
        ),
        fc.constantFrom('', ' gone'),
      )
      .map(([node, content, gone]) => `a/b/${node} ${content}${gone}`);
    const scopes = fc.constantFrom<LockScope>(singleScope, writtenScope, ({ scope }) => scope ?? 'A');
    fc.assert(
      fc.property(
        fc.array(fc.oneof(line, fc.constantFrom('=======', '<<<<<<< HEAD', 'junk'))),
        scopes,
        (lines, scope) => {
          const fixed = fixLock(lines.join('\n'), { scopeOf: scope });
          const parsed = parseLock(fixed);
          expect(parsed.diagnostics).toEqual([]);
          expect(lockConflicts(parsed.value?.lines ?? [], scope)).toEqual([]);
          expect(fixLock(fixed, { scopeOf: scope })).toBe(fixed);
        },
      ),
    );
  });
});
