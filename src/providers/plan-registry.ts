import type { ProviderPlans } from '../plan/provider-plan.ts';
import { metalPlan } from './metal/plan.ts';
import { proxmoxPlan } from './proxmox/plan.ts';

export const providerPlans: ProviderPlans = { metal: metalPlan, proxmox: proxmoxPlan };
