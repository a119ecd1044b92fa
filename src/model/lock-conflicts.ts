import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatLock, formatLockLine, lockOwner } from './format-lock.ts';
import type { LockKind, LockLine } from './lock.ts';
import { plainValue, slotKey } from './lock-book.ts';
import { isConflictMarker, lockTexts, parseLockLine } from './parse-lock.ts';

/**
 * Within what a value belongs to one owner alone: an address within its network, a VM ID within its hypervisor.
 * Undefined: not known, so the line may be of another scope than any other, and contradicts none.
 */
export type LockScope = (line: LockLine) => string | undefined;

/** What lines say of themselves. All that there is where the configuration cannot be read. */
export const writtenScope: LockScope = (line) => line.scope;

export interface LockConflict {
  readonly kept: LockLine;
  readonly again: LockLine;
  /** `value`: one value allocated to two owners. `owner`: two lines with different values for one owner. */
  readonly over: 'value' | 'owner';
}

export interface FixOptions {
  /** The lock as it was before: its lines win over new ones. */
  readonly older?: string;
  readonly scopeOf: LockScope;
}

/** Pairs of lines that cannot both hold. Of two, the first in the order given is kept. */
export function lockConflicts(lines: readonly LockLine[], scopeOf: LockScope): readonly LockConflict[] {
  const byValue = new Map<string, LockLine>();
  const byOwner = new Map<string, LockLine>();
  const living = new Map<string, LockLine>();
  const hosts = hostsOf(lines);
  const conflicts: LockConflict[] = [];
  for (const line of lines) {
    const owner = slotKey(line);
    const inScope = `${owner} ${line.scope ?? ''}`;
    // What an owner had in another scope stays beside what it has now.
    const other = byOwner.get(inScope) ?? (line.tombstone ? undefined : living.get(owner));
    if (other !== undefined) {
      if (!isSame(other, line)) conflicts.push({ kept: other, again: line, over: 'owner' });
      continue;
    }
    const value = valueKey(line, scopeOf, hosts);
    const taken = value === undefined || line.tombstone ? undefined : byValue.get(value);
    if (taken !== undefined) {
      conflicts.push({ kept: taken, again: line, over: 'value' });
      continue;
    }
    byOwner.set(inScope, line);
    if (line.tombstone) continue;
    living.set(owner, line);
    if (value !== undefined) byValue.set(value, line);
  }
  return conflicts;
}

export function reportLockConflicts(conflicts: readonly LockConflict[]): readonly Diagnostic[] {
  return conflicts.map(({ kept, again, over }) =>
    over === 'value'
      ? diagnostic(
          'lock/duplicate-allocation',
          again.span,
          `${nameOf(again)} ${again.value} is allocated to ${lockOwner(kept)} and to ${lockOwner(again)}`,
          kept.span === undefined ? {} : { related: [{ span: kept.span, message: lockOwner(kept) }] },
        )
      : diagnostic(
          'lock/contradiction',
          again.span,
          `two lines give ${lockOwner(again)} a ${nameOf(again)}: ${kept.value} and ${again.value}`,
          kept.span === undefined ? {} : { related: [{ span: kept.span, message: 'the other line' }] },
        ),
  );
}

/**
 * A lock that can be read and hands nothing out twice. Markers of a git conflict go, lines of both sides stay; of two
 * lines that cannot both hold, the older one stays: the one that stood in `options.older`, else a living one before a
 * tombstone, else the first in the file, which after a merge is the side that was merged into. A node that loses a line is
 * given something new by the next compile. Malformed lines are dropped.
 */
export function fixLock(text: string, options: FixOptions): string {
  const older = new Set(linesOf(options.older ?? '').map(withoutScope));
  const lines = linesOf(text);
  // Data is on what holds a kept disk, so of two lines that are as old as each other, its line comes first.
  const rank = (line: LockLine): number =>
    (older.has(withoutScope(line)) ? 0 : line.tombstone ? 4 : 2) + (line.kind === 'keep' ? 0 : 1);
  const ordered = [...lines].sort((a, b) => rank(a) - rank(b));
  const dropped = new Set(lockConflicts(ordered, options.scopeOf).map(({ again }) => again));
  const kept = new Map(ordered.filter((line) => !dropped.has(line)).map((line) => [formatLockLine(line), line]));
  return formatLock({ lines: [...kept.values()] });
}

function linesOf(text: string): readonly LockLine[] {
  return lockTexts(text)
    .filter((line) => !isConflictMarker(line.text))
    .map((line) => parseLockLine(line.text.trimEnd(), undefined))
    .filter((line) => line !== undefined);
}

/** The line as it was before lines named their scope. */
function withoutScope(line: LockLine): string {
  return formatLockLine({ ...line, scope: undefined });
}

/** One side of a merge may name the scope where the other did not yet: that is no contradiction. */
function isSame(a: LockLine, b: LockLine): boolean {
  if (formatLockLine(a) === formatLockLine(b)) return true;
  return (a.scope === undefined || b.scope === undefined) && withoutScope(a) === withoutScope(b);
}

/** What two owners must not share; undefined where they may (two machines on one host, two clusters of one version). */
function valueKey(line: LockLine, scopeOf: LockScope, hosts: ReadonlyMap<string, string>): string | undefined {
  const plain = plainValue(line.value);
  switch (line.kind) {
    case 'mac':
      return `mac ${plain}`;
    case 'disk':
      return `disk ${lockOwner(line)} ${plain}`;
    case 'address':
    case 'vm-id':
    case 'keep':
    case 'gpu': {
      const scope = scopeOf(line);
      if (scope === undefined) return undefined;
      if (line.kind === 'address') return `address ${scope} ${plain}`;
      // The other two are ids of machines on the hypervisor.
      if (line.kind !== 'gpu') return `vm-id ${scope} ${plain}`;
      return `gpu ${scope} ${hosts.get(lockOwner(line)) ?? lockOwner(line)} ${plain}`;
    }
    default:
      return undefined;
  }
}

function hostsOf(lines: readonly LockLine[]): ReadonlyMap<string, string> {
  return new Map(lines.filter((line) => line.kind === 'host').map((line) => [lockOwner(line), line.value]));
}

const kindNames: Partial<Record<LockKind, string>> = {
  'vm-id': 'VM ID',
  mac: 'MAC address',
  gpu: 'GPU',
  disk: 'disk slot',
  keep: 'VM ID for a kept disk',
};

function nameOf(line: LockLine): string {
  return kindNames[line.kind] ?? line.kind;
}
