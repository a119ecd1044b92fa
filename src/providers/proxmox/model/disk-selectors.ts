import { isFaulty } from '../../../config/read.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Draft } from '../../../model/draft.ts';
import { blame, whoIs, writtenAt } from '../../../model/rules/places.ts';
import { onProxmoxNodes, type ProxmoxNode } from './settings.ts';

/**
 * Selectors that ask for what Talos does not see of a disk on virtio-scsi: it has no serial number, WWID or UUID, its transport is
 * virtio, and it does not rotate (test/talos/disks/measured.json). Expressions with alternatives or negations are left alone.
 */
export function selectorsOfNoDisk(draft: Draft): readonly Diagnostic[] {
  return onProxmoxNodes(draft, (node, cluster) =>
    [...ofVolumes(node), ...ofInstallDisk(node)].flatMap(({ path, why }) => {
      if (isFaulty(node.tree, path)) return [];
      const place = { span: writtenAt(node.tree, ...path), who: whoIs(node) };
      const message = `no disk of ${node.name.value} matches: ${why}`;
      return [blame('disk/not-visible', place, [], message, { cluster: cluster.id })];
    }),
  );
}

interface Fault {
  readonly path: readonly string[];
  readonly why: string;
}

const groups = ['volumes', 'rawVolumes', 'swap', 'systemVolumes'] as const;

function ofVolumes({ value }: ProxmoxNode): readonly Fault[] {
  return groups.flatMap((group) =>
    Object.entries(value.talos?.[group] ?? {}).flatMap(([name, volume]) => {
      const why = volume?.match === undefined ? undefined : whyNone(volume.match);
      return why === undefined ? [] : [{ path: ['talos', group, name, 'match'], why }];
    }),
  );
}

function ofInstallDisk({ value }: ProxmoxNode): readonly Fault[] {
  const { serial, wwid, type, path } = value.talos?.installDisk ?? {};
  const at = (field: string, why: string): Fault => ({ path: ['talos', 'installDisk', field], why });
  return [
    ...(serial === undefined ? [] : [at('serial', empty('serial', serial))]),
    ...(wwid === undefined ? [] : [at('wwid', empty('wwid', wwid))]),
    ...(type === undefined || type === 'ssd' ? [] : [at('type', `${type} is no type of a disk on virtio-scsi`)]),
    ...(path !== undefined && /^\/dev\/(?:vd|xvd|hd|nvme|mmcblk)/.test(path)
      ? [at('path', `${path} is no disk on virtio-scsi`)]
      : []),
  ];
}

function whyNone(match: string): string | undefined {
  if (match.includes('||') || match.includes('!=') || match.includes('!(')) return undefined;
  const identity =
    /\bdisk\.(serial|wwid|uuid)\s*==\s*["']([^"']+)["']/.exec(match) ??
    /\bdisk\.(serial|wwid|uuid)\.(?:startsWith|endsWith|contains)\(["']([^"']+)["']\)/.exec(match);
  if (identity !== null) return empty(identity[1] as string, identity[2] as string);
  const transport = /\bdisk\.transport\s*==\s*["']([^"']*)["']/.exec(match)?.[1];
  if (transport !== undefined && transport !== 'virtio') return `disk.transport is virtio, not ${transport}`;
  const rotates = /(?:^|&&|\()\s*disk\.rotational\s*(?:==\s*true\s*)?(?:$|&&|\))/.test(match);
  return rotates ? 'disk.rotational is false' : undefined;
}

function empty(property: string, wanted: string): string {
  return `disk.${property} is empty for a disk on virtio-scsi, not "${wanted}"`;
}
