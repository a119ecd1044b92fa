import type { ProviderObserve } from '../../observe/provider-observe.ts';

export const metalObserve: ProviderObserve = { api: undefined, resources: undefined };
