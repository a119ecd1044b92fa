import type { HypervisorMachine } from '../../../observe/hypervisor.ts';
import type { MachineIdentity } from '../../../plan/recorded.ts';
import type { IdentityMark, Verdict } from './machine-identity.ts';

/** A machine that does not prove to be the one that should have its id. */
export interface UnprovenMachine {
  readonly expected: MachineIdentity;
  readonly id: number;
  readonly there: HypervisorMachine;
  readonly verdict: Exclude<Verdict, { readonly kind: 'ours' }>;
}

const words: Readonly<Record<IdentityMark, string>> = { name: 'name', tags: 'tags', uuid: 'SMBIOS UUID' };

/** `name, tags and SMBIOS UUID differ` */
export function marksText(differs: readonly IdentityMark[]): string {
  return `${listed(differs.map((mark) => words[mark]))} ${differs.length === 1 && differs[0] !== 'tags' ? 'differs' : 'differ'}`;
}

/** The same with both values: `name (orders-db instead of dev-w-3) and SMBIOS UUID (... instead of ...) differ` */
export function differencesText({ expected, there }: UnprovenMachine, differs: readonly IdentityMark[]): string {
  const values: Readonly<Record<IdentityMark, string>> = {
    name: `${nameOf(there)} instead of ${expected.name}`,
    tags: `${lackingTags(expected, there).join(', ')} missing`,
    uuid: `${there.uuid ?? 'none'} instead of ${expected.uuid}`,
  };
  const texts = differs.map((mark) => `${words[mark]} (${values[mark]})`);
  return `${listed(texts)} ${texts.length === 1 && differs[0] !== 'tags' ? 'differs' : 'differ'}`;
}

/** A machine without a name is a machine too. */
export function nameOf({ name, container }: HypervisorMachine): string {
  if (name !== '') return name;
  return container === true ? 'a container without a name' : 'a machine without a name';
}

export function lackingTags({ tags }: MachineIdentity, there: HypervisorMachine): readonly string[] {
  return tags.filter((tag) => !there.tags.includes(tag));
}

/** `is called other and lacks the tags a, b` */
export function renamedText({ expected, there }: UnprovenMachine): string {
  const lacking = lackingTags(expected, there);
  return [
    ...(there.name === expected.name ? [] : [`is called ${there.name === '' ? '(nothing)' : there.name}`]),
    ...(lacking.length === 0 ? [] : [`lacks the tags ${lacking.join(', ')}`]),
  ].join(' and ');
}

/** What makes a machine that was renamed ours again, as it is typed on its host. */
export function renameBack({ expected, id, there }: UnprovenMachine): string {
  const all = [...new Set([...there.tags, ...expected.tags])].sort().join(';');
  return `qm set ${id} --name ${expected.name} --tags "${all}", on ${there.host}`;
}

/** The same for a machine with another UUID. */
export function setUuid({ expected, id, there }: UnprovenMachine): string {
  return `"qm set ${id} --smbios1 uuid=${expected.uuid}" on ${there.host}`;
}

function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}
