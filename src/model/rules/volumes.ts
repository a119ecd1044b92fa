import type { ResolvedSwapVolume, ResolvedVolume } from '../../../schema/config.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftCluster, DraftNode } from '../draft.ts';
import { parseSize } from '../units.ts';
import { blame, whoIs, writtenAt, writtenNodes } from './places.ts';

/** Volumes that Talos would refuse, or that would not be what they are called. */
export function volumesThatCannotBe(draft: Draft): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const cluster of draft.clusters) {
    for (const node of writtenNodes(cluster.nodes)) {
      for (const { path, message } of [...sizes(node), ...kinds(node), ...places(node), ...names(cluster, node)]) {
        const span = writtenAt(node.tree, 'talos', ...path);
        const place = { span, who: whoIs(node) };
        found.set(`${span?.file} ${span?.start} ${message}`, blame('volume/contradiction', place, [], message));
      }
    }
  }
  return [...found.values()];
}

interface Fault {
  /** Below `talos`. */
  readonly path: readonly string[];
  readonly message: string;
}

const sizeFields = ['size', 'minSize', 'maxSize'] as const;

/** A partition has a size; how large it is at least is not more than how large it is at most. */
function* sizes(node: DraftNode): Generator<Fault> {
  for (const [group, what] of [
    ['volumes', 'volume'],
    ['rawVolumes', 'raw volume'],
    ['swap', 'swap'],
    ['systemVolumes', 'volume'],
  ] as const) {
    for (const [name, volume] of Object.entries(node.value.talos?.[group] ?? {})) {
      if (volume === undefined) continue;
      const path = [group, name];
      const isPartition = !('kind' in volume) || volume.kind === undefined || volume.kind === 'partition';
      const { size, minSize = size, maxSize = size }: ResolvedSwapVolume = { encryption: {}, ...volume };
      if (group !== 'systemVolumes' && isPartition && minSize === undefined && maxSize === undefined) {
        yield { path, message: `${what} ${name} has no size: set size, minSize or maxSize` };
      }
      const [least, most] = [parseSize(minSize ?? ''), parseSize(maxSize ?? '')];
      if (least === undefined || most === undefined || least <= most) continue;
      yield { path, message: `${what} ${name} has a minimum of ${minSize} and a maximum of ${maxSize}` };
    }
  }
}

/** A directory is as large as /var and formatted as it is; a whole disk is as large as it is. */
function* kinds(node: DraftNode): Generator<Fault> {
  for (const [name, volume] of Object.entries(node.value.talos?.volumes ?? {})) {
    const path = ['volumes', name];
    if (volume.kind === 'directory') {
      const wrong = (
        [...sizeFields, 'grow', 'match', 'disk', 'projectQuota', 'accessTime'] satisfies (keyof ResolvedVolume)[]
      ).filter((field) => volume[field] !== undefined);
      for (const field of wrong) {
        yield { path: [...path, field], message: `volume ${name} is a directory of /var, so it has no ${field}` };
      }
      if (Object.keys(volume.encryption ?? {}).length > 0) {
        yield {
          path: [...path, 'encryption'],
          message: `volume ${name} is a directory of /var: it is encrypted together with /var`,
        };
      }
    }
    if (volume.kind === 'disk') {
      for (const field of [...sizeFields, 'grow'] as const) {
        if (volume[field] === undefined) continue;
        yield { path: [...path, field], message: `volume ${name} is a whole disk, so it has no ${field}` };
      }
      if (volume.match === undefined && (volume.disk === undefined || volume.disk === 'system')) {
        yield { path, message: `volume ${name} is a whole disk, and the system disk is in use: set match or disk` };
      }
    }
    if (volume.projectQuota === true && volume.filesystem !== undefined && volume.filesystem !== 'xfs') {
      yield {
        path: [...path, 'projectQuota'],
        message: `volume ${name} is ${volume.filesystem}; project quotas require xfs`,
      };
    }
  }
}

/** Volumes that lie in /var unless they are given a partition. */
const inVar = ['etcd', 'cri', 'kubelet', 'log'] as const;

function* places(node: DraftNode): Generator<Fault> {
  const { talos } = node.value;
  for (const name of inVar) {
    const place = talos?.systemVolumes?.[name];
    if (place !== undefined && Object.values(place).every((value) => value === undefined)) {
      yield { path: ['systemVolumes', name], message: `${name} would stay in /var: set a disk or a size for it` };
    }
    if (talos?.encryption?.[name] === undefined || place !== undefined) continue;
    yield {
      path: ['encryption', name],
      message: `${name} would stay unencrypted in /var: set systemVolumes.${name} to create a partition`,
    };
  }
  if (talos?.encryption?.imageCache !== undefined && talos.systemVolumes?.imageCache === undefined) {
    yield {
      path: ['encryption', 'imageCache'],
      message: 'no image cache defined: set systemVolumes.imageCache',
    };
  }
}

/** What is mounted at /var/mnt has its name alone. */
function* names(cluster: DraftCluster, node: DraftNode): Generator<Fault> {
  const { talos } = node.value;
  for (const name of Object.keys(talos?.existingVolumes ?? {})) {
    if (!Object.hasOwn(talos?.volumes ?? {}, name)) continue;
    yield { path: ['existingVolumes', name], message: `/var/mnt/${name} is in volumes and in existingVolumes` };
  }
  for (const [disk, { use }] of Object.entries(node.value.disks ?? {})) {
    const user = cluster.components.find(({ name }) => name === use);
    const volume = user?.blueprint.disks?.volume;
    if (volume === undefined || !Object.hasOwn(talos?.volumes ?? {}, volume)) continue;
    yield { path: ['volumes', volume], message: `disk ${disk} already creates the volume ${volume} for ${use}` };
  }
}
