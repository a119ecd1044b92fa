import type { CodeEntry } from '../catalogue.ts';

export const configCodes = {} as const satisfies Readonly<Record<string, CodeEntry>>;
