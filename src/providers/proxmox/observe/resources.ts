import type { ResourceReader, Values } from '../../../observe/provider-observe.ts';
import type { MachineDisk } from '../../../observe/terraform/resource-change.ts';
import type { Json } from '../../../source/tree.ts';
import { haResourceType, imageType, machineType } from '../plan/resources.ts';

/** Values of the resources of bpg/proxmox. */
export const resources: ResourceReader = {
  machine(type, values) {
    if (type === machineType) {
      // The provider destroys by `id`, and shows `vm_id`: where they differ, nothing is certain.
      const [id, shown] = [Number(values['id']), values['vm_id']];
      return { id: Number.isInteger(id) && id === shown ? id : undefined, host: text(values['node_name']) };
    }
    if (type !== haResourceType) return undefined;
    const id = /^(?:vm|ct):(\d+)$/.exec(text(values['resource_id']) ?? '')?.[1];
    return { id: id === undefined ? undefined : Number(id), host: undefined };
  },
  image(type, values) {
    if (type !== imageType) return undefined;
    const size = values['size'];
    return {
      host: text(values['node_name']) ?? '',
      datastore: text(values['datastore_id']) ?? '',
      volume: text(values['id']) ?? '',
      size: typeof size === 'number' ? size : undefined,
    };
  },
  disks(type, values) {
    return type === machineType ? disksOf(values) : undefined;
  },
  id(type, values) {
    const id = values['vm_id'];
    return type === machineType && typeof id === 'number' ? id : undefined;
  },
};

function disksOf(machine: Values): readonly MachineDisk[] {
  const [list, id] = [machine['disk'], machine['vm_id']];
  return (Array.isArray(list) ? (list as readonly Json[]) : []).map((entry) => {
    const disk = typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? (entry as Values) : {};
    const [size, volume] = [disk['size'], disk['path_in_datastore']];
    return {
      interface: String(disk['interface'] ?? ''),
      size: typeof size === 'number' ? size : undefined,
      serial: String(disk['serial'] ?? ''),
      // A volume has the id of its owner in its name: `vm-2013-disk-0`, `2013/vm-2013-disk-0.qcow2`.
      isLent: typeof volume === 'string' && volume !== '' && !volume.includes(`vm-${String(id)}-`),
    };
  });
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
