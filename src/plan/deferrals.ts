import { clientsFolderOf } from '../identity/view-path.ts';
import { type ClusterId, formatClusterId, idOfCluster } from '../identity/cluster-id.ts';
import type { Cluster, Platform, Provider } from '../model/platform.ts';
import type { Observations } from '../observe/observations.ts';
import { apiProviders, takenIds, unansweredProvider } from './api-plans.ts';
import { blocked, deferred, type Hold } from './hold.ts';
import type { Deferred } from './plan.ts';

import { mustNotRun } from './terraform/must-not-run.ts';
import { infrafluxCommand, type TypedCommands, usualCommands } from './typed-commands.ts';
import { productTitles } from '../versions/cluster-versions.ts';
import { isAtLeast } from '../versions/version-range.ts';
import { formatVersion, parseVersion } from '../versions/version.ts';

type Seen = Pick<Observations, 'engines' | 'hypervisors' | 'terraform'>;

/** Layers that cannot be looked at yet, each with the first thing that is missing; and what must not be gone on with. */
export function deferredLayers(
  platform: Platform,
  observations: Seen,
  environments: readonly string[] | undefined,
  typed: TypedCommands = usualCommands,
): readonly Deferred[] {
  return platform.environments
    .filter((environment) => environments === undefined || environments.includes(environment.name))
    .flatMap((environment) =>
      environment.clusters.flatMap((cluster) => deferredOf(platform, observations, cluster, typed)),
    );
}

function deferredOf(platform: Platform, observations: Seen, cluster: Cluster, typed: TypedCommands): Deferred[] {
  const id = idOfCluster(cluster);
  const where = { environment: cluster.environment, cluster: cluster.name };
  const { engines } = observations;
  const terraform = terraformWhy(platform, observations, cluster, typed);
  const observed = observations.terraform?.get(id);
  const bootstrap = observed?.kind === 'planned' ? observed.withoutBootstrap : undefined;
  return [
    ...heldVersions(cluster, typed).map((why) => ({ layer: 'talos' as const, ...where, ...why })),
    ...(terraform === undefined ? [] : [{ layer: 'terraform' as const, ...where, ...terraform }]),
    // Terraform configures the machines: while it waits, so do they.
    ...(terraform === undefined
      ? []
      : [{ layer: 'talos' as const, ...where, ...api('talosconfig', engines.talosconfigs.has(id), id) }]),
    {
      layer: 'kubernetes',
      ...where,
      ...(bootstrap ?? api('kubeconfig', engines.kubeconfigs.has(id), id, platform.gitops === undefined)),
    },
  ];
}

/** Why Terraform does not run for a cluster; undefined: it does. */
export function terraformWhy(
  platform: Platform,
  observations: Seen,
  cluster: Cluster,
  typed: TypedCommands = usualCommands,
): Hold | undefined {
  const waits = terraformWaits(platform, observations, cluster, typed);
  if (waits !== undefined) return waits;
  const { engine } = platform.terraform;
  const observed = observations.terraform?.get(idOfCluster(cluster));
  if (observed === undefined)
    return deferred('terraform/not-asked', `${engine} was not asked`, infrafluxCommand(typed, 'plan'));
  if (observed.kind === 'refused') return { state: observed.state, diagnostic: observed.diagnostic };
  const danger = mustNotRun(engine, cluster, observed, observations.hypervisors, typed);
  return danger && { state: 'blocked', diagnostic: danger };
}

/** Why Terraform is not even asked about a cluster: nothing is dialled, and no secret opened, to know it. */
export function terraformWaits(
  platform: Platform,
  { engines, hypervisors }: Pick<Observations, 'engines' | 'hypervisors'>,
  cluster: Cluster,
  typed: TypedCommands = usualCommands,
): Hold | undefined {
  const { engine } = platform.terraform;
  // First of all: Terraform run by hand must not come upon it later.
  const taken = takenIds(platform, cluster, hypervisors);
  if (taken !== undefined) return { state: 'blocked', diagnostic: taken };
  if (engines.terraform === undefined)
    return deferred('terraform/not-found', `no ${engine} on this machine`, `install ${engine} 1.11 or newer`);
  if (!isNewEnough(engines.terraform))
    return deferred(
      'terraform/too-old',
      `${engine} on this machine is ${engines.terraform}`,
      `install ${engine} 1.11 or newer`,
    );
  for (const {
    provider,
    api: { otherCredentials },
  } of apiProviders(cluster)) {
    if (engines.credentials.has(provider.name)) continue;
    const command = infrafluxCommand(typed, 'secrets', 'set', 'platform', secretOf(provider));
    return deferred(
      'provider/no-credentials',
      `no credentials for provider ${provider.name}`,
      `run ${command}; ${otherCredentials}`,
    );
  }
  const silent = unansweredProvider(cluster, hypervisors, typed);
  return silent && { state: 'blocked', diagnostic: silent };
}

/** The secret that its credentials are read from; where it names none, one of its own name. */
function secretOf({ name, settings, traits }: Provider): string {
  const reference = traits.credentials(settings);
  return reference === 'none' ? name : (reference?.secret ?? name);
}

/** Ephemeral values and write-only arguments are there from 1.11 on, in Terraform and in OpenTofu. */
function isNewEnough(text: string): boolean {
  const [version, lowest] = [parseVersion(text), parseVersion('1.11')];
  return version !== undefined && lowest !== undefined && isAtLeast(version, lowest);
}

/**
 * A running cluster stays at the versions that infraflux.lock records: Terraform would configure all its machines at once
 * for others (siderolabs/terraform-provider-talos 0.11, docs/resources/machine.md of 0.12).
 */
function heldVersions(cluster: Cluster, typed: TypedCommands): readonly Hold[] {
  const id = idOfCluster(cluster);
  return (['talos', 'kubernetes'] as const).flatMap((what) => {
    const [runs, wanted] = [cluster.versions[what], cluster.wantedVersions[what]];
    if (runs === wanted) return [];
    const name = productTitles[what];
    const by = what === 'talos' ? 'talosctl upgrade' : 'talosctl upgrade-k8s';
    return [
      blocked(
        'versions/upgrade-manually',
        `${id} runs ${name} ${runs} and stays there: an upgrade to ${wanted} goes machine by machine, which this version of InfraFlux cannot do yet`,
        `${by}, then ${infrafluxCommand(typed, 'lock', 'record', formatClusterId(id), what, formatVersion(wanted))}`,
      ),
    ];
  });
}

function api(config: string, there: boolean, id: ClusterId, embedded = false): Hold {
  if (!there) {
    return deferred(
      'cluster/no-access',
      'no cluster yet',
      embedded
        ? `gitops.repository that the cluster can read, and ${clientsFolderOf(id)}/${config}`
        : `${clientsFolderOf(id)}/${config}`,
    );
  }
  return deferred(
    'cluster/not-compared',
    'this version of InfraFlux does not compare with a running cluster',
    'a later version',
  );
}
