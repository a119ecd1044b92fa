import type { Json } from '../../source/tree.ts';

/** A managed resource of a state: one entry of `terraform show -json`, an object that is left to be destroyed too. */
export interface StateEntry {
  readonly address: string;
  readonly type: string;
  readonly tainted: boolean;
  /** The virtual machine that it is, or that it acts on. Absent: it is about none. */
  readonly machine?: RecordedMachineId;
  /** The file on a datastore that it is. */
  readonly image?: RecordedImage;
}

export interface RecordedMachineId {
  /** Undefined: the state does not say it in a form that is known. */
  readonly id: number | undefined;
  /** Where it was when the state was written. */
  readonly host: string | undefined;
}

export interface RecordedImage {
  readonly host: string;
  readonly datastore: string;
  /** `local:import/talos-....raw` */
  readonly volume: string;
  /** Bytes that it had when the state was written. */
  readonly size: number | undefined;
}

interface StateModule {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly StateModule[];
}

interface StateResource {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly tainted?: boolean;
  readonly values?: Readonly<Record<string, Json>>;
}

/** Managed resources of `terraform show -json`, as the state has them: nothing was asked for it. */
export function parseState(text: string): readonly StateEntry[] {
  const { values } = JSON.parse(text) as { readonly values?: { readonly root_module?: StateModule } };
  const found: StateEntry[] = [];
  const walk = ({ resources = [], child_modules: children = [] }: StateModule): void => {
    for (const resource of resources) if (resource.mode === 'managed') found.push(entryOf(resource));
    for (const child of children) walk(child);
  };
  walk(values?.root_module ?? {});
  return found;
}

function entryOf({ address, type, tainted, values = {} }: StateResource): StateEntry {
  return { address, type, tainted: tainted === true, ...aboutMachine(type, values), ...aboutImage(type, values) };
}

function aboutMachine(type: string, values: Readonly<Record<string, Json>>): Pick<StateEntry, 'machine'> {
  if (type === 'proxmox_virtual_environment_vm') {
    // The provider destroys by `id`, and shows `vm_id`: where they differ, nothing is certain.
    const [id, shown] = [Number(values['id']), values['vm_id']];
    return { machine: { id: Number.isInteger(id) && id === shown ? id : undefined, host: text(values['node_name']) } };
  }
  if (type === 'proxmox_haresource') {
    const id = /^(?:vm|ct):(\d+)$/.exec(text(values['resource_id']) ?? '')?.[1];
    return { machine: { id: id === undefined ? undefined : Number(id), host: undefined } };
  }
  return {};
}

function aboutImage(type: string, values: Readonly<Record<string, Json>>): Pick<StateEntry, 'image'> {
  if (type !== 'proxmox_download_file') return {};
  const size = values['size'];
  return {
    image: {
      host: text(values['node_name']) ?? '',
      datastore: text(values['datastore_id']) ?? '',
      volume: text(values['id']) ?? '',
      size: typeof size === 'number' ? size : undefined,
    },
  };
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
