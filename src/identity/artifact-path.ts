import { type Identity, identity, textOfIdentity } from './identity.ts';

/**
 * Path of a compiled file below the output directory, with `/`: `prod/platform/main/root.yaml`. The layout of `out/` is
 * known here alone: environment first, then the area, then the cluster.
 */
export type ArtifactPath = Identity<'artifact path'>;

/** The record that an environment's compiled files have beside them. */
const inputsName = 'inputs.json';

/** What a compiled file is, told by where it lies: of files that are no longer compiled, nothing else is known. */
export type ArtifactPlace =
  | { readonly area: 'inputs'; readonly environment: string }
  | { readonly area: 'modules'; readonly environment: string; readonly module: string; readonly file: string }
  | {
      readonly area: 'terraform' | 'talos' | 'applications';
      readonly environment: string;
      readonly cluster: string;
      readonly file: string;
    }
  | {
      readonly area: 'platform';
      readonly environment: string;
      readonly cluster: string;
      /** A component, or `applications`, `projects` and the like; undefined for a file beside these folders. */
      readonly folder: string | undefined;
      readonly file: string;
    }
  | { readonly area: 'other'; readonly environment: string };

export function inputsPath(environment: string): ArtifactPath {
  return identity(`${environment}/${inputsName}`);
}

export function modulePath(environment: string, module: string, file: string): ArtifactPath {
  return identity(`${environment}/terraform/modules/${module}/${file}`);
}

export function rootModulePath(environment: string, cluster: string, file: string): ArtifactPath {
  return identity(`${environment}/terraform/${cluster}/${file}`);
}

export function talosPath(environment: string, cluster: string, file: string): ArtifactPath {
  return identity(`${environment}/clusters/${cluster}/talos/${file}`);
}

export function platformPath(environment: string, cluster: string, ...rest: readonly string[]): ArtifactPath {
  return identity(`${environment}/platform/${cluster}/${rest.join('/')}`);
}

export function applicationsPath(environment: string, cluster: string, file: string): ArtifactPath {
  return identity(`${environment}/applications/${cluster}/${file}`);
}

/** A file that is there, in a directory or a repository: its path below `out/`. */
export function artifactPathOf(text: string): ArtifactPath {
  return identity(text);
}

export function formatArtifactPath(path: ArtifactPath): string {
  return textOfIdentity(path);
}

export function artifactPlace(path: ArtifactPath): ArtifactPlace {
  const [environment = '', area, cluster, ...rest] = textOfIdentity(path).split('/');
  const file = rest.join('/');
  if (area === inputsName && cluster === undefined) return { area: 'inputs', environment };
  if (cluster === undefined || file === '') return { area: 'other', environment };
  switch (area) {
    case 'terraform':
      return cluster === 'modules'
        ? { area: 'modules', environment, module: rest[0] ?? '', file: rest.slice(1).join('/') }
        : { area: 'terraform', environment, cluster, file };
    case 'clusters':
      return { area: 'talos', environment, cluster, file: rest[0] === 'talos' ? rest.slice(1).join('/') : file };
    case 'platform':
      return rest.length === 1
        ? { area: 'platform', environment, cluster, folder: undefined, file }
        : { area: 'platform', environment, cluster, folder: rest[0], file: rest.slice(1).join('/') };
    case 'applications':
      return { area: 'applications', environment, cluster, file };
    default:
      return { area: 'other', environment };
  }
}
