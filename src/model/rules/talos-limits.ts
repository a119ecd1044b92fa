import { hasMinor } from '../../versions/cluster-versions.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftCluster, DraftNode } from '../draft.ts';
import { blame, whoIs, writtenAt, writtenNodes } from './places.ts';

/**
 * Settings that the Talos version does not support: fields and volumes that came with a later minor, and what the
 * contract that a cluster was born with has no place for. Held against Talos' own validators in test/talos.
 */
export function fieldsOfOtherTalos(draft: Draft): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const cluster of draft.clusters) {
    const { talosContract: born, versions } = cluster;
    const talos = versions.talos?.value;
    for (const node of writtenNodes(cluster.nodes)) {
      const wanted = [...laterFields(node)].filter(({ since }) => talos !== undefined && !hasMinor(talos, since));
      const faults = wanted.map(({ path, what, since }) => ({
        path,
        message: `Talos ${talos} does not support ${what}: it requires 1.${since}`,
      }));
      if (born !== undefined && hasMinor(born, 14)) faults.push(...mountsOfKubelet(node, cluster));
      for (const { path, message } of faults) {
        const span = writtenAt(node.tree, ...path);
        const place = { span, who: whoIs(node) };
        found.set(
          `${span?.file} ${span?.start} ${message}`,
          blame('talos/unsupported-in-version', place, [], message, { cluster: cluster.id }),
        );
      }
    }
  }
  return [...found.values()];
}

interface Later {
  readonly path: readonly string[];
  readonly what: string;
  /** Minor of Talos 1. */
  readonly since: number;
}

/** Volumes that lie in /var before they can be placed (machinery, types/block/volume_config.go of 1.14). */
const placedSince14 = ['etcd', 'cri', 'kubelet', 'log'];

function* laterFields(node: DraftNode): Generator<Later> {
  const { talos } = node.value;
  for (const kind of ['systemVolumes', 'encryption'] as const) {
    for (const name of Object.keys(talos?.[kind] ?? {}).filter((each) => placedSince14.includes(each))) {
      yield { path: ['talos', kind, name], what: `a separate volume for ${name}`, since: 14 };
    }
  }
  for (const kind of ['systemVolumes', 'volumes', 'rawVolumes', 'swap'] as const) {
    for (const [name, volume] of Object.entries(talos?.[kind] ?? {})) {
      if (volume?.maxSize?.startsWith('-') !== true) continue;
      yield {
        path: ['talos', kind, name, 'maxSize'],
        what: `a size that leaves ${volume.maxSize.slice(1)} free`,
        since: 13,
      };
    }
  }
  for (const [name, volume] of Object.entries(talos?.volumes ?? {})) {
    const path = ['talos', 'volumes', name];
    if (volume.filesystem === 'btrfs') yield { path: [...path, 'filesystem'], what: 'btrfs for volumes', since: 14 };
    const since = volume.kind === 'directory' ? 14 : 13;
    const what = volume.kind === 'directory' ? 'secure for directories' : 'secure for volumes';
    if (volume.secure !== undefined) yield { path: [...path, 'secure'], what, since };
    if (volume.accessTime !== undefined)
      yield { path: [...path, 'accessTime'], what: 'accessTime for volumes', since: 13 };
  }
}

function mountsOfKubelet(node: DraftNode, cluster: DraftCluster): { path: readonly string[]; message: string }[] {
  if (Object.keys(node.value.talos?.kubelet?.mounts ?? {}).length === 0) return [];
  const message = `${cluster.id} was created with Talos ${cluster.talosContract}, which does not support extra mounts of the kubelet`;
  return [{ path: ['talos', 'kubelet', 'mounts'], message }];
}
