import { providerPlans } from '../providers/plan-registry.ts';
import type { MachineApiPlan } from './provider-plan.ts';

/** Of each type of provider that has an API to ask. Each knows its own machines of a cluster. */
export const apiPlans: readonly MachineApiPlan[] = Object.values(providerPlans).flatMap(({ api }) => api ?? []);
