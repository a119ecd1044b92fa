import { type Identity, identity, textOfIdentity } from './identity.ts';

/** A cluster of the platform: `prod/main`. Cluster names are unique in their environment only. */
export type ClusterId = Identity<'cluster'>;

export interface ClusterName {
  readonly environment: string;
  readonly cluster: string;
}

export function clusterId(environment: string, cluster: string): ClusterId {
  return identity(`${environment}/${cluster}`);
}

/** The identity of a model's cluster. */
export function idOfCluster(cluster: { readonly environment: string; readonly name: string }): ClusterId {
  return clusterId(cluster.environment, cluster.name);
}

export function clusterName(id: ClusterId): ClusterName {
  const text = textOfIdentity(id);
  const slash = text.indexOf('/');
  return { environment: text.slice(0, slash), cluster: text.slice(slash + 1) };
}

/** `prod/main` as a person types it; undefined when it does not have that form. Whether there is such a cluster is not asked. */
export function parseClusterId(text: string): ClusterId | undefined {
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?\/[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text) ? identity(text) : undefined;
}

export function formatClusterId(id: ClusterId): string {
  return textOfIdentity(id);
}

/** `prod/main`, or `prod` for what is of no one cluster. */
export function formatPlace(environment: string, cluster: string | undefined): string {
  return cluster === undefined ? environment : formatClusterId(clusterId(environment, cluster));
}
