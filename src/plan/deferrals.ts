import { clientsFolderOf } from '../identity/view-path.ts';
import { type ClusterId, formatClusterId, idOfCluster } from '../identity/cluster-id.ts';
import type { Cluster, Platform, Provider } from '../model/platform.ts';
import type { Observations } from '../observe/observations.ts';
import { apiProviders, takenIds, unansweredProvider } from './api-plans.ts';
import { blocked, deferred, type Hold } from './hold.ts';
import type { Deferred, Layer } from './plan.ts';

import { terraformGates } from '../work-kinds/terraform/plan.ts';
import { askGates } from './gate.ts';
import { infrafluxCommand, type TypedCommands, usualCommands } from './typed-commands.ts';
import { productTitles } from '../versions/cluster-versions.ts';
import { isAtLeast } from '../versions/version-range.ts';
import { formatVersion, parseVersion } from '../versions/version.ts';

type Seen = Pick<Observations, 'engines' | 'hypervisors' | 'terraform'>;

/** One entry for each of the clusters of which a layer does not go on, or of which there are several reasons. */
export function heldClusters(
  layer: Layer,
  { clusters }: { readonly clusters: readonly Cluster[] },
  holdOf: (cluster: Cluster) => Hold | readonly Hold[] | undefined,
): readonly Deferred[] {
  return clusters.flatMap((cluster) =>
    [holdOf(cluster) ?? []].flat().map(({ state, diagnostic }) => ({
      layer,
      environment: cluster.environment,
      cluster: cluster.name,
      state,
      diagnostic: { ...diagnostic, cluster: idOfCluster(cluster) },
    })),
  );
}

/** Why Terraform does not run for a cluster; undefined: it does. */
export function terraformHold(
  platform: Platform,
  observations: Seen,
  cluster: Cluster,
  typed: TypedCommands = usualCommands,
): Hold | undefined {
  const waits = terraformWaits(platform, observations, cluster, typed);
  if (waits !== undefined) return waits;
  const { engine } = platform.terraform;
  const { hypervisors } = observations;
  const answer = observations.terraform?.get(idOfCluster(cluster));
  if (answer === undefined)
    return deferred('terraform/not-asked', `${engine} was not asked`, infrafluxCommand(typed, 'plan'));
  if (answer.kind === 'refused') return { state: answer.state, diagnostic: answer.diagnostic };
  const facts = { platform, cluster, hypervisors, answer, typed };
  const [refused] = askGates(terraformGates, undefined, facts);
  return refused && { state: 'blocked', diagnostic: refused };
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
  if (engines.notAsked !== undefined) return { state: 'deferred', diagnostic: engines.notAsked };
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
export function heldVersions(cluster: Cluster, typed: TypedCommands): readonly Hold[] {
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

/** What a layer waits for that needs a file with which people reach the cluster; `isEmbedded`: and a repository that it can read. */
export function clientHold(
  config: 'talosconfig' | 'kubeconfig',
  there: ReadonlySet<ClusterId>,
  id: ClusterId,
  isEmbedded = false,
): Hold {
  if (there.has(id)) {
    const because = 'this version of InfraFlux does not compare with a running cluster';
    return deferred('cluster/not-compared', because, 'a later version');
  }
  const file = `${clientsFolderOf(id)}/${config}`;
  const needs = isEmbedded ? `gitops.repository that the cluster can read, and ${file}` : file;
  return deferred('cluster/no-access', 'no cluster yet', needs);
}
