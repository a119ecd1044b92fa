import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLock } from '../../src/model/format-lock.ts';
import type { LockLine } from '../../src/model/lock.ts';
import { fixLock, lockConflicts, reportLockConflicts } from '../../src/model/lock-conflicts.ts';
import { parseLock } from '../../src/model/parse-lock.ts';

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
    const said = fc.oneof(
      fc.integer({ min: 100, max: 999_999_999 }).map((id) => ({ kind: 'vm-id' as const, value: String(id) })),
      fc.integer({ min: 0, max: 30 }).map((slot) => ({ kind: 'disk' as const, value: `data=${slot}` })),
      name.map((host) => ({ kind: 'host' as const, value: host })),
    );
    const line = fc.tuple(name, name, name, said, fc.boolean()).map(
      ([environment, cluster, node, { kind, value }, tombstone]): LockLine => ({
        environment,
        cluster,
        node,
        kind,
        value,
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
    ['infraflux-lock 2\n', 'lock/unknown-format', 0],
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
    const found = reportLockConflicts(lockConflicts(lines ?? []));
    expect(found.map((one) => one.message)).toEqual([
      'two lines give a/b/x a VM id: 2001 and 2002',
      'address 10.0.0.1 was handed out to a/b/x and to a/b/y',
    ]);
    // The same address in two networks that never meet is two addresses.
    expect(lockConflicts(lines ?? [], (line) => line.node).map((one) => one.over)).toEqual(['owner']);
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
    expect(fixLock(merged)).toBe(
      'infraflux-lock 1\na/b/x address 10.0.0.1\na/b/y address 10.0.0.2\na/b/z address 10.0.0.3\n',
    );
    expect(fixLock(merged, { older: 'infraflux-lock 1\na/b/a address 10.0.0.2\n' })).toContain(
      'a/b/a address 10.0.0.2',
    );
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
          'disk a=1',
          'disk b=1',
          'gpu m=g',
        ),
        fc.constantFrom('', ' gone'),
      )
      .map(([node, said, gone]) => `a/b/${node} ${said}${gone}`);
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.constantFrom('=======', '<<<<<<< HEAD', 'junk'))), (lines) => {
        const fixed = fixLock(lines.join('\n'));
        const parsed = parseLock(fixed);
        expect(parsed.diagnostics).toEqual([]);
        expect(lockConflicts(parsed.value?.lines ?? [])).toEqual([]);
        expect(fixLock(fixed)).toBe(fixed);
      }),
    );
  });
});
