import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { type CompiledFiles, earlierEnvironments } from '../../emit/earlier-environment.ts';
import { idOfCluster, parseClusterId } from '../../identity/cluster-id.ts';
import { type Earlier, type EarlierEnvironment, mergeEarlier } from '../../model/retained/earlier.ts';
import { readInput } from './read-file.ts';
import { readLocalStates } from './read-states.ts';

/** Far more than any file that is compiled. */
const maximumCompiledBytes = 16 * 1024 * 1024;

export interface EarlierSources {
  /** The output directory, as --out names it; without it, the usual one. */
  readonly out?: string | undefined;
  /** What --allow names. */
  readonly allow?: readonly string[] | undefined;
  /** What is published, where that is known already. */
  readonly published: readonly EarlierEnvironment[];
}

/** What earlier commands left of clusters that the configuration does not have. Looks, never writes. */
export function readEarlier(
  root: string,
  config: Config,
  { out = 'out', published, allow = [] }: EarlierSources,
): Earlier {
  const present = new Set(config.environments.flatMap(({ clusters }) => clusters.map(idOfCluster)));
  const isWanted = (environment: string, cluster: string): boolean =>
    present.has(idOfCluster({ environment, name: cluster }));
  const compiled = earlierEnvironments(outputFiles(resolve(root, out)), isWanted);
  const states = readLocalStates(root, (id) => present.has(id));
  return { environments: mergeEarlier(compiled, published), states, allowed: new Set(allow) };
}

function outputFiles(directory: string): CompiledFiles {
  return {
    environments: folders(directory).filter((name) => parseClusterId(`${name}/x`) !== undefined),
    text: (path) => {
      const read = readInput(directory, path, maximumCompiledBytes);
      return 'file' in read && typeof read.file.content === 'string' ? read.file.content : undefined;
    },
  };
}

function folders(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    // Nothing was compiled yet; or it cannot be read, which the command that writes there reports.
    return [];
  }
}
