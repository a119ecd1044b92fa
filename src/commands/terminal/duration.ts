import { InvalidArgumentError } from '@commander-js/extra-typings';

const units = { s: 1, m: 60, h: 3600, d: 24 * 3600 } as const;

/** Seconds of a length of time as people type it: `90s`, `45m`, `24h`, `7d`; from one second to a year. */
export function parseDuration(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(number) * (units[unit as keyof typeof units] ?? 0);
  if (seconds < 1 || seconds > 365 * units.d)
    throw new InvalidArgumentError(`"${text}" is no length of time from 1s to 365d; for example 45m, 24h or 7d`);
  return seconds;
}
