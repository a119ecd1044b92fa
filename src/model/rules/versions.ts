import { minorOf } from '../../versions/cluster-versions.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { talosKubernetes } from '../../versions/talos-kubernetes.ts';
import type { Draft } from '../draft.ts';
import { blame, clusterPlace, isUsers } from './places.ts';
import { replaceOrSet } from './proposals.ts';

/** Talos refuses a Kubernetes that is outside what its minor was built for. */
export function kubernetesUnsupportedByTalos(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    const { talos, kubernetes } = cluster.versions;
    if (talos === undefined || kubernetes === undefined) continue;
    const [talosMinor, minor] = [minorOf(talos.value), minorOf(kubernetes.value)];
    const supported = talosKubernetes.get(talosMinor);
    if (supported === undefined) continue;
    if (supported.lowest <= minor && minor <= supported.highest) continue;
    const places = [
      { span: kubernetes.span, who: `Kubernetes ${kubernetes.value}` },
      { span: talos.span, who: `Talos ${talos.value}` },
    ];
    const blamed = places.find((place) => isUsers(place.span)) ?? clusterPlace(cluster);
    const range = `1.${supported.lowest} to 1.${supported.highest}`;
    const message = `Talos ${talos.value} does not support Kubernetes ${kubernetes.value}`;
    const fitting = [...talosKubernetes].find(([, other]) => other.lowest <= minor && minor <= other.highest)?.[0];
    const other =
      fitting === undefined
        ? ''
        : `; Kubernetes 1.${minor} needs Talos 1.${fitting}${fitting === lastMinor() ? '' : ' or newer'}`;
    const release = `1.${minor > supported.highest ? supported.highest : supported.lowest}.0`;
    found.push(
      blame('versions/unsupported-kubernetes', blamed, places, message, {
        help: `Talos 1.${talosMinor} supports Kubernetes ${range}${minor > supported.highest ? other : ''}`,
        fix: replaceOrSet(cluster, kubernetes.span, ['versions', 'kubernetes'], release),
      }),
    );
  }
  return found;
}

function lastMinor(): number {
  return Math.max(...talosKubernetes.keys());
}
