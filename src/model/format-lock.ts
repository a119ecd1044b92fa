import type { Lock, LockLine } from './lock.ts';

/** The first line of infraflux.lock. A reader that does not know the number stops before it reads the rest. */
export const lockFormat = 'infraflux-lock 1';

/** The text of infraflux.lock: the format, then one line for each hand-out, sorted so that two people's merge. */
export function formatLock(lock: Lock): string {
  return `${[lockFormat, ...lock.lines.map(formatLockLine).sort(byText)].join('\n')}\n`;
}

/** `prod/main/main-cp-1 address 10.10.40.10`, with `gone` behind it when the node is no more. */
export function formatLockLine(line: LockLine): string {
  return `${lockOwner(line)} ${line.kind} ${line.value}${line.tombstone ? ' gone' : ''}`;
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

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
