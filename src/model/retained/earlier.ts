import type { ClusterId } from '../../identity/cluster-id.ts';
import type { LeafPath } from '../../identity/leaf-path.ts';
import type { Json } from '../../source/tree.ts';

/** Resolved leaves, as inputs.json has them. */
export type Leaves = ReadonlyMap<LeafPath, Json>;

/** A cluster as the last compile left it. */
export interface EarlierCluster {
  readonly name: string;
  /** It was compiled with `protect: true`. */
  readonly protect: boolean;
  readonly leaves: Leaves;
  /** Texts of its files that are as they were compiled, by path below the output directory. */
  readonly files: ReadonlyMap<string, string>;
  /** Paths of its files that are missing, or were changed since. */
  readonly lost: readonly string[];
}

/** What the last compile left of an environment and infraflux.yaml no longer contains. */
export interface EarlierEnvironment {
  readonly name: string;
  /** Version of InfraFlux that compiled it. */
  readonly infraflux: string;
  /** Digest of the blueprints that it was compiled with. */
  readonly catalog: string;
  /** Leaves that are the whole platform's: `.terraform.engine`. */
  readonly shared: Leaves;
  /** Texts of the Terraform modules that its clusters call, by path below the output directory. */
  readonly modules: ReadonlyMap<string, string>;
  /** Paths of files of these modules that are missing, or were changed since. */
  readonly lostModules: readonly string[];
  readonly clusters: readonly EarlierCluster[];
}

/**
 * The local backend's state of a cluster:
 * - `empty`: it was read whole, and has no resource;
 * - `resources`: it has some;
 * - `unknown`: its file cannot be read, or was not looked into;
 * - `lost`: its file is gone, and copies of it or the cluster's kubeconfig are there.
 */
export type LocalState = 'empty' | 'resources' | 'unknown' | 'lost';

/** What earlier commands left behind, read before anything is compiled. */
export interface Earlier {
  readonly environments: readonly EarlierEnvironment[];
  /** States of the local backend that are here, or were. A cluster that is not among the keys has none. */
  readonly states: ReadonlyMap<ClusterId, LocalState>;
  /** Protected clusters that may leave: they were named by `--allow`. */
  readonly allowed: ReadonlySet<string>;
}

export const nothingEarlier: Earlier = { environments: [], states: new Map(), allowed: new Set() };

/** What is known from both: the output directory says what was compiled last, the published files fill in what is not there. */
export function mergeEarlier(
  output: readonly EarlierEnvironment[],
  published: readonly EarlierEnvironment[],
): readonly EarlierEnvironment[] {
  const merged = new Map<string, EarlierEnvironment>();
  for (const environment of [...output, ...published]) {
    const known = merged.get(environment.name);
    merged.set(environment.name, known === undefined ? environment : mergeEnvironment(known, environment));
  }
  return [...merged.values()];
}

function mergeEnvironment(first: EarlierEnvironment, second: EarlierEnvironment): EarlierEnvironment {
  const names = new Set(first.clusters.map(({ name }) => name));
  return {
    ...first,
    modules: new Map([...second.modules, ...first.modules]),
    lostModules: first.lostModules.filter((path) => !second.modules.has(path)),
    clusters: [...first.clusters, ...second.clusters.filter(({ name }) => !names.has(name))],
  };
}
