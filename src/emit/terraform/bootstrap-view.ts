import { blueprintOf } from '../../model/blueprint-of.ts';
import type { Catalog } from '../../blueprints/catalog.ts';
import type { Cluster, Platform } from '../../model/platform.ts';
import type { Json } from '../../source/tree.ts';
import {
  clusterKeySecrets,
  gitopsEngine,
  placeIn,
  type RepositorySecret,
  repositorySecrets,
} from '../bootstrap-secrets.ts';

/**
 * Components that are installed before GitOps is there, in the order of their waves, the engine itself last. False when
 * there are none. Each with the names that GitOps uses for it afterwards.
 */
export function bootstrapView(platform: Platform, cluster: Cluster, catalog: Catalog): Json {
  const installed: { readonly engine: boolean; readonly entry: { readonly [key: string]: Json } }[] = [];
  const components = cluster.components
    .filter((component) => blueprintOf(component, catalog)?.bootstrap === true)
    .sort((a, b) => a.wave - b.wave || (a.name < b.name ? -1 : 1));
  for (const component of components) {
    const blueprint = blueprintOf(component, catalog);
    if (blueprint?.source === undefined) continue;
    const { source, release, provides } = blueprint;
    const place = placeIn(blueprint.namespace);
    const names = { name: component.name, release, namespace: place.namespace };
    const version = component.version ?? '';
    const repository = source.repository.includes('://') ? source.repository : `oci://${source.repository}`;
    const what: { readonly [key: string]: Json } =
      source.kind === 'helm'
        ? { chart: { repository, name: source.chart, version } }
        : { kustomization: `${source.repository}//${source.path}?ref=${version}` };
    const engine = provides.some(({ value }) => value === gitopsEngine);
    installed.push({ engine, entry: { ...names, ...podSecurityOf(place), ...what } });
  }
  const before = installed.filter(({ engine }) => !engine).map(({ entry }) => entry);
  const engine = installed.find((item) => item.engine)?.entry;
  const secrets = engine !== undefined && bootstrapSecretsView(platform, cluster, catalog);
  return (
    installed.length > 0 && {
      before: before.length > 0 && before,
      engine: engine !== undefined && { pod_security: false, ...engine },
      // Without a repository there is nothing that a cluster could read yet.
      root: platform.gitops !== undefined,
      ...(secrets === false ? { secrets: false, clusterKeys: false, repositories: false } : (secrets as object)),
    }
  );
}

function podSecurityOf({ podSecurity }: { readonly podSecurity: string | undefined }) {
  return podSecurity === undefined ? {} : { pod_security: podSecurity };
}

/** What Argo CD reads of a repository (Argo CD, Declarative Setup, Repositories and Helm Chart Repositories). */
function repositoryData({ name, type, url }: Pick<RepositorySecret, 'name' | 'type' | 'url'>): Json {
  switch (type) {
    case 'git':
      return { type, url };
    case 'helm':
      return { name, type, url };
    case 'oci':
      return { enableOCI: 'true', name, type: 'helm', url };
  }
}

/** The Secrets that the bootstrap places, by `namespace/name`, without what is secret in them. False: there are none. */
function bootstrapSecretsView(platform: Platform, cluster: Cluster, catalog: Catalog): Json {
  const clusterKeys = clusterKeySecrets(cluster, catalog);
  const repositories = repositorySecrets(platform, cluster, catalog);
  const id = ({ namespace, name }: { readonly namespace: string; readonly name: string }) => `${namespace}/${name}`;
  const place = (candidate: {
    readonly namespace: string;
    readonly name: string;
    readonly podSecurity: string | undefined;
  }) => ({
    name: candidate.name,
    namespace: candidate.namespace,
    ...podSecurityOf(candidate),
  });
  const secrets: readonly (readonly [string, Json])[] = [
    ...clusterKeys.map((clusterKey) => [id(clusterKey), place(clusterKey)] as const),
    ...repositories.map((repository) => {
      return [
        id(repository),
        { ...place(repository), labels: repository.labels, data: repositoryData(repository) },
      ] as const;
    }),
  ];
  if (secrets.length === 0) return false;
  return {
    secrets: Object.fromEntries([...secrets].sort(([a], [b]) => (a < b ? -1 : 1))),
    clusterKeys:
      clusterKeys.length > 0 && clusterKeys.map((clusterKey) => ({ id: id(clusterKey), key: clusterKey.key })),
    repositories:
      repositories.length > 0 &&
      repositories.map((repository) => ({
        id: id(repository),
        role: repository.role,
        file: `secrets/${repository.environment ?? 'platform'}/${repository.secret}.sops.yaml`,
        keys: [...repository.keys]
          .map(([name, key]) => (name === key ? `\`${name}\`` : `\`${name}\` (its \`${key}\`)`))
          .join(', '),
      })),
  };
}
