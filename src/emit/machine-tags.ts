import type { Cluster, Platform } from '../model/platform.ts';

/**
 * Tags that every machine of a cluster has on the hypervisor. Sorted and in lower case, as Proxmox keeps them; prefixed, so
 * that an environment and a cluster may share a name. A machine is known by them as one of ours.
 */
export function machineTags(
  platform: Pick<Platform, 'name'>,
  cluster: Pick<Cluster, 'environment' | 'name'>,
): readonly string[] {
  return [`cluster-${cluster.name}`, `environment-${cluster.environment}`, 'infraflux', `platform-${platform.name}`];
}
