import type { ResourceSubject } from '../../../plan/terraform/resource-subject.ts';
import { imageType, machineType } from './resources.ts';

const machineModule = /^module\.vm[\w-]*\["((?:[^"\\]|\\.)+)"\]\.(.+)$/;
const holder = new RegExp(`^${machineType}\\.holder\\["((?:[^"\\\\]|\\\\.)+)"\\]$`);

/** What blueprints/providers/proxmox makes: machines, those that own kept disks, images, and what belongs to them. */
export function subjectOf(address: string, type: string): ResourceSubject | undefined {
  const [, node, inside = ''] = machineModule.exec(address) ?? [];
  if (node !== undefined) {
    if (inside === `${machineType}.this`) return { kind: 'machine', node, name: node };
    const disk = holder.exec(inside)?.[1];
    if (disk !== undefined) return { kind: 'kept-disk', node, name: `${node}-${disk}` };
    return { kind: 'bookkeeping', node, name: address };
  }
  if (type !== imageType) return undefined;
  const key = /\["((?:[^"\\]|\\.)+)"\]$/.exec(address)?.[1] ?? address;
  return { kind: 'image', node: undefined, name: key };
}
