import type { Lock, LockLine } from './lock.ts';

/**
 * First lines of infraflux.lock that can be read. A reader that does not know the number stops before it reads the rest.
 * Format 2 has lines with a scope; without such lines the file is written in format 1.
 */
export const lockFormats = ['infraflux-lock 1', 'infraflux-lock 2'] as const;

/** The text of infraflux.lock: the format, then one line for each hand-out, sorted so that two people's merge. */
export function formatLock(lock: Lock): string {
  return `${[formatOf(lock.lines), ...lock.lines.map(formatLockLine).sort(byText)].join('\n')}\n`;
}

/** `prod/main/main-cp-1 address 10.10.40.10`, then `in lab` where it names its scope, and `gone` when the node is. */
export function formatLockLine(line: LockLine): string {
  const scope = line.scope === undefined ? '' : ` in ${line.scope}`;
  return `${lockOwner(line)} ${line.kind} ${line.value}${scope}${line.tombstone ? ' gone' : ''}`;
}

/** Whose line it is: `prod/main/main-cp-1`, or `prod/main` for what is the cluster's. */
export function lockOwner(line: Pick<LockLine, 'environment' | 'cluster' | 'node'>): string {
  const cluster = `${line.environment}/${line.cluster}`;
  return line.node === undefined ? cluster : `${cluster}/${line.node}`;
}

/** The order in which lines are printed. */
export function sortLockLines(lines: readonly LockLine[]): readonly LockLine[] {
  return lines
    .map((line) => ({ line, text: formatLockLine(line) }))
    .sort((a, b) => byText(a.text, b.text))
    .map(({ line }) => line);
}

function formatOf(lines: readonly LockLine[]): (typeof lockFormats)[number] {
  return lockFormats[lines.some((line) => line.scope !== undefined) ? 1 : 0];
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
