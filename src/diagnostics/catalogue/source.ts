import type { CodeEntry } from '../catalogue.ts';

export const sourceCodes = {} as const satisfies Readonly<Record<string, CodeEntry>>;
