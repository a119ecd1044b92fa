import { idOfCluster } from '../../identity/cluster-id.ts';
import { clientHold, heldClusters } from '../../plan/deferrals.ts';
import { type LayerPlan, nothingFound } from '../../plan/layer.ts';

/** What is installed in the clusters before Argo CD runs. Nothing is compared with a running cluster yet. */
export const kubernetesPlan: LayerPlan = {
  name: 'kubernetes',
  compare: (world) => {
    const { platform, observations, answered } = world;
    const isEmbedded = platform.gitops === undefined;
    return {
      ...nothingFound,
      changes: answered.filter(({ layer }) => layer === 'kubernetes'),
      held: heldClusters('kubernetes', world, (cluster) => {
        const id = idOfCluster(cluster);
        const answer = observations.terraform?.get(id);
        const withoutBootstrap = answer?.kind === 'planned' ? answer.withoutBootstrap : undefined;
        return withoutBootstrap ?? clientHold('kubeconfig', observations.engines.kubeconfigs, id, isEmbedded);
      }),
    };
  },
  isChecked: () => false,
  notes: () => [],
  reminders: () => [],
};
