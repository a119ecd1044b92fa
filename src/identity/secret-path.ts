import { type Identity, identity } from './identity.ts';

/** Folder of everything encrypted, below the directory of infraflux.yaml. */
export const secretsFolder = 'secrets';

/** What all environments share lies here; no environment may have the name. */
export const sharedScope = 'platform';

/** The age key of an environment's clusters, encrypted to the operators alone. */
export const clusterKeyName = 'cluster-key';
/** The machine secrets of a cluster. */
export const machineSecretsName = 'talos';

/** One secret: `prod/cloudflare`, `platform/proxmox`, `prod/main/talos`. */
export interface SecretId {
  /** An environment, or `platform`. */
  readonly scope: string;
  /** Set for what is a cluster's own. */
  readonly cluster?: string | undefined;
  readonly name: string;
}

/** An encrypted object that a cluster makes a Secret of: which component reads which secret. */
export interface SecretObjectId {
  readonly environment: string;
  readonly cluster: string;
  readonly component: string;
  readonly name: string;
}

export type SecretPlace =
  | ({ readonly kind: 'file' } & SecretId)
  | ({ readonly kind: 'object' } & SecretObjectId)
  | { readonly kind: 'other' };

const fileEnding = '.sops.yaml';
const objectEnding = '.yaml';

/** Path below the directory of infraflux.yaml: `secrets/prod/main/talos.sops.yaml`. */
export function secretPath(id: SecretId): string {
  const folders = id.cluster === undefined ? [id.scope] : [id.scope, id.cluster];
  return [secretsFolder, ...folders, `${id.name}${fileEnding}`].join('/');
}

/** Path below the directory of infraflux.yaml: `secrets/prod/main/cert-manager.cloudflare.yaml`. */
export function secretObjectPath({ environment, cluster, component, name }: SecretObjectId): string {
  return [secretsFolder, environment, cluster, `${component}.${name}${objectEnding}`].join('/');
}

/** What a file under `secrets/` is, told by where it lies. Files that begin with a dot are nothing. */
export function secretPlace(path: string): SecretPlace {
  const [folder, scope = '', ...rest] = path.split('/');
  const file = rest.at(-1);
  if (folder !== secretsFolder || file === undefined || file.startsWith('.') || rest.length > 2)
    return { kind: 'other' };
  const cluster = rest.length === 2 ? rest[0] : undefined;
  if (file.endsWith(fileEnding) && file !== fileEnding)
    return { kind: 'file', scope, cluster, name: file.slice(0, -fileEnding.length) };
  const [component = '', ...name] = file.endsWith(objectEnding) ? file.slice(0, -objectEnding.length).split('.') : [];
  // No component has a dot in its name.
  if (cluster === undefined || component === '' || name.length === 0) return { kind: 'other' };
  return { kind: 'object', environment: scope, cluster, component, name: name.join('.') };
}

/** A secret by its scope and name, as people type it: `prod/cloudflare`. What is a cluster's own has none. */
export type SecretName = Identity<'secret name'>;

export function secretName(scope: string, name: string): SecretName {
  return identity(`${scope}/${name}`);
}
