import { formatClusterId } from '../../identity/cluster-id.ts';
import { hasMinor, type TalosContract, type TalosVersion } from '../../versions/cluster-versions.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft } from '../draft.ts';
import { blame, clusterPlace, isUsers } from './places.ts';
import { replaceOrSet } from './proposals.ts';

/** The oldest minor whose machine configuration is compiled: the first with documents for names, links and time. */
const oldest = 12;

/** Versions of Talos, and contracts of clusters that were born before, for which no machine configuration is compiled. */
export function talosTooOld(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    const wanted = cluster.versions.talos;
    const place = isUsers(wanted?.span)
      ? { span: wanted.span, who: formatClusterId(cluster.id) }
      : clusterPlace(cluster);
    if (isOld(wanted?.value)) {
      return [
        blame('versions/talos-too-old', place, [], `Talos ${wanted?.value} is older than 1.${oldest}`, {
          help: `the oldest that is supported is 1.${oldest}.0`,
          fix: replaceOrSet(cluster, wanted?.span, ['versions', 'talos'], `1.${oldest}.0`),
        }),
      ];
    }
    if (!isOld(cluster.talosContract)) return [];
    const line = draft.lock.lines.find(
      ({ environment, cluster: name, kind }) =>
        environment === cluster.environment && name === cluster.name && kind === 'talos-contract',
    );
    const born = { span: line?.span, who: `created with ${line?.value}` };
    const message = `${cluster.id} was created with Talos ${cluster.talosContract}, which is older than 1.${oldest}`;
    return [blame('versions/talos-too-old', place, [born], message)];
  });
}

function isOld(version: TalosVersion | TalosContract | undefined): boolean {
  return version !== undefined && !hasMinor(version, oldest);
}
