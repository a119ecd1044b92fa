import { type ClusterId, clusterId, formatClusterId } from '../../identity/cluster-id.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import type { Loaded } from './load.ts';
import type { SelectOptions } from '../terminal/options.ts';

export interface Selection {
  /** Undefined: all of them. */
  readonly environments: readonly string[] | undefined;
  /** Clusters as `prod/main`; undefined: all of them. */
  readonly clusters: ReadonlySet<ClusterId> | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What `--environment` and `--cluster` choose. A name that nothing has is an error with the closest one. */
export function selectEnvironments(loaded: Loaded, options: SelectOptions): Selection {
  const diagnostics: Diagnostic[] = [];
  const environments = loaded.config?.environments ?? [];
  // What is retained can be asked about as well: a plan shows it as blocked.
  const known = [...environments, ...loaded.retained];
  const names = [...new Set(known.map((environment) => environment.name))];
  const all = known.flatMap((environment) =>
    environment.clusters.map((cluster) => ({
      id: clusterId(environment.name, cluster.name),
      name: cluster.name,
      environment: environment.name,
    })),
  );
  const unknown = (what: string, name: string, candidates: readonly string[]): void => {
    // When the configuration could not be read, there is nothing to compare the name with.
    if (loaded.config === undefined) return;
    const near = closest(name, candidates);
    diagnostics.push(
      diagnostic('cli/unknown-name', undefined, `unknown ${what} "${name}"`, {
        help: near === undefined ? `known: ${candidates.join(', ')}` : `did you mean "${near}"?`,
      }),
    );
  };
  for (const name of options.environment ?? []) if (!names.includes(name)) unknown('environment', name, names);
  const clusters = new Set<ClusterId>();
  for (const name of options.cluster ?? []) {
    const found = all.filter((cluster) => formatClusterId(cluster.id) === name || cluster.name === name);
    if (found.length === 0)
      unknown(
        'cluster',
        name,
        all.map((cluster) => formatClusterId(cluster.id)),
      );
    for (const cluster of found) clusters.add(cluster.id);
  }
  const chosen = new Set(options.environment ?? []);
  for (const cluster of all) if (clusters.has(cluster.id)) chosen.add(cluster.environment);
  return {
    environments: chosen.size === 0 ? undefined : [...chosen].sort(),
    clusters: options.cluster === undefined ? undefined : clusters,
    diagnostics,
  };
}
