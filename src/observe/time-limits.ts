import { diagnostic } from '../diagnostics/catalogue.ts';
import { Refusal } from '../diagnostics/refusal.ts';

/** How long something may take, in seconds. What takes longer is ended, and said to have taken too long. */
export interface TimeLimits {
  /** One question to the API of a provider. */
  readonly api: number;
  /** One run of Terraform that only reads: init, plan. */
  readonly plan: number;
  /** One run of Terraform that changes machines: then it is interrupted, as by Ctrl-C. */
  readonly apply: number;
}

/** Variables of the environment, by what they limit, and what holds without them. */
export const timeLimitVariables = {
  api: { name: 'INFRAFLUX_API_TIMEOUT', usual: 10 },
  plan: { name: 'INFRAFLUX_PLAN_TIMEOUT', usual: 30 * 60 },
  apply: { name: 'INFRAFLUX_APPLY_TIMEOUT', usual: 6 * 3600 },
} as const;

export function timeLimits(env: Readonly<Record<string, string | undefined>>): TimeLimits {
  const limit = ({ name, usual }: { readonly name: string; readonly usual: number }): number => {
    const text = env[name] ?? '';
    if (text === '') return usual;
    const seconds = durationSeconds(text);
    if (seconds !== undefined) return seconds;
    const help = 'write it as 30s, 45m or 2h';
    throw new Refusal(diagnostic('cli/usage', undefined, `${name} is "${text}", which is no length of time`, { help }));
  };
  const { api, plan, apply } = timeLimitVariables;
  return { api: limit(api), plan: limit(plan), apply: limit(apply) };
}

const units = { s: 1, m: 60, h: 3600, d: 24 * 3600 } as const;

/** Of `90s`, `45m`, `24h`, `7d`; from one second to a year. */
export function durationSeconds(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(number) * (units[unit as keyof typeof units] ?? 0);
  return seconds < 1 || seconds > 365 * units.d ? undefined : seconds;
}
