import { clusterProviders, type Cluster } from '../../model/platform.ts';
import { providerPlans } from '../../providers/plan-registry.ts';
import type { ProviderPlan, TerraformMachinePlan } from '../provider-plan.ts';

/** What reads Terraform's plan about the machines of one type of provider. */
export type MachinePlan = TerraformMachinePlan & Pick<ProviderPlan, 'impacts'>;

/** Of a resource that is a machine, by its type. Undefined: it is none. */
export function machinePlanOf(resourceType: string): MachinePlan | undefined {
  return machinePlans.find(({ machineType }) => machineType === resourceType);
}

/** Of each type of provider that a cluster's machines are made by. */
export function machinePlansOf(cluster: Cluster): readonly MachinePlan[] {
  const types = new Set(clusterProviders(cluster).map(({ type }) => type));
  return [...types].flatMap((type) => machinePlansIn(providerPlans[type]));
}

export const machinePlans: readonly MachinePlan[] = Object.values(providerPlans).flatMap(machinePlansIn);

function machinePlansIn({ impacts, terraform }: ProviderPlan): readonly MachinePlan[] {
  return terraform === undefined ? [] : [{ ...terraform, impacts }];
}
