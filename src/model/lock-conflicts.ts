import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatLockLine, lockFormat, lockOwner } from './format-lock.ts';
import type { LockKind, LockLine } from './lock.ts';
import { isConflictMarker, lockTexts, parseLockLine } from './parse-lock.ts';

/**
 * Within what a value belongs to one owner alone: an address within its network, a VM id within its provider.
 * Undefined: within the whole file.
 */
export type LockScope = (line: LockLine) => string | undefined;

export interface LockConflict {
  readonly kept: LockLine;
  readonly again: LockLine;
  /** `value`: one thing handed out to two. `owner`: two lines that tell one owner different things. */
  readonly over: 'value' | 'owner';
}

export interface FixOptions {
  /** The lock as it was before: on a line that stood there already, nobody loses what he had. */
  readonly older?: string;
  readonly scopeOf?: LockScope;
}

const nowhere: LockScope = () => undefined;

/** Pairs of lines that cannot both hold. Of two, the first in the order given is kept. */
export function lockConflicts(lines: readonly LockLine[], scopeOf: LockScope = nowhere): readonly LockConflict[] {
  const byValue = new Map<string, LockLine>();
  const byOwner = new Map<string, LockLine>();
  const hosts = hostsOf(lines);
  const conflicts: LockConflict[] = [];
  for (const line of lines) {
    const said = byOwner.get(ownerKey(line));
    if (said !== undefined) {
      if (formatLockLine(said) !== formatLockLine(line)) conflicts.push({ kept: said, again: line, over: 'owner' });
      continue;
    }
    const value = valueKey(line, scopeOf, hosts);
    const taken = value === undefined || line.tombstone ? undefined : byValue.get(value);
    if (taken !== undefined) {
      conflicts.push({ kept: taken, again: line, over: 'value' });
      continue;
    }
    byOwner.set(ownerKey(line), line);
    if (value !== undefined && !line.tombstone) byValue.set(value, line);
  }
  return conflicts;
}

export function reportLockConflicts(conflicts: readonly LockConflict[]): readonly Diagnostic[] {
  return conflicts.map(({ kept, again, over }) =>
    over === 'value'
      ? diagnostic(
          'lock/handed-out-twice',
          again.span,
          `${nameOf(again)} ${again.value} was handed out to ${lockOwner(kept)} and to ${lockOwner(again)}`,
          kept.span === undefined ? {} : { related: [{ span: kept.span, message: lockOwner(kept) }] },
        )
      : diagnostic(
          'lock/said-twice',
          again.span,
          `two lines give ${lockOwner(again)} a ${nameOf(again)}: ${kept.value} and ${again.value}`,
          kept.span === undefined ? {} : { related: [{ span: kept.span, message: 'the other line' }] },
        ),
  );
}

/**
 * A lock that can be read and hands nothing out twice. Markers of a git conflict go, lines of both sides stay; of two
 * lines that cannot both hold, the older one stays: the one that stood in `options.older`, else a living one before a
 * tombstone, else the first in the file, which after a merge is the side that was merged into. Whoever loses a line is
 * given something new by the next compile. Lines that nobody can read are dropped.
 */
export function fixLock(text: string, options: FixOptions = {}): string {
  const older = new Set((options.older ?? '').split('\n').map((line) => line.trimEnd()));
  const lines = lockTexts(text)
    .filter((line) => !isConflictMarker(line.text))
    .map((line) => parseLockLine(line.text.trimEnd(), undefined))
    .filter((line) => line !== undefined);
  const rank = (line: LockLine) => (older.has(formatLockLine(line)) ? 0 : line.tombstone ? 2 : 1);
  const ordered = [...lines].sort((a, b) => rank(a) - rank(b));
  const dropped = new Set(lockConflicts(ordered, options.scopeOf).map(({ again }) => again));
  const kept = new Set(ordered.filter((line) => !dropped.has(line)).map(formatLockLine));
  return `${[lockFormat, ...[...kept].sort((a, b) => (a < b ? -1 : 1))].join('\n')}\n`;
}

/** One owner has one address, but several disks: those are told apart by the name before `=`. A GPU line stands alone. */
function ownerKey(line: LockLine): string {
  const name =
    line.kind === 'gpu' ? line.value : line.value.includes('=') ? line.value.slice(0, line.value.indexOf('=')) : '';
  return `${lockOwner(line)} ${line.kind} ${name}`;
}

/** What two owners must not share; undefined where they may (two machines on one host, two clusters of one version). */
function valueKey(line: LockLine, scopeOf: LockScope, hosts: ReadonlyMap<string, string>): string | undefined {
  const plain = line.value.slice(line.value.indexOf('=') + 1);
  switch (line.kind) {
    case 'address':
    case 'mac':
      return `${line.kind} ${scopeOf(line) ?? ''} ${plain}`;
    // Both are ids of machines on the hypervisor.
    case 'vm-id':
    case 'keep':
      return `vm-id ${scopeOf(line) ?? ''} ${plain}`;
    case 'disk':
      return `disk ${lockOwner(line)} ${plain}`;
    case 'gpu':
      return `gpu ${scopeOf(line) ?? ''} ${hosts.get(lockOwner(line)) ?? lockOwner(line)} ${plain}`;
    default:
      return undefined;
  }
}

function hostsOf(lines: readonly LockLine[]): ReadonlyMap<string, string> {
  return new Map(lines.filter((line) => line.kind === 'host').map((line) => [lockOwner(line), line.value]));
}

const kindNames: Partial<Record<LockKind, string>> = {
  'vm-id': 'VM id',
  mac: 'MAC address',
  gpu: 'GPU',
  disk: 'disk slot',
  keep: 'VM id for a kept disk',
};

function nameOf(line: LockLine): string {
  return kindNames[line.kind] ?? line.kind;
}
