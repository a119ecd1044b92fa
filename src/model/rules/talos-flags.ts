import { formatClusterId } from '../../identity/cluster-id.ts';
import { hasMinor, minorOf } from '../../versions/cluster-versions.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { apiServerFlagsOfTalos, isFlagOfTalos, kubeletFieldsOfTalos } from '../data/talos-flags.ts';
import type { Draft, DraftCluster } from '../draft.ts';
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
    for (const { span, who, program, flag } of flagsOf(cluster)) {
      const talos = cluster.versions.talos?.value;
      if (talos === undefined || !isFlagOfTalos(program, flag, minorOf(talos))) continue;
      report(
        span,
        who,
        `Talos sets ${flag} of ${programs[program]} itself, and does not start it with another value`,
        'remove it',
      );
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

const programs = {
  kubelet: 'the kubelet',
  apiServer: 'the API server',
  controllerManager: 'the controller manager',
  scheduler: 'the scheduler',
  etcd: 'etcd',
} as const;

function* flagsOf({ id, config, nodes }: DraftCluster) {
  for (const node of writtenNodes(nodes)) {
    for (const flag of Object.keys(node.value.talos?.kubelet?.extraArgs ?? {})) {
      const span = writtenAt(node.tree, 'talos', 'kubelet', 'extraArgs', flag);
      yield { program: 'kubelet', flag, span, who: whoIs(node) } as const;
    }
  }
  for (const program of ['apiServer', 'controllerManager', 'scheduler', 'etcd'] as const) {
    for (const flag of Object.keys(config.value.talos?.[program]?.extraArgs ?? {})) {
      const span = writtenAt(config.tree, 'talos', program, 'extraArgs', flag);
      yield { program, flag, span, who: formatClusterId(id) } as const;
    }
  }
}

/** The API server takes who may log in from flags or from a file, and does not start with both (kubeapiserver/options/authentication.go). */
export function loginsInFileAndFlags(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    const { apiServer, oidc } = cluster.config.value.talos ?? {};
    const flags = Object.keys(apiServer?.extraArgs ?? {});
    const other = oidc === undefined ? flags.find((flag) => flag.startsWith('oidc-')) : 'talos.oidc';
    if (!flags.includes('authentication-config') || other === undefined) return [];
    // From 1.14 on, neither is a flag, which is reported of each.
    if (cluster.talosContract !== undefined && hasMinor(cluster.talosContract, 14)) return [];
    const span = writtenAt(cluster.config.tree, 'talos', 'apiServer', 'extraArgs', 'authentication-config');
    const message = `the API server does not start with authentication-config and ${other} together`;
    const place = { span, who: formatClusterId(cluster.id) };
    return [blame('flag/conflict', place, [], message, { help: `remove authentication-config, or ${other}` })];
  });
}
