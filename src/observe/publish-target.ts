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

/** Targets that these environments are published to; undefined: all. */
export function concernedTargets(
  platform: Platform,
  environments: readonly string[] | undefined,
): readonly PublishTarget[] {
  return publishTargets(platform).filter(
    (target) => environments === undefined || target.environments.some((name) => environments.includes(name)),
  );
}

/** Path of a compiled file in the repository. */
export function publishedPath(target: PublishTarget, artifact: string): string {
  return target.path === '' ? artifact : `${target.path}/${artifact}`;
}

function trimSlashes(path: string): string {
  return path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}
