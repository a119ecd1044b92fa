import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClusterId, parseClusterId } from '../../identity/cluster-id.ts';
import { clusterOfState, stateFolder } from '../../identity/state-path.ts';
import type { LocalState } from '../../model/retained/earlier.ts';
import { clientsFolder, stateCopiesFolder } from '../../identity/view-path.ts';

/** A state has some kilobytes for each machine. */
const maximumStateBytes = 64 * 1024 * 1024;

/**
 * The states that the local backend has here. Only those of clusters that are not wanted are looked into. Where one is
 * gone, copies that apply made, and the cluster's kubeconfig, say that there was one.
 */
export function readLocalStates(
  root: string,
  isWanted: (id: ClusterId) => boolean,
): ReadonlyMap<ClusterId, LocalState> {
  const found = new Map<ClusterId, LocalState>();
  for (const environment of names(join(root, stateFolder))) {
    for (const file of names(join(root, stateFolder, environment))) {
      const path = `${stateFolder}/${environment}/${file}`;
      const id = clusterOfState(path);
      if (id !== undefined) found.set(id, isWanted(id) ? 'unknown' : readState(join(root, path)));
    }
  }
  for (const place of [stateCopiesFolder, clientsFolder]) {
    const folder = join(root, place);
    for (const environment of names(folder)) {
      for (const cluster of names(join(folder, environment))) {
        const id = parseClusterId(`${environment}/${cluster}`);
        if (id !== undefined && !found.has(id) && names(join(folder, environment, cluster)).length > 0)
          found.set(id, 'lost');
      }
    }
  }
  return found;
}

function readState(path: string): LocalState {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size > maximumStateBytes) return 'unknown';
  try {
    const { resources } = JSON.parse(readFileSync(path, 'utf8')) as { readonly resources?: unknown };
    if (!Array.isArray(resources)) return 'unknown';
    return resources.length === 0 ? 'empty' : 'resources';
  } catch {
    // Torn, encrypted, or not ours to read: it may hold anything.
    return 'unknown';
  }
}

function names(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return [];
  }
}
