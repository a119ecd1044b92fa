import { formatClusterId, clusterId } from '../../identity/cluster-id.ts';
import { type AppearingVolume, appearingVolumes, volumeAppears, volumeConsent } from '../../plan/appearing-volumes.ts';
import { heldClusters } from '../../plan/deferrals.ts';
import { restartLines, safety } from '../../plan/format-machines.ts';
import type { LayerPlan, PlanWorld } from '../../plan/layer.ts';
import { consentsOf } from '../../plan/terraform/consents.ts';
import { bookChanges, preReleases } from '../../plan/terraform/planned.ts';
import { type Work, workOfKind } from '../../plan/work.ts';

/** Machines and what Terraform makes beside them, as Terraform compares them with its state and the hypervisors. */
export const terraformPlan: LayerPlan = {
  name: 'terraform',
  compare: (world, earlier) => {
    const { clusters, planned, answered, retained, terraformHoldOf } = world;
    const volumes = appearing(world);
    return {
      changes: [...answered.filter(({ layer }) => layer === 'terraform'), ...planned.flatMap(bookChanges)],
      held: [
        ...heldClusters('terraform', world, terraformHoldOf),
        ...retained.filter(({ layer }) => layer === 'terraform'),
      ],
      work: machineWork(world, volumes, earlier),
      diagnostics: [...clusters.flatMap(preReleases), ...volumes.map(volumeAppears)],
    };
  },
  isChecked: ({ terraform = [] }) => terraform.length > 0,
  notes: safety,
  reminders: restartLines,
};

function appearing({ platform, clusters, branches }: PlanWorld): readonly AppearingVolume[] {
  return appearingVolumes(
    platform,
    clusters,
    branches.flatMap(({ changes }) => changes),
  );
}

/** For each cluster: its machines and the files with which people reach it; then what infraflux.lock records of all. */
function machineWork(
  { planned, answered }: PlanWorld,
  volumes: readonly AppearingVolume[],
  earlier: readonly Work[],
): readonly Work[] {
  const runs = planned.map(({ run }) => run);
  const active = runs.filter(
    ({ changes, clientFiles, versions }) => Object.keys(changes).length > 0 || clientFiles || versions,
  );
  const consents = consentsOf(answered, runs);
  const before = earlier.map(({ id }) => id);
  const work = active.flatMap((run): readonly Work[] => {
    const { environment, cluster } = run;
    const name = formatClusterId(clusterId(environment, cluster));
    return [
      {
        kind: 'terraform',
        id: `terraform ${name}`,
        needs: before,
        run,
        consents: [
          ...consents(run),
          ...volumes
            .filter((volume) => volume.environment === environment && volume.cluster === cluster)
            .map(volumeConsent),
        ],
      },
      { kind: 'client-files', id: `client-files ${name}`, needs: [`terraform ${name}`], environment, cluster },
    ];
  });
  return work.length === 0 ? [] : [...work, ...recordWork(earlier, work)];
}

/** Where inputs are committed together with what is compiled from them, infraflux.lock as it is then follows. */
function recordWork(earlier: readonly Work[], work: readonly Work[]): readonly Work[] {
  return workOfKind({ work: earlier }, 'publish')
    .filter(({ publication }) => publication.own !== null)
    .map(({ id, publication }) => ({
      kind: 'record',
      id: id.replace(/^publish/, 'record'),
      needs: work.map((item) => item.id),
      publication,
    }));
}
