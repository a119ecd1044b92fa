import type { CodeEntry } from '../catalogue.ts';

export const engineCodes = {} as const satisfies Readonly<Record<string, CodeEntry>>;
