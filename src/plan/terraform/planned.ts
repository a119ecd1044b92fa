import { clientsFolderOf } from '../../identity/view-path.ts';
import { clusterId, idOfCluster } from '../../identity/cluster-id.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { talosProvider } from '../../emit/terraform/talos-provider.ts';
import type { Cluster, Platform } from '../../model/platform.ts';
import { hasVersions } from '../../model/version-lines.ts';
import type { Observations } from '../../observe/observations.ts';
import type { Change } from '../plan.ts';
import type { Planned } from '../provider-plan.ts';
import type { TerraformRun } from './run.ts';
import { etcdMachines, etcdMembers, leavingMembers } from './etcd.ts';
import { vanishedMachines } from './vanished.ts';

export interface PlannedCluster {
  readonly cluster: Cluster;
  readonly observed: Planned;
  readonly run: TerraformRun;
}

/** Clusters whose Terraform answered, out of those for which nothing stands against it. */
export function plannedClusters(
  platform: Platform,
  observations: Observations,
  clusters: readonly Cluster[],
): readonly PlannedCluster[] {
  return clusters.flatMap((cluster) => {
    const observed = observations.terraform?.get(idOfCluster(cluster));
    if (observed?.kind !== 'planned') return [];
    return [{ cluster, observed, run: runOf(platform, observations, cluster, observed) }];
  });
}

function runOf(platform: Platform, { engines }: Observations, cluster: Cluster, observed: Planned): TerraformRun {
  const { environment, name } = cluster;
  const id = clusterId(environment, name);
  const [vanished, etcd] = [vanishedMachines(observed), etcdMachines(observed)];
  const isThere = observed.inState.length > 0 || observed.changes.length > 0;
  return {
    environment,
    cluster: name,
    changes: Object.fromEntries(observed.changes.map(({ address, digest }) => [address, digest])),
    clientFiles: isThere && !(engines.kubeconfigs.has(id) && engines.talosconfigs.has(id)),
    versions: isThere && !hasVersions(platform.lock.lines, cluster),
    ...(vanished.length === 0 ? {} : { vanished }),
    etcd: {
      members: etcdMembers(observed).size,
      ...etcd,
      up: etcd.up.length,
      leaving: leavingMembers(observed),
    },
    ...(observed.state === undefined ? {} : { state: observed.state }),
    ...(observed.providers === undefined ? {} : { providers: observed.providers }),
  };
}

/** What apply writes beside what Terraform does: files for people, and what the cluster runs. */
export function bookChanges({ cluster, observed, run }: PlannedCluster): readonly Change[] {
  const { environment, name } = cluster;
  const change = (file: string, detail: string): Change => ({
    layer: 'files',
    object: { kind: 'object', environment, cluster: name, name: file },
    action: 'create',
    effects: [],
    impact: 'none',
    reason: observed.inState.length === 0 ? 'new' : 'missing',
    because: [],
    detail,
    before: undefined,
    after: undefined,
  });
  return [
    ...(run.clientFiles
      ? [change('kubeconfig and talosconfig', `in ${clientsFolderOf(clusterId(environment, name))}`)]
      : []),
    ...(run.versions ? [change('lines of infraflux.lock', 'the versions that it runs')] : []),
  ];
}

/** Talos 1.14 has documents that no released provider can read. */
export function preReleases(cluster: Cluster): readonly Diagnostic[] {
  const version = talosProvider(cluster);
  if (!version.includes('-')) return [];
  const id = idOfCluster(cluster);
  const message = `${id} is configured by siderolabs/talos ${version}, a pre-release of the Terraform provider`;
  return [diagnostic('terraform/provider-pre-release', undefined, message, { cluster: idOfCluster(cluster) })];
}
