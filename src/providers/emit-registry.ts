import type { ProviderEmits } from '../emit/provider-emit.ts';
import { metalEmit } from './metal/emit.ts';
import { proxmoxEmit } from './proxmox/emit.ts';

export const providerEmits: ProviderEmits = { metal: metalEmit, proxmox: proxmoxEmit };
