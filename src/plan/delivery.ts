import type { Catalog } from '../blueprints/catalog.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { gitopsEngine } from '../emit/bootstrap-secrets.ts';
import { formatClusterId, idOfCluster } from '../identity/cluster-id.ts';
import { componentSecrets } from '../model/component-secrets.ts';
import type { Cluster, Platform } from '../model/platform.ts';
import { membersOf, operatorCapability, operatorOf, provides } from '../model/secret-operator.ts';
import { deliveryOf, storedSecrets } from '../model/secret-stores.ts';

/** How the secrets that components of a cluster read get there. */
export interface Delivery {
  readonly environment: string;
  readonly cluster: string;
  /** Components that bring them. */
  readonly by: readonly string[];
  /** Secrets that nothing brings: they stay files, and what reads them waits. */
  readonly undelivered: readonly string[];
}

/** Of clusters whose components read secrets. `environments` undefined: of all. */
export function deliveriesOf(
  platform: Platform,
  catalog: Catalog,
  environments: readonly string[] | undefined,
): readonly Delivery[] {
  return platform.environments
    .filter(({ name }) => environments?.includes(name) ?? true)
    .flatMap(({ clusters }) => clusters)
    .flatMap((cluster) => {
      const found = deliveryIn(platform, cluster, catalog);
      return found.by.length === 0 && found.undelivered.length === 0 ? [] : [found];
    });
}

function deliveryIn(platform: Platform, cluster: Cluster, catalog: Catalog): Delivery {
  const operator = operatorOf(cluster, catalog)?.member.name;
  const by = new Set<string>();
  const undelivered = new Set<string>();
  for (const component of cluster.components) {
    const names = componentSecrets(component, catalog).map(({ name }) => name);
    if (names.length === 0) continue;
    const isStored = storedSecrets(platform.name, cluster, component, catalog) !== undefined;
    const bringer = isStored ? deliveryOf(cluster, catalog)?.reader.name : operator;
    if (bringer !== undefined) by.add(bringer);
    else for (const name of names) undelivered.add(name);
  }
  const { environment, name } = cluster;
  return { environment, cluster: name, by: [...by].sort(), undelivered: [...undelivered].sort() };
}

/** Whether clusters would read what is published, and nothing says where. */
export function lacksRepository({ gitops, environments }: Platform, catalog: Catalog): boolean {
  const clusters = environments.flatMap((environment) => environment.clusters);
  return gitops === undefined && clusters.some((cluster) => engineOf(cluster, catalog) !== undefined);
}

function engineOf(cluster: Cluster, catalog: Catalog): string | undefined {
  return membersOf(cluster, catalog).find((member) => provides(member, gitopsEngine))?.name;
}

/** What is valid, and leaves a cluster without what it would need from here: secrets, or everything that Git holds. */
export function deliveryWarnings(platform: Platform, catalog: Catalog): readonly Diagnostic[] {
  const clusters = platform.environments.flatMap((environment) => environment.clusters);
  const operators = namesProviding(catalog, operatorCapability);
  return clusters.flatMap((cluster): readonly Diagnostic[] => {
    const id = idOfCluster(cluster);
    const { undelivered } = deliveryIn(platform, cluster, catalog);
    const engine = engineOf(cluster, catalog);
    return [
      ...(undelivered.length === 0
        ? []
        : [
            diagnostic(
              'secrets/not-delivered',
              undefined,
              `components of ${formatClusterId(id)} read ${undelivered.join(', ')}, and nothing brings secrets to this cluster`,
              { cluster: id, help: `enable ${operators.join(' or ')} under platform, or set secrets.external` },
            ),
          ]),
      ...(platform.gitops !== undefined || engine === undefined
        ? []
        : [
            diagnostic(
              'gitops/no-repository',
              undefined,
              `${engine} of ${formatClusterId(id)} has no repository to read: without gitops.repository nothing but the bootstrap is installed`,
              { cluster: id },
            ),
          ]),
    ];
  });
}

function namesProviding(catalog: Catalog, capability: string): readonly string[] {
  return [...catalog.components]
    .filter(([, { provides: all }]) => all.some(({ value }) => value === capability))
    .map(([name]) => name)
    .sort();
}
