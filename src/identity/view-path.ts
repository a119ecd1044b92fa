import { type ClusterId, formatClusterId } from './cluster-id.ts';

/** The folder in a checkout for what stays in view: the embedded repository, clients' files, copies of states; and the id. */
export const viewName = '.infraflux';

/** In it, a folder for each cluster: kubeconfig and talosconfig. */
export const clientsFolder = `${viewName}/clusters`;

/** In it, a folder for each cluster: copies of the local backend's state. */
export const stateCopiesFolder = `${viewName}/states`;

/** With `/`, relative to the directory of infraflux.yaml: `.infraflux/clusters/prod/main`. */
export function clientsFolderOf(id: ClusterId): string {
  return `${clientsFolder}/${formatClusterId(id)}`;
}

export function stateCopiesFolderOf(id: ClusterId): string {
  return `${stateCopiesFolder}/${formatClusterId(id)}`;
}
