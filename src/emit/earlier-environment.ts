import { sha256Hex } from '../diagnostics/digest.ts';
import { artifactPlace, inputsPath } from '../identity/artifact-path.ts';
import { parseClusterId } from '../identity/cluster-id.ts';
import { type LeafPath, leafPath, leafPlace } from '../identity/leaf-path.ts';
import type { EarlierCluster, EarlierEnvironment, Leaves } from '../model/retained/earlier.ts';
import type { Json } from '../source/tree.ts';
import { type InputsFile, parseInputsFile } from './inputs-file.ts';

/** Compiled files as they lie somewhere: in the output directory, or where they were published. */
export interface CompiledFiles {
  /** Names of environments that there are files of. */
  readonly environments: readonly string[];
  /** By path below the output directory; undefined for anything but a regular file. */
  readonly text: (path: string) => string | undefined;
}

/**
 * What was compiled for removed clusters, from inputs.json of each environment. Of an environment
 * whose inputs.json cannot be read nothing is known: its files have no known owner, and stay.
 */
export function earlierEnvironments(
  files: CompiledFiles,
  isWanted: (environment: string, cluster: string) => boolean,
): readonly EarlierEnvironment[] {
  return files.environments.flatMap((name) => {
    const text = files.text(inputsPath(name));
    const inputs = text === undefined ? undefined : parseInputsFile(text);
    if (inputs === undefined) return [];
    const leaves = leavesByCluster(inputs);
    const paths = pathsByOwner(name, inputs);
    // A cluster without files was not compiled, whatever the leaves contain.
    const clusters = [...paths.keys()]
      .filter((cluster) => parseClusterId(`${name}/${cluster}`) !== undefined && !isWanted(name, cluster))
      .sort()
      .map((cluster): EarlierCluster => {
        const owned = take(name, inputs, paths.get(cluster) ?? [], files);
        const own: Leaves = leaves.get(cluster) ?? new Map();
        return {
          name: cluster,
          protect: own.get(leafPath(cluster, ['protect'])) === true,
          leaves: own,
          ...owned,
        };
      });
    if (clusters.length === 0) return [];
    const modules = take(name, inputs, paths.get('') ?? [], files);
    return [
      {
        name,
        infraflux: String(inputs.infraflux),
        catalog: String(inputs.catalog),
        shared: leaves.get('') ?? new Map(),
        modules: modules.files,
        lostModules: modules.lost,
        clusters,
      },
    ];
  });
}

/** Leaves by the cluster that they are of; the platform's own under an empty name. */
function leavesByCluster({ inputs }: InputsFile): ReadonlyMap<string, Leaves> {
  const found = new Map<string, Map<LeafPath, Json>>();
  for (const [path, value] of inputs) {
    const cluster = leafPlace(path).cluster ?? '';
    const known = found.get(cluster) ?? new Map<LeafPath, Json>();
    found.set(cluster, known.set(path, value));
  }
  return found;
}

/** Paths of compiled files by the cluster that they are of; Terraform modules, which clusters share, under an empty name. */
function pathsByOwner(environment: string, { files }: InputsFile): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const below of Object.keys(files)) {
    const path = `${environment}/${below}`;
    // The file may hold anything; a path that leads out of its folder is not ours.
    if (path.split('/').some((segment) => segment === '' || segment === '.' || segment === '..')) continue;
    const place = artifactPlace(path);
    const owner = 'cluster' in place ? place.cluster : place.area === 'modules' ? '' : undefined;
    if (owner === undefined) continue;
    const known = found.get(owner);
    if (known === undefined) found.set(owner, [path]);
    else known.push(path);
  }
  return found;
}

/** The files that are as they were compiled, and the paths of the others. */
function take(
  environment: string,
  { files }: InputsFile,
  paths: readonly string[],
  source: CompiledFiles,
): Pick<EarlierCluster, 'files' | 'lost'> {
  const found = new Map<string, string>();
  const lost: string[] = [];
  for (const path of paths) {
    const text = source.text(path);
    if (text !== undefined && sha256Hex(text) === files[path.slice(environment.length + 1)]) found.set(path, text);
    else lost.push(path);
  }
  return { files: found, lost };
}
