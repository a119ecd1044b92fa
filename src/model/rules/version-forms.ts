import type { Diagnostic, Span } from '../../diagnostics/diagnostic.ts';
import { replace } from '../../diagnostics/fix.ts';
import { formatClusterId } from '../../identity/cluster-id.ts';
import {
  type ClusterProduct,
  formatMinor,
  minorOf,
  parseTalosContract,
  productTitles,
  versionFault,
} from '../../versions/cluster-versions.ts';
import { talosKubernetes } from '../../versions/talos-kubernetes.ts';
import type { Draft, DraftCluster } from '../draft.ts';
import { textAt } from '../written.ts';
import { blame, clusterPlace, isUsers, type Place } from './places.ts';

const products = ['talos', 'kubernetes'] as const;

/** The newest minors that something is known of. */
const newestMinors: Readonly<Record<ClusterProduct, number>> = {
  talos: Math.max(...talosKubernetes.keys()),
  kubernetes: Math.max(...[...talosKubernetes.values()].map(({ highest }) => highest)),
};

/** A version that is not the latest, but certainly there. */
const examples: Readonly<Record<ClusterProduct, string>> = { talos: '1.13.6', kubernetes: '1.36.3' };

/** Versions of which nothing can be compiled: of a major that is not known, or that name no release. */
export function versionsNotKnown(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => [
    ...products.flatMap((product) => {
      const written = textAt(cluster.config.tree, 'versions', product);
      return written === undefined ? [] : faultOf(product, written.value, placeOf(cluster, written.span), cluster);
    }),
    ...faultsOfLock(draft, cluster),
  ]);
}

/** The versions in infraflux.lock that a cluster runs, or was created with: it is configured for those. */
function faultsOfLock(draft: Draft, cluster: DraftCluster): readonly Diagnostic[] {
  const own = draft.lock.lines.filter(
    ({ environment, cluster: name, node, tombstone }) =>
      environment === cluster.environment && name === cluster.name && node === undefined && !tombstone,
  );
  return own.flatMap((line) => {
    const place: Place = { span: line.span, who: formatClusterId(cluster.id) };
    if (line.kind === 'talos' || line.kind === 'kubernetes') return faultOf(line.kind, line.value, place, cluster);
    if (line.kind !== 'talos-contract' || parseTalosContract(line.value) !== undefined) return [];
    const message = `${cluster.id} was created with Talos ${line.value}, but only Talos 1 is known`;
    return [blame('versions/unknown-major', place, [], message, { cluster: cluster.id })];
  });
}

function faultOf(product: ClusterProduct, text: string, place: Place, cluster: DraftCluster): readonly Diagnostic[] {
  const title = productTitles[product];
  const release = proposalFor(product, text);
  const help = `write a release, such as ${release}`;
  const fix = place.span?.file.endsWith('.lock') === true ? undefined : replace(place.span, release);
  switch (versionFault(text)) {
    case 'unknown-major': {
      const message = `${title} ${text} has an unknown major: only ${title} 1 is known`;
      return [blame('versions/unknown-major', place, [], message, { help, fix, cluster: cluster.id })];
    }
    case 'no-patch': {
      const message = `${title} ${text} has no patch version: images and binaries exist for releases`;
      return [blame('versions/no-patch', place, [], message, { help, fix, cluster: cluster.id })];
    }
    // Malformed ones are reported where they are read.
    default:
      return [];
  }
}

/** A release of the minor that was written, where it is known; else one that certainly exists. */
function proposalFor(product: ClusterProduct, text: string): string {
  const minor = /^v?1\.([0-9]+)$/.exec(text)?.[1];
  if (minor === undefined || examples[product].startsWith(`1.${minor}.`)) return examples[product];
  return Number(minor) <= newestMinors[product] ? `1.${minor}.0` : examples[product];
}

/** Minors that are newer than everything that is known: compiled as for the newest that is. */
export function versionsNewerThanKnown(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) =>
    products.flatMap((product) => {
      const wanted = cluster.versions[product];
      const newest = newestMinors[product];
      if (wanted === undefined || minorOf(wanted.value) <= newest) return [];
      const message = `${productTitles[product]} ${wanted.value} is newer than ${formatMinor(newest)}, the newest known minor`;
      const place = placeOf(cluster, wanted.span);
      const help = `install a newer InfraFlux, or write a version up to ${formatMinor(newest)}, such as ${examples[product]}`;
      return [blame('versions/newer-than-known', place, [], message, { help, cluster: cluster.id })];
    }),
  );
}

function placeOf(cluster: DraftCluster, span: Span | undefined): Place {
  return isUsers(span) ? { span, who: formatClusterId(cluster.id) } : clusterPlace(cluster);
}
