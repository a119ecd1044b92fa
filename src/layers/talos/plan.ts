import { idOfCluster } from '../../identity/cluster-id.ts';
import { clientHold, heldClusters, heldVersions, terraformHold } from '../../plan/deferrals.ts';
import { type LayerPlan, nothingFound } from '../../plan/layer.ts';
import { answeredChanges } from '../../plan/terraform/answered-changes.ts';

/** Configuration of the machines and etcd. Terraform gives machines their configuration: while it waits, so do they. */
export const talosPlan: LayerPlan = {
  name: 'talos',
  compare: (world) => {
    const { platform, observations, typed } = world;
    return {
      ...nothingFound,
      changes: answeredChanges(world, 'talos'),
      held: [
        ...heldClusters('talos', world, (cluster) => heldVersions(cluster, typed)),
        ...heldClusters('talos', world, (cluster) =>
          terraformHold(platform, observations, cluster, typed) === undefined
            ? undefined
            : clientHold('talosconfig', observations.engines.talosconfigs, idOfCluster(cluster)),
        ),
      ],
    };
  },
  isChecked: () => false,
  notes: () => [],
  reminders: () => [],
};
