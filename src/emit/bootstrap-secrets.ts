import { blueprintOf, isOwn } from '../model/blueprint-of.ts';
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
  const sources: readonly (Source | undefined)[] = [
    gitSource('gitops', platform.gitops, undefined),
    gitSource('applications', cluster.applications, cluster.environment),
    ...cluster.components.map((component) => componentSource(component, cluster.environment, catalog)),
  ];
  const found = new Map<string, RepositorySecret>();
  for (const source of sources) {
    if (source === undefined || found.has(source.url)) continue;
    const place = placeIn(engine.namespace);
    found.set(source.url, {
      name: `repository-${source.role}`,
      ...place,
      labels: engine.repositoryLabels ?? {},
      ...source,
    });
  }
  return [...found.values()];
}

/** What a Secret for a repository says of it. */
type Source = Pick<RepositorySecret, 'role' | 'url' | 'type' | 'secret' | 'environment' | 'keys'>;

function gitSource(
  role: string,
  settings: { readonly repository: string; readonly credentials?: Reference } | undefined,
  environment: string | undefined,
): Source | undefined {
  if (settings?.credentials === undefined) return undefined;
  const { repository: url, credentials } = settings;
  return { role, url, type: 'git', secret: credentials.secret, environment, keys: repositoryKeys(url, credentials) };
}

interface Reference {
  readonly secret: string;
  readonly key?: string;
}

/** How Argo CD gets to the chart or the repository of a component without a blueprint. Undefined: it is public. */
export function componentSource(
  component: Pick<Component, 'name' | 'options'>,
  environment: string,
  catalog: Catalog,
): Source | undefined {
  const blueprint = blueprintOf(component, catalog);
  if (blueprint?.source === undefined || !isOwn(blueprint)) return undefined;
  const { kind, repository: url } = blueprint.source;
  const { credentials } = component.options[kind] as unknown as { readonly credentials?: Reference };
  const role = component.name;
  if (kind === 'git') return gitSource(role, { repository: url, ...(credentials && { credentials }) }, environment);
  if (credentials === undefined) return undefined;
  const type = url.includes('://') ? 'helm' : 'oci';
  return { role, url, type, secret: credentials.secret, environment, keys: passwordKeys(credentials) };
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
  return passwordKeys({ ...(key === undefined ? {} : { key }) });
}

function passwordKeys({ key }: { readonly key?: string }): ReadonlyMap<string, string> {
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
