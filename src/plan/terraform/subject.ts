/** What a resource is to people, told by its address in a cluster's root module (blueprints/talos/root). */
export interface ResourceSubject {
  readonly kind:
    | 'machine'
    | 'kept-disk'
    | 'configuration'
    | 'etcd'
    | 'image'
    | 'schematic'
    | 'bootstrap'
    | 'bookkeeping'
    | 'other';
  /** The node that it is about, where it is about one. */
  readonly node: string | undefined;
  /** As people call it. */
  readonly name: string;
}

const machineModule = /^module\.vm[\w-]*\["((?:[^"\\]|\\.)+)"\]\.(.+)$/;
const configuration = /\.talos_machine_configuration_apply\.\w+\["((?:[^"\\]|\\.)+)"\]$/;
const installed = /^module\.(\w+)(\[\d+\])?\.terraform_data\.(this|root|secret)(\[.*\])?$/;
const holder = /^proxmox_virtual_environment_vm\.holder\["((?:[^"\\]|\\.)+)"\]$/;

export function subjectOfResource(address: string, type: string): ResourceSubject {
  const [, node, inside = ''] = machineModule.exec(address) ?? [];
  if (node !== undefined) {
    if (inside === 'proxmox_virtual_environment_vm.this') return { kind: 'machine', node, name: node };
    const disk = holder.exec(inside)?.[1];
    if (disk !== undefined) return { kind: 'kept-disk', node, name: `${node}-${disk}` };
    return { kind: 'bookkeeping', node, name: address };
  }
  const configured = configuration.exec(address)?.[1];
  if (configured !== undefined) return { kind: 'configuration', node: configured, name: configured };
  const identity = /\.terraform_data\.machine\["((?:[^"\\]|\\.)+)"\]$/.exec(address)?.[1];
  if (identity !== undefined) return { kind: 'bookkeeping', node: identity, name: address };
  if (type === 'talos_machine_bootstrap') return { kind: 'etcd', node: undefined, name: 'etcd' };
  const key = /\["((?:[^"\\]|\\.)+)"\]$/.exec(address)?.[1] ?? address;
  if (type === 'proxmox_download_file') return { kind: 'image', node: undefined, name: key };
  // Long enough to tell two apart, as in the names of images.
  if (type === 'talos_image_factory_schematic') return { kind: 'schematic', node: undefined, name: key.slice(0, 12) };
  const [, module, , what] = installed.exec(address) ?? [];
  if (module !== undefined) {
    const name = what === 'root' ? 'root application' : what === 'secret' ? key : module.replaceAll('_', '-');
    return { kind: 'bootstrap', node: undefined, name };
  }
  return { kind: type === 'terraform_data' ? 'bookkeeping' : 'other', node: undefined, name: address };
}
