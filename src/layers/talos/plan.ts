import { idOfCluster } from '../../identity/cluster-id.ts';
import { clientHold, heldClusters, heldVersions } from '../../plan/deferrals.ts';
import { type LayerPlan, nothingFound } from '../../plan/layer.ts';

/** Configuration of the machines and etcd. Terraform gives machines their configuration: while it waits, so do they. */
export const talosPlan: LayerPlan = {
  name: 'talos',
  compare: (world) => {
    const { observations, answered, typed, terraformHoldOf } = world;
    return {
      ...nothingFound,
      changes: answered.filter(({ layer }) => layer === 'talos'),
      held: [
        ...heldClusters('talos', world, (cluster) => heldVersions(cluster, typed)),
        ...heldClusters('talos', world, (cluster) =>
          terraformHoldOf(cluster) === undefined
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
