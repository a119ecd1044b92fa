import type { Cluster } from '../model/platform.ts';

/** Address of the Kubernetes API, as clients take it: `https://host:port`. */
export function apiEndpoint({ network }: Pick<Cluster, 'network'>): string {
  const { host, port } = network.endpoint;
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
