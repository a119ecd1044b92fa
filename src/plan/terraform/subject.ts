import { machinePlans } from './machine-plans.ts';
import type { ResourceSubject } from './resource-subject.ts';

const configuration = /\.talos_machine_configuration_apply\.\w+\["((?:[^"\\]|\\.)+)"\]$/;
const installed = /^module\.(\w+)(\[\d+\])?\.terraform_data\.(this|root|secret)(\[.*\])?$/;

/** What a resource is to people. `type` is empty where only the address is known. */
export function subjectOfResource(address: string, type: string): ResourceSubject {
  for (const { subjectOf } of machinePlans) {
    const subject = subjectOf(address, type);
    if (subject !== undefined) return subject;
  }
  const configured = configuration.exec(address)?.[1];
  if (configured !== undefined) return { kind: 'configuration', node: configured, name: configured };
  const identity = /\.terraform_data\.machine\["((?:[^"\\]|\\.)+)"\]$/.exec(address)?.[1];
  if (identity !== undefined) return { kind: 'bookkeeping', node: identity, name: address };
  if (type === 'talos_machine_bootstrap') return { kind: 'etcd', node: undefined, name: 'etcd' };
  const key = /\["((?:[^"\\]|\\.)+)"\]$/.exec(address)?.[1] ?? address;
  // Long enough to tell two apart, as in the names of images.
  if (type === 'talos_image_factory_schematic') return { kind: 'schematic', node: undefined, name: key.slice(0, 12) };
  const [, module, , what] = installed.exec(address) ?? [];
  if (module !== undefined) {
    const name = what === 'root' ? 'root application' : what === 'secret' ? key : module.replaceAll('_', '-');
    return { kind: 'bootstrap', node: undefined, name };
  }
  return { kind: type === 'terraform_data' ? 'bookkeeping' : 'other', node: undefined, name: address };
}
