import { type ClusterId, formatClusterId, parseClusterId } from './cluster-id.ts';

/** Where Terraform's local backend keeps its files, beside infraflux.yaml: `out/` is swapped, so not in there. */
export const stateFolder = 'state';

const ending = '.tfstate';

/** Path of a cluster's local state, relative to the directory of infraflux.yaml: `state/prod/main.tfstate`. */
export function statePath(id: ClusterId): string {
  return `${stateFolder}/${formatClusterId(id)}${ending}`;
}

/** The cluster whose state a file is; undefined for what is none. */
export function clusterOfState(path: string): ClusterId | undefined {
  const prefix = `${stateFolder}/`;
  if (!path.startsWith(prefix) || !path.endsWith(ending)) return undefined;
  return parseClusterId(path.slice(prefix.length, -ending.length));
}
