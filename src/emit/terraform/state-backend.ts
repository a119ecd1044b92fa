import type { ResolvedBackend } from '../../../schema/config.ts';
import { sha256Hex } from '../../diagnostics/digest.ts';
import type { Cluster, Platform } from '../../model/platform.ts';
import type { Json } from '../../source/tree.ts';

export type BackendKind = keyof ResolvedBackend;

/** Where Terraform keeps its state. */
export function backendKind(platform: Platform): BackendKind {
  const [kind] = Object.keys(platform.terraform.backend) as BackendKind[];
  return kind ?? 'local';
}

/** The arguments of the backend, with a place of its own for each cluster of each environment. */
export function backendView(platform: Platform, cluster: Cluster, kind: BackendKind): Json {
  const settings = { ...platform.terraform.backend[kind] } as { readonly [key: string]: Json };
  const place = [cluster.environment, cluster.name];
  const names = [platform.name, ...place].join('-');
  const path = (key: 'prefix' | 'address'): string =>
    [String(settings[key] ?? '').replace(/^\/+|\/+$/g, ''), ...place].filter(Boolean).join('/');
  return {
    endpoint: false,
    resourceGroup: false,
    ...settings,
    ...(kind === 'pg' ? { schemaName: shortened([settings['schema'], ...place].join('_'), postgresName) } : {}),
    ...(kind === 's3' || kind === 'gcs' ? { path: path('prefix') } : {}),
    ...(kind === 'http' ? { address: path('address') } : {}),
    // A suffix that ends in a number is refused: the backend numbers the parts of a large state.
    ...(kind === 'kubernetes' ? { suffix: `${shortened(names, labelValue - '-state'.length)}-state` } : {}),
    ...(kind === 'cloud' ? { workspace: shortened(names, workspaceName) } : {}),
  };
}

/** Longest names: PostgreSQL cuts off silently what is longer (NAMEDATALEN), and two clusters would share a state. */
const postgresName = 63;
const labelValue = 63;
const workspaceName = 90;

function shortened(name: string, limit: number): string {
  return name.length <= limit ? name : `${name.slice(0, limit - 9)}-${sha256Hex(name).slice(0, 8)}`;
}

/** What the backend reads from the environment, for the README of the root module. */
export const backendCredentials: Readonly<
  Record<BackendKind, readonly { readonly name: string; readonly about: string }[]>
> = {
  local: [],
  s3: [
    { name: '`AWS_ACCESS_KEY_ID`', about: 'access key with read and write access to the state' },
    { name: '`AWS_SECRET_ACCESS_KEY`', about: 'its secret key' },
  ],
  http: [
    { name: '`TF_HTTP_USERNAME`', about: 'user with read and write access to the state' },
    { name: '`TF_HTTP_PASSWORD`', about: 'its password' },
  ],
  pg: [{ name: '`PG_CONN_STR`', about: 'connection to the database with the state' }],
  gcs: [{ name: '`GOOGLE_CREDENTIALS`', about: 'service account with read and write access to the state' }],
  azurerm: [{ name: '`ARM_ACCESS_KEY`', about: 'key of the storage account (or another of ARM_...)' }],
  kubernetes: [{ name: '`KUBE_CONFIG_PATH`', about: 'kubeconfig of the cluster with the state' }],
  cloud: [{ name: '`TF_TOKEN_<host>`', about: 'token of the service, with the dots of its host as underscores' }],
};
