import { clusterId } from '../../identity/cluster-id.ts';
import type { WorkPlan } from '../../plan/work-plan.ts';
import type { ClientFilesWork } from '../../plan/work.ts';

/** Made from secrets on this machine, for this machine: nothing else is touched. */
export const clientFilesPlan: WorkPlan<ClientFilesWork, undefined> = {
  title: ({ environment, cluster }) => `kubeconfig of ${clusterId(environment, cluster)}`,
  gates: [],
};
