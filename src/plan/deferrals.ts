import type { Cluster, Platform } from '../model/platform.ts';
import type { EngineObservations } from '../observe/observations.ts';
import type { Deferred } from './plan.ts';

/** Layers that cannot be looked at yet, each with the first thing that is missing. */
export function deferredLayers(
  platform: Platform,
  engines: EngineObservations,
  environments: readonly string[] | undefined,
): readonly Deferred[] {
  return platform.environments
    .filter((environment) => environments === undefined || environments.includes(environment.name))
    .flatMap((environment) => environment.clusters.flatMap((cluster) => deferredOf(platform, engines, cluster)));
}

function deferredOf(platform: Platform, engines: EngineObservations, cluster: Cluster): Deferred[] {
  const id = `${cluster.environment}/${cluster.name}`;
  const where = { environment: cluster.environment, cluster: cluster.name };
  return [
    { layer: 'terraform', ...where, ...terraform(platform, engines, cluster) },
    { layer: 'talos', ...where, ...api('talosconfig', engines.talosconfigs.has(id), id) },
    {
      layer: 'kubernetes',
      ...where,
      ...api('kubeconfig', engines.kubeconfigs.has(id), id, platform.gitops === undefined),
    },
  ];
}

type Why = Pick<Deferred, 'because' | 'needs'>;

function terraform(platform: Platform, engines: EngineObservations, cluster: Cluster): Why {
  const { engine } = platform.terraform;
  if (engines.terraform === undefined)
    return { because: `no ${engine} on this machine`, needs: `install ${engine} 1.11 or newer` };
  const provider = cluster.provider.name;
  if (!engines.credentials.has(provider)) {
    const secret = cluster.provider.settings.credentials?.secret ?? provider;
    return {
      because: `no credentials for provider ${provider}`,
      needs: `set PROXMOX_VE_API_TOKEN, or run npx infraflux secrets set platform ${secret}`,
    };
  }
  return {
    because: 'this version of InfraFlux writes the files and does not run them',
    needs: `run ${engine} in out/${cluster.environment}/terraform/${cluster.name}`,
  };
}

function api(config: string, there: boolean, id: string, embedded = false): Why {
  if (!there) {
    return {
      because: 'no cluster yet',
      needs: embedded
        ? `gitops.repository that the cluster can read, and .infraflux/clusters/${id}/${config}`
        : `.infraflux/clusters/${id}/${config}`,
    };
  }
  return { because: 'this version of InfraFlux does not compare with a running cluster', needs: 'a later version' };
}
