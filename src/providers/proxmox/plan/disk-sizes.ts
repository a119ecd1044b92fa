import type { Node } from '../../../model/platform.ts';
import { parseSize } from '../../../model/units.ts';
import type { InputFault, NodeValueChange } from '../../../plan/provider-plan.ts';
import { diskAt } from './disk-at.ts';

/**
 * What Terraform's plan would not say about a disk whose size changed since it was published: that it cannot shrink, and
 * that one which is lent grows by Proxmox' own hand.
 */
export function changedDiskSize({ node, path, before, after }: NodeValueChange): InputFault | undefined {
  const [disks, disk = '', field, ...rest] = path;
  if (disks !== 'disks' || field !== 'size' || rest.length > 0) return undefined;
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  const [from, to] = [parseSize(before), parseSize(after)];
  if (from === undefined || to === undefined || from === to) return undefined;
  return to < from ? shrinks(node, disk, before, after) : growsByHand(node, disk, after);
}

function shrinks(node: Node, disk: string, from: string, to: string): InputFault {
  return {
    code: 'disk/shrinks',
    message: `disk ${disk} of ${node.name} was published with ${from}, and ${to} is less`,
  };
}

function growsByHand(node: Node, name: string, to: string): InputFault | undefined {
  const disk = node.disks.find((other) => other.name === name);
  if (disk?.holder === undefined) return undefined;
  const command = `qm disk resize ${node.vmId} ${diskAt(disk.slot)} ${disk.size}G`;
  return {
    code: 'disk/grows-by-hand',
    message: `disk ${name} of ${node.name} is kept, and grows to ${to} by "${command}" on ${node.host}`,
  };
}
