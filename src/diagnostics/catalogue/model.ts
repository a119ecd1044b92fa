import type { CodeEntry } from '../catalogue.ts';

export const modelCodes = {} as const satisfies Readonly<Record<string, CodeEntry>>;
