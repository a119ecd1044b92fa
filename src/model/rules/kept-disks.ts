import { isFaulty } from '../../config/read.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftCluster, DraftNode } from '../draft.ts';
import { formatLockLine } from '../format-lock.ts';
import { keptDisks } from '../allocate/kept-disks.ts';
import type { LockLine } from '../lock.ts';
import { nameOfValue } from '../lock-book.ts';
import { blame, isUsers, type Place, whoIs, writtenAt, writtenNodes } from './places.ts';

/** Disks that were to outlive their machine, by the lock, and are not any more: their data would be cut off. */
export function keptDisksGivenUp(draft: Draft): readonly Diagnostic[] {
  return machines(draft).flatMap(([cluster, node]) => {
    if (isFaulty(node.tree, ['disks'])) return [];
    const kept = keptDisks(node.value);
    return linesOf(draft, node, 'keep').flatMap((line) => {
      const disk = nameOfValue(line.value) ?? '';
      if (kept.includes(disk) || isFaulty(node.tree, ['disks', disk, 'keep'])) return [];
      const span = [writtenAt(node.tree, 'disks', disk, 'keep'), writtenAt(node.tree, 'disks', disk)].find(isUsers);
      const place: Place = { span: span ?? placeOf(cluster, node), who: whoIs(node) };
      const message = `disk ${disk} of ${node.name.value} would no longer be kept`;
      const help = `to release the disk, delete the line "${formatLockLine(line)}" from infraflux.lock`;
      return [blame('disk/keep-removed', place, [{ span: line.span, who: 'infraflux.lock' }], message, { help })];
    });
  });
}

/** Disks that are to be kept from now on. What they hold stays behind: only a new, empty one can be lent. */
export function disksKeptFromNowOn(draft: Draft): readonly Diagnostic[] {
  return machines(draft).flatMap(([cluster, node]) => {
    const before = new Set(linesOf(draft, node, 'disk').map((line) => nameOfValue(line.value)));
    const lent = new Set(linesOf(draft, node, 'keep').map((line) => nameOfValue(line.value)));
    return keptDisks(node.value)
      .filter((disk) => before.has(disk) && !lent.has(disk))
      .map((disk) => {
        const span = writtenAt(node.tree, 'disks', disk, 'keep') ?? placeOf(cluster, node);
        const message = `disk ${disk} of ${node.name.value} belongs to its machine, and cannot become a kept disk while the machine exists`;
        return blame('disk/newly-kept', { span, who: whoIs(node) }, [], message, { cluster: cluster.id });
      });
  });
}

/** System disks that are to be kept: they are made from an image, together with their machine. */
export function keptSystemDisks(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) =>
    writtenNodes(cluster.nodes)
      .filter((node) => canKeepDisks(node) && node.value.disks?.['system']?.keep === true)
      .map((node) => {
        const place = { span: writtenAt(node.tree, 'disks', 'system', 'keep'), who: whoIs(node) };
        return blame('disk/system-kept', place, [], `the system disk of ${node.name.value} cannot be kept`);
      }),
  );
}

function machines(draft: Draft): readonly (readonly [DraftCluster, DraftNode])[] {
  return draft.clusters.flatMap((cluster) =>
    cluster.nodes.filter(canKeepDisks).map((node): [DraftCluster, DraftNode] => [cluster, node]),
  );
}

function canKeepDisks(node: DraftNode): boolean {
  return node.provider?.traits?.allocates.keptDiskOwners === true;
}

function linesOf(draft: Draft, node: DraftNode, kind: 'keep' | 'disk'): readonly LockLine[] {
  return draft.lock.lines.filter(
    (line) =>
      line.kind === kind &&
      !line.tombstone &&
      line.node === node.name.value &&
      line.cluster === node.cluster &&
      line.environment === node.environment,
  );
}

function placeOf(cluster: DraftCluster, node: DraftNode): Place['span'] {
  return [node.name.span, writtenAt(node.group.tree), cluster.span].find(isUsers);
}
