import { InvalidArgumentError } from '@commander-js/extra-typings';
import { durationSeconds } from '../../observe/time-limits.ts';

/** Seconds of a length of time as people type it: `90s`, `45m`, `24h`, `7d`; from one second to a year. */
export function parseDuration(text: string): number {
  const seconds = durationSeconds(text);
  if (seconds === undefined)
    throw new InvalidArgumentError(`"${text}" is no length of time from 1s to 365d; for example 45m, 24h or 7d`);
  return seconds;
}
