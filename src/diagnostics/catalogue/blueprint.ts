import type { CodeEntry } from '../catalogue.ts';

export const blueprintCodes = {} as const satisfies Readonly<Record<string, CodeEntry>>;
