import type { ProviderEmit } from '../../emit/provider-emit.ts';

export const metalEmit: ProviderEmit = { terraform: undefined };
