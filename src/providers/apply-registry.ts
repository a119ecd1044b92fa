import type { ProviderApplies } from '../apply/provider-apply.ts';
import { metalApply } from './metal/apply.ts';
import { proxmoxApply } from './proxmox/apply.ts';

export const providerApplies: ProviderApplies = { metal: metalApply, proxmox: proxmoxApply };
