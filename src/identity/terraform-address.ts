import { type Identity, identity, textOfIdentity } from './identity.ts';

/** Address of a resource in a root module, as Terraform prints it: `module.vm["main-cp-1"].proxmox_virtual_environment_vm.this`. */
export type TerraformAddress = Identity<'terraform address'>;

/** Key of one instance of a resource or module: text of `for_each`, number of `count`, undefined where there is one alone. */
export type InstanceKey = string | number | undefined;

export interface ModuleStep {
  readonly name: string;
  readonly key: InstanceKey;
}

/** An address, taken apart. */
export interface ResourceAddress {
  /** Outermost first; empty for a resource of the root module. */
  readonly modules: readonly ModuleStep[];
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly key: InstanceKey;
}

/** Undefined for what is no address of a resource (https://developer.hashicorp.com/terraform/cli/state/resource-addressing). */
export function parseTerraformAddress(text: string): TerraformAddress | undefined {
  return parse(text) === undefined ? undefined : identity(text);
}

export function formatTerraformAddress(address: TerraformAddress): string {
  return textOfIdentity(address);
}

export function resourceAddress(address: TerraformAddress): ResourceAddress {
  const parsed = parse(textOfIdentity(address));
  // Only this module makes addresses, and it parses each.
  return parsed as ResourceAddress;
}

export function terraformAddress(parts: ResourceAddress): TerraformAddress {
  const modules = parts.modules.map(({ name, key }) => `module.${name}${formatKey(key)}.`);
  const data = parts.mode === 'data' ? 'data.' : '';
  return identity(`${modules.join('')}${data}${parts.type}.${parts.name}${formatKey(parts.key)}`);
}

function formatKey(key: InstanceKey): string {
  if (key === undefined) return '';
  return typeof key === 'number'
    ? `[${key}]`
    : `["${key.replaceAll(/["\\\n\r\t]/g, (text) => escapes[text] ?? text)}"]`;
}

/** As Terraform quotes the keys of instances. */
const escapes: Readonly<Record<string, string>> = {
  '"': String.raw`\"`,
  '\\': String.raw`\\`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
};
const unescaped: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

const step = /([A-Za-z_][\w-]*)(?:\[(?:(\d+)|"((?:[^"\\]|\\.)*)")\])?(?:\.|$)/y;

function parse(text: string): ResourceAddress | undefined {
  const steps: { name: string; key: InstanceKey }[] = [];
  step.lastIndex = 0;
  let end = 0;
  while (end < text.length) {
    const match = step.exec(text);
    if (match === null) return undefined;
    end = step.lastIndex;
    const [, name = '', index, quoted] = match;
    const key =
      index === undefined ? quoted?.replaceAll(/\\(.)/g, (_, text: string) => unescaped[text] ?? text) : Number(index);
    steps.push({ name, key });
  }
  if (text.endsWith('.')) return undefined;
  const modules: ModuleStep[] = [];
  let at = 0;
  while (steps[at]?.name === 'module' && steps[at]?.key === undefined && at + 1 < steps.length) {
    modules.push(steps[at + 1] as ModuleStep);
    at += 2;
  }
  const mode = steps[at]?.name === 'data' && steps.length - at === 3 ? 'data' : 'managed';
  const [type, resource, ...rest] = steps.slice(mode === 'data' ? at + 1 : at);
  if (type === undefined || resource === undefined || rest.length > 0 || type.key !== undefined) return undefined;
  return { modules, mode, type: type.name, name: resource.name, key: resource.key };
}
