import { type ClusterId } from '../../identity/cluster-id.ts';
import { isFaulty } from '../../config/read.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft } from '../draft.ts';
import { parseSize } from '../units.ts';
import { blame, isUsers, type Place, whoIs, writtenAt, writtenNodes } from './places.ts';

/** Talos' documented minimum (system requirements, "Disk: 10 GiB"), in MiB. */
const smallestSystemDisk = 10 * 1024;

/** Names that the kernel assigns in the order in which it finds disks: they can change at the next boot. */
const unstablePath = /^\/dev\/(?:(?:sd|vd|xvd|hd)[a-z]+[0-9]*|nvme[0-9]+n[0-9]+(?:p[0-9]+)?|mmcblk[0-9]+(?:p[0-9]+)?)$/;

/** System disks on which Talos does not fit. */
export function smallSystemDisks(draft: Draft): readonly Diagnostic[] {
  return oncePerLine(draft, (node) => {
    const size = node.value.disks?.['system']?.size;
    const mebibytes = parseSize(size ?? '');
    if (mebibytes === undefined || mebibytes >= smallestSystemDisk) return undefined;
    const span = writtenAt(node.tree, 'disks', 'system', 'size');
    return { span, message: `a system disk of ${size} is smaller than the 10Gi that Talos needs` };
  }).map(({ place, message, cluster }) => blame('disk/system-too-small', place, [], message, { cluster }));
}

/** Install disks by a name that may mean another disk after a reboot. */
export function unstableDiskPaths(draft: Draft): readonly Diagnostic[] {
  return oncePerLine(draft, (node) => {
    const disk = node.value.talos?.installDisk;
    // The disks of metal machines are unknown. Talos wipes the one that it is installed on, so a guess is reported.
    if (disk === undefined && node.provider?.traits?.makesMachines === false) {
      if (isFaulty(node.tree, ['talos', 'installDisk'])) return undefined;
      const span = [node.name.span, writtenAt(node.group.tree), draft.config.rootTree.provenances.at(-1)?.span].find(
        isUsers,
      );
      return { span, message: `the installation disk of ${whoIs(node)} is not set: /dev/sda is a guess` };
    }
    const path = disk?.path;
    if (path === undefined || !unstablePath.test(path)) return undefined;
    const span = writtenAt(node.tree, 'talos', 'installDisk', 'path');
    return { span, message: `${path} may be another disk after the next boot` };
  }).map(({ place, message, cluster }) => blame('disk/unstable-path', place, [], message, { cluster }));
}

interface Found {
  readonly place: Place;
  readonly message: string;
  readonly cluster: ClusterId;
}

/** A line that many machines take their disk from is told once for each cluster, and names the first of them. */
function oncePerLine(
  draft: Draft,
  check: (node: Draft['clusters'][number]['nodes'][number]) => { span: Place['span']; message: string } | undefined,
): readonly Found[] {
  const found: Found[] = [];
  for (const cluster of draft.clusters) {
    const seen = new Set<string>();
    for (const node of writtenNodes(cluster.nodes)) {
      const fault = check(node);
      const key = `${fault?.span?.file}\n${fault?.span?.start}`;
      if (fault === undefined || seen.has(key)) continue;
      seen.add(key);
      found.push({ place: { span: fault.span, who: whoIs(node) }, message: fault.message, cluster: cluster.id });
    }
  }
  return found;
}
