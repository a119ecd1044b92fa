import type { ProviderPlan } from '../../../src/plan/provider-plan.ts';

export const cloudPlan: ProviderPlan = {
  impacts: [{ values: [['cpu']], argument: /^server_type$/, effects: [{ kind: 'recreated' }] }],
  inputFault: () => undefined,
  terraform: undefined,
  api: undefined,
};
