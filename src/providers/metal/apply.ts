import type { ProviderApply } from '../../apply/provider-apply.ts';

/** Configuration is all that there is to bring: a few machines at a time, so that a fault does not reach all of them. */
export const metalApply: ProviderApply = { parallelism: 4 };
