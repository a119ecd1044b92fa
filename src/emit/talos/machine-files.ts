import type { Json } from '../../source/tree.ts';
import { type Fragment, fragment, machine, secretly, some } from './document.ts';
import type { Content, TalosSettings } from './settings.ts';

/** The one file below /etc that Talos up to 1.13 lets be made; the others there can only be written over. */
const containerdFile = '/etc/cri/conf.d/20-customization.part';

type MachineFile = TalosSettings['files'][number];

/** Files as `machine.files` has them; those with secrets on their own. */
export function machineFiles(files: readonly MachineFile[]): readonly Fragment[] {
  return [
    ...some(machine, 'cluster', { files: files.filter((file) => !isSecret(file)).map(machineFile) }),
    ...some(machine, 'cluster', { files: files.filter(isSecret).map(machineFile) }).map(secretly),
  ];
}

export function isSecret({ content }: { readonly content: Content }): boolean {
  return typeof content !== 'string';
}

/** A file below /etc, as contracts from 1.14 have it. */
export function etcFile({ path, permissions, content }: MachineFile): Fragment {
  return path === containerdFile
    ? fragment('CRICustomizationConfig', 'user', 'cluster', { content })
    : fragment('EtcFileConfig', path.slice('/etc/'.length), 'cluster', { mode: permissions, contents: content });
}

function machineFile({ path, permissions, content }: MachineFile): { readonly [key: string]: Json } {
  const op = path.startsWith('/etc/') && path !== containerdFile ? 'overwrite' : 'create';
  return { path, permissions, op, content };
}
