import type { DraftNode } from '../draft.ts';

/** Disks whose data outlives their machine, by name. The system disk is made from the image, with its machine. */
export function keptDisks(node: Pick<DraftNode['value'], 'disks'>): readonly string[] {
  return Object.entries(node.disks ?? {})
    .filter(([name, disk]) => name !== 'system' && disk.keep === true)
    .map(([name]) => name)
    .sort();
}
