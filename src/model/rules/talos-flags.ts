import { formatClusterId } from '../../identity/cluster-id.ts';
import { hasMinor } from '../../versions/cluster-versions.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { apiServerFlagsOfTalos, kubeletFieldsOfTalos } from '../data/talos-flags.ts';
import type { Draft } from '../draft.ts';
import { blame, whoIs, writtenAt, writtenNodes } from './places.ts';

/** Settings of Kubernetes' programs that Talos keeps for itself, or has another place for: it refuses the configuration. */
export function settingsOfTalosItself(draft: Draft): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const report = (span: ReturnType<typeof writtenAt>, who: string, message: string, help: string): void => {
    found.set(`${span?.file} ${span?.start}`, blame('talos/managed-field', { span, who }, [], message, { help }));
  };
  for (const cluster of draft.clusters) {
    for (const node of writtenNodes(cluster.nodes)) {
      for (const field of Object.keys(node.value.talos?.kubelet?.config ?? {})) {
        if (!kubeletFieldsOfTalos.has(field)) continue;
        const span = writtenAt(node.tree, 'talos', 'kubelet', 'config', field);
        report(span, whoIs(node), `Talos sets the kubelet's ${field} itself`, 'remove it');
      }
    }
    if (cluster.talosContract === undefined || !hasMinor(cluster.talosContract, 14)) continue;
    for (const flag of Object.keys(cluster.config.value.talos?.apiServer?.extraArgs ?? {})) {
      const place = apiServerFlagsOfTalos.find(([start]) => flag.startsWith(start))?.[1];
      if (place === undefined) continue;
      const span = writtenAt(cluster.config.tree, 'talos', 'apiServer', 'extraArgs', flag);
      const message = `${cluster.id} was created with Talos ${cluster.talosContract}, which does not allow ${flag}`;
      report(span, formatClusterId(cluster.id), message, `use ${place} instead`);
    }
  }
  return [...found.values()];
}
