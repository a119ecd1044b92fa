import type { ProviderObserves } from '../observe/provider-observe.ts';
import { metalObserve } from './metal/observe.ts';
import { proxmoxObserve } from './proxmox/observe.ts';

export const providerObserves: ProviderObserves = { metal: metalObserve, proxmox: proxmoxObserve };
