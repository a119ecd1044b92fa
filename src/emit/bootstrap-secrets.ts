import { blueprintOf } from '../model/blueprint-of.ts';
import type { Catalog } from '../blueprints/catalog.ts';
import type { Cluster, Component, Platform } from '../model/platform.ts';

/** The capability of what reads the published repository and makes the cluster like it. */
export const gitopsEngine = 'gitops/engine';

/** A Secret that the bootstrap creates, because nothing in the cluster could create it. Without its content. */
interface BootstrapSecret {
  readonly name: string;
  readonly namespace: string;
  /** What Pod Security enforces there; undefined where the namespace is the cluster's own. */
  readonly podSecurity: string | undefined;
}

/** The one that a component decrypts with: all of it is the age key of the environment's clusters, under one key. */
export interface ClusterKeySecret extends BootstrapSecret {
  readonly key: string;
}

/** How Argo CD gets into a private repository: a Secret with a label that it looks for. */
export interface RepositorySecret extends BootstrapSecret {
  /** Its name in the Terraform variable `repository_credentials`: `gitops`, `applications`, or a component's name. */
  readonly role: string;
  readonly url: string;
  readonly type: 'git' | 'helm' | 'oci';
  /** Name of the secret that holds the values, and the environment that it belongs to; undefined: the platform. */
  readonly secret: string;
  readonly environment: string | undefined;
  /** By which Argo CD finds it. */
  readonly labels: Readonly<Record<string, string>>;
  /** Key of the Secret in the cluster, as Argo CD wants it, to the key of the secrets file that holds its value. */
  readonly keys: ReadonlyMap<string, string>;
}

/**
 * Where the cluster's age key belongs. Empty: the cluster wants none. Otherwise the caller of Terraform passes the key as the
 * ephemeral variable `cluster_key`. Only what Argo CD installs can want it, so a cluster without Argo CD wants none.
 */
export function clusterKeySecrets(cluster: Cluster, catalog: Catalog): readonly ClusterKeySecret[] {
  if (engineOf(cluster, catalog) === undefined) return [];
  return cluster.components.flatMap((component) => {
    const blueprint = blueprintOf(component, catalog);
    if (blueprint?.clusterKey === undefined) return [];
    const { namespace, clusterKey } = blueprint;
    return [{ name: clusterKey.secret, ...placeIn(namespace), key: clusterKey.key }];
  });
}

/**
 * The private repositories that Argo CD reads in this cluster. The same repository twice is one, read by the platform's
 * credentials: Argo CD takes whichever Secret it finds first for an address.
 */
export function repositorySecrets(platform: Platform, cluster: Cluster, catalog: Catalog): readonly RepositorySecret[] {
  const engine = engineOf(cluster, catalog);
  if (engine === undefined) return [];
  const found: RepositorySecret[] = [];
  const add = (
    role: RepositorySecret['role'],
    settings: { readonly repository: string; readonly credentials?: Reference } | undefined,
    environment: string | undefined,
  ): void => {
    if (settings?.credentials === undefined || found.some(({ url }) => url === settings.repository)) return;
    found.push({
      name: `repository-${role}`,
      ...placeIn(engine.namespace),
      role,
      url: settings.repository,
      type: 'git',
      secret: settings.credentials.secret,
      environment,
      labels: engine.repositoryLabels ?? {},
      keys: repositoryKeys(settings.repository, settings.credentials),
    });
  };
  add('gitops', platform.gitops, undefined);
  add('applications', cluster.applications, cluster.environment);
  for (const component of cluster.components) {
    const source = sourceCredentials(component, catalog);
    if (source === undefined || found.some(({ url }) => url === source.url)) continue;
    const { url, type, credentials, keys } = source;
    const environment = cluster.environment;
    const role = component.name;
    const { secret } = credentials;
    const place = placeIn(engine.namespace);
    found.push({
      name: `repository-${role}`,
      ...place,
      role,
      url,
      type,
      secret,
      environment,
      labels: engine.repositoryLabels ?? {},
      keys,
    });
  }
  return found;
}

interface Reference {
  readonly secret: string;
  readonly key?: string;
}

/** How Argo CD gets to the chart or the repository of a component without a blueprint. Undefined: it is public. */
export function sourceCredentials(
  component: Pick<Component, 'name' | 'options'>,
  catalog: Catalog,
): (Pick<RepositorySecret, 'url' | 'type' | 'keys'> & { readonly credentials: Reference }) | undefined {
  const { source, folder } = blueprintOf(component, catalog) ?? {};
  if (source === undefined || folder !== '') return undefined;
  const settings = component.options[source.kind] as unknown as { readonly credentials?: Reference };
  const { credentials } = settings;
  if (credentials === undefined) return undefined;
  const url = source.repository;
  if (source.kind === 'git') return { url, type: 'git', credentials, keys: repositoryKeys(url, credentials) };
  const keys = new Map([
    ['password', credentials.key ?? 'password'],
    ['username', 'username'],
  ]);
  return { url, type: url.includes('://') ? 'helm' : 'oci', credentials, keys };
}

/**
 * What lets Argo CD into a repository (Argo CD, Declarative Setup, Repositories): a private key for ssh, else user name and
 * password, where a token is a password and any user name will do. A key that the reference names stands for the private
 * key or the password.
 */
export function repositoryKeys(repository: string, { key }: { readonly key?: string }): ReadonlyMap<string, string> {
  // ssh://git@host/path, or git@host:path as scp has it.
  const ssh = repository.startsWith('ssh://') || !repository.includes('://');
  if (ssh) return new Map([['sshPrivateKey', key ?? 'sshPrivateKey']]);
  return new Map([
    ['password', key ?? 'password'],
    ['username', 'username'],
  ]);
}

function engineOf(cluster: Cluster, catalog: Catalog) {
  return cluster.components
    .map((component) => blueprintOf(component, catalog))
    .find((blueprint) => blueprint?.provides.some(({ value }) => value === gitopsEngine));
}

/** kube-system is there from the beginning and exempt from Pod Security on Talos: its labels belong to Kubernetes. */
export function placeIn({ name, podSecurity }: { readonly name: string; readonly podSecurity: string }): {
  readonly namespace: string;
  readonly podSecurity: string | undefined;
} {
  return { namespace: name, podSecurity: name === 'kube-system' ? undefined : podSecurity };
}
