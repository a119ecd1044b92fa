import { earlierEnvironments } from '../../emit/earlier-environment.ts';
import { environmentsOf } from '../../identity/artifact-path.ts';
import { type ClusterId, idOfCluster } from '../../identity/cluster-id.ts';
import { type EarlierEnvironment, mergeEarlier } from '../../model/retained/earlier.ts';
import { retainedClusters } from '../../model/retained/retained.ts';
import type { Published } from '../../observe/observations.ts';
import type { Loaded } from './load.ts';

/**
 * What is published of clusters that left the configuration; nothing when the output directory has all of it that is to be
 * kept, as after most commands.
 */
export function publishedOnly(
  { config, retained }: Pick<Loaded, 'config' | 'retained'>,
  published: readonly Published[],
): readonly EarlierEnvironment[] {
  const present = new Set(config?.environments.flatMap(({ clusters }) => clusters.map(idOfCluster)));
  const kept = retainedClusters(retained).filter(({ files }) => files.size > 0);
  const complete = new Set<ClusterId>(kept.map(({ id }) => id));
  const isWanted = (environment: string, cluster: string): boolean =>
    present.has(idOfCluster({ environment, name: cluster }));
  const found = mergeEarlier(
    [],
    published.flatMap(({ files }) =>
      earlierEnvironments(
        { environments: environmentsOf(files.keys()), text: (path) => files.get(path)?.text },
        isWanted,
      ),
    ),
  );
  const isNews = found.some(({ name, clusters }) =>
    clusters.some((cluster) => !complete.has(idOfCluster({ environment: name, name: cluster.name }))),
  );
  return isNews ? found : [];
}
