import { formatClusterId } from '../../identity/cluster-id.ts';
import { formatMinor, minorOf, parseVersionOf, productTitles } from '../../versions/cluster-versions.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft } from '../draft.ts';
import { blame, clusterPlace, isUsers } from './places.ts';
import { replaceOrSet } from './proposals.ts';

/**
 * Versions that are further from what was last applied than one step goes. Talos is upgraded one minor at a time
 * (its guide "Upgrading Talos Linux"), and so is Kubernetes (its version skew policy); neither goes back a minor.
 */
export function versionSteps(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) =>
    (['talos', 'kubernetes'] as const).flatMap((what) => {
      const line = draft.lock.lines.find(
        ({ environment, cluster: name, node, kind, tombstone }) =>
          environment === cluster.environment &&
          name === cluster.name &&
          node === undefined &&
          kind === what &&
          !tombstone,
      );
      const wanted = cluster.versions[what];
      const runs = line === undefined ? undefined : parseVersionOf(what, line.value);
      if (line === undefined || runs === undefined || wanted === undefined) return [];
      const [minor, oldMinor] = [minorOf(wanted.value), minorOf(runs)];
      if (minor === oldMinor || minor === oldMinor + 1) return [];
      const name = productTitles[what];
      const was = { span: line.span, who: `${cluster.id} runs ${line.value}` };
      const place = isUsers(wanted.span)
        ? { span: wanted.span, who: formatClusterId(cluster.id) }
        : clusterPlace(cluster);
      const message =
        minor > oldMinor
          ? `${name} ${wanted.value} skips a minor: ${cluster.id} runs ${line.value}`
          : `${name} ${wanted.value} is older than the ${line.value} that ${cluster.id} runs`;
      const next =
        minor > oldMinor
          ? `upgrade to the latest ${formatMinor(oldMinor + 1)} first`
          : `stay with ${formatMinor(oldMinor)}`;
      const release = minor > oldMinor ? `${formatMinor(oldMinor + 1)}.0` : line.value;
      const fix = replaceOrSet(cluster, wanted.span, ['versions', what], release);
      return [blame('versions/skips-minor', place, [was], message, { help: next, fix, cluster: cluster.id })];
    }),
  );
}
