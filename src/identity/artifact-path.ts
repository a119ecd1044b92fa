/**
 * Path of a compiled file below the output directory, with `/`: `prod/platform/main/root.yaml`. The layout of `out/` is
 * known here alone: environment first, then the area, then the cluster. It is a text that only this module makes.
 */
export type ArtifactPath = string & { readonly artifactPath: unique symbol };

/** The record that an environment's compiled files have beside them. */
const inputsFileName = 'inputs.json';

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
  return artifactPathOf(`${environment}/${inputsFileName}`);
}

export function modulePath(environment: string, module: string, file: string): ArtifactPath {
  return artifactPathOf(`${environment}/terraform/modules/${module}/${file}`);
}

export function rootModulePath(environment: string, cluster: string, file: string): ArtifactPath {
  return artifactPathOf(`${environment}/terraform/${cluster}/${file}`);
}

export function talosPath(environment: string, cluster: string, file: string): ArtifactPath {
  return artifactPathOf(`${environment}/clusters/${cluster}/talos/${file}`);
}

export function platformPath(environment: string, cluster: string, ...rest: readonly string[]): ArtifactPath {
  return artifactPathOf([environment, 'platform', cluster, ...rest].join('/'));
}

export function applicationsPath(environment: string, cluster: string, ...rest: readonly string[]): ArtifactPath {
  return artifactPathOf([environment, 'applications', cluster, ...rest].join('/'));
}

/** A file that is there, in a directory or a repository: its path below `out/`. */
export function artifactPathOf(text: string): ArtifactPath {
  return text as ArtifactPath;
}

/** Environments that have compiled files among those of the paths: each has a record beside them. */
export function environmentsOf(paths: Iterable<string>): readonly string[] {
  return [...paths].flatMap((path) => {
    const place = artifactPlace(path);
    return place.area === 'inputs' ? [place.environment] : [];
  });
}

export function artifactPlace(path: string): ArtifactPlace {
  const [environment = '', area, cluster, ...rest] = path.split('/');
  const file = rest.join('/');
  if (area === inputsFileName && cluster === undefined) return { area: 'inputs', environment };
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
