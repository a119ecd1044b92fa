import type { ProviderPlan } from '../../plan/provider-plan.ts';

/** A machine that exists already is what it is: what is written about it reaches it by Talos alone. */
export const metalPlan: ProviderPlan = {
  impacts: [],
  inputFault: () => undefined,
  terraform: undefined,
  api: undefined,
};
