import type { Cluster, Platform } from '../model/platform.ts';
import type { EngineObservations, Observations } from '../observe/observations.ts';
import { describeForeign, foreignMachines, foreignRemedy } from './foreign-machines.ts';
import type { Deferred } from './plan.ts';

/** Layers that cannot be looked at yet, each with the first thing that is missing. */
export function deferredLayers(
  platform: Platform,
  observations: Pick<Observations, 'engines' | 'hypervisors'>,
  environments: readonly string[] | undefined,
): readonly Deferred[] {
  return platform.environments
    .filter((environment) => environments === undefined || environments.includes(environment.name))
    .flatMap((environment) => environment.clusters.flatMap((cluster) => deferredOf(platform, observations, cluster)));
}

function deferredOf(
  platform: Platform,
  { engines, hypervisors }: Pick<Observations, 'engines' | 'hypervisors'>,
  cluster: Cluster,
): Deferred[] {
  const id = `${cluster.environment}/${cluster.name}`;
  const where = { environment: cluster.environment, cluster: cluster.name };
  return [
    { layer: 'terraform', ...where, ...terraform(platform, engines, hypervisors, cluster) },
    { layer: 'talos', ...where, ...api('talosconfig', engines.talosconfigs.has(id), id) },
    {
      layer: 'kubernetes',
      ...where,
      ...api('kubeconfig', engines.kubeconfigs.has(id), id, platform.gitops === undefined),
    },
  ];
}

type Why = Pick<Deferred, 'because' | 'needs'>;

function terraform(
  platform: Platform,
  engines: EngineObservations,
  hypervisors: Observations['hypervisors'],
  cluster: Cluster,
): Why {
  const { engine } = platform.terraform;
  // First of all: whoever runs Terraform by hand must not come upon it later.
  const names = [...new Set(cluster.nodes.map((node) => node.provider.name))];
  for (const name of names) {
    const foreign = foreignMachines(platform, cluster, name, hypervisors?.get(name));
    const [first, ...rest] = foreign;
    if (first === undefined) continue;
    const more = rest.length === 0 ? '' : `, and ${rest.length} more like it`;
    return {
      because: `${describeForeign(first)}${more}: ${engine} would take it over`,
      needs: foreignRemedy(first),
    };
  }
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
  const silent = names.find((name) => hypervisors?.get(name)?.machines === undefined && hypervisors?.has(name));
  if (silent !== undefined) {
    return {
      because: `provider ${silent} cannot be asked which VM ids are taken: ${hypervisors?.get(silent)?.because}`,
      needs: 'its API, and a token that may look at all machines (VM.Audit)',
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
