import type { Platform } from '../model/platform.ts';

/** Where compiled files are published: one commit a target. Environments with the same branch share one. */
export interface PublishTarget {
  /** Undefined: the bare repository under .infraflux/. */
  readonly repository: string | undefined;
  readonly branch: string;
  /** Folder in the repository, with `/`, neither leading nor trailing; empty for its root. */
  readonly path: string;
  /** A known_hosts file for ssh, relative to infraflux.yaml. */
  readonly knownHosts: string | undefined;
  /** All that the platform publishes here, sorted; a filter does not shorten it. */
  readonly environments: readonly string[];
}

export const defaultPublishPath = 'out';

export function publishTargets(platform: Platform): readonly PublishTarget[] {
  const branches = new Map<string, string[]>();
  for (const environment of platform.environments) {
    const names = branches.get(environment.branch) ?? [];
    names.push(environment.name);
    branches.set(environment.branch, names);
  }
  return [...branches]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([branch, environments]) => ({
      repository: platform.gitops?.repository,
      branch,
      path: trimSlashes(platform.gitops?.path ?? defaultPublishPath),
      knownHosts: platform.gitops?.knownHosts,
      environments: environments.sort(),
    }));
}

/** Path of a compiled file in the repository. */
export function publishedPath(target: PublishTarget, artifact: string): string {
  return target.path === '' ? artifact : `${target.path}/${artifact}`;
}

/** An address as people may see it: a password or token in it is left out. */
export function printableAddress(repository: string): string {
  return repository.replace(/^([a-z+]+:\/\/)[^/@]*:[^/@]*@/i, '$1');
}

/** Two spellings of one repository are equal after this: scp-like and ssh://, with and without `.git`. */
export function canonicalAddress(repository: string): string {
  const scp = /^([^/:@]+@)?([^/:]{2,}):(?!\/\/)(.*)$/.exec(repository);
  const url = scp === null || repository.includes('://') ? repository : `ssh://${scp[1] ?? ''}${scp[2]}/${scp[3]}`;
  return url
    .replace(/^file:\/\//, '')
    .replace(/^(ssh|https?):\/\/(?:[^/@]*@)?/i, '$1://')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}

function trimSlashes(path: string): string {
  return path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}
