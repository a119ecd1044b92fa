import { count } from '../../diagnostics/count.ts';
import type { Node } from '../../model/platform.ts';
import type { AttributeChange, ResourceChange } from '../../observe/terraform/parse-plan.ts';

/** Arguments of a machine as people call them. Others are called as the provider does. */
const names: readonly (readonly [RegExp, string])[] = [
  [/^memory\[0\]\.dedicated$/, 'memory'],
  [/^cpu\[0\]\.cores$/, 'cpu'],
  [/^cpu\[0\]\.type$/, 'cpu type'],
  [/^disk\[(\d+)\]\.size$/, 'disk $1'],
  [/^node_name$/, 'host'],
  [/^vm_id$/, 'VM id'],
  [/^on_boot$/, 'start on boot'],
];

/** Worked out by the provider from the others, or by Proxmox: no news to anybody. */
const derived =
  /(^|\.)(id|ipv4_addresses|ipv6_addresses|mac_addresses|network_interface_names|path_in_datastore)(\[|$)/;

/** More than this many are counted. */
const maximumDetails = 3;

/** What changes in a machine, in a few words: `memory 16 -> 32 GiB, cpu 4 -> 8`. */
export function machineDetail(change: ResourceChange, node: Node | undefined): string {
  if (change.action === 'create') {
    if (node === undefined) return '';
    return `${count(node.cpu, 'CPU')}, ${memory(String(node.memory))}${node.host === undefined ? '' : `, on ${node.host}`}`;
  }
  if (change.action === 'delete') return '';
  if (change.action === 'adopt') return 'is there, and comes under management';
  const shown = change.attributes.filter(({ path }) => !derived.test(path));
  const words = shown.slice(0, maximumDetails).map(attributeText);
  if (shown.length > maximumDetails) words.push(`and ${shown.length - maximumDetails} more`);
  const forced =
    change.action === 'replace' && change.forcedBy.length > 0
      ? `made anew because of ${change.forcedBy.join(', ')}`
      : '';
  const tainted = change.because === 'replace_because_tainted' ? 'made anew because making it failed before' : '';
  return [forced, tainted, ...(forced === '' ? words : [])].filter(Boolean).join(', ');
}

function attributeText({ path, before, after }: AttributeChange): string {
  const known = names.find(([pattern]) => pattern.test(path));
  const name = known === undefined ? path.replaceAll('[0]', '') : path.replace(known[0], known[1]);
  if (name === 'memory') return `memory ${inGib(before, after)}`;
  if (name.startsWith('disk ')) return `${name} ${before} -> ${after} GiB`;
  return `${name} ${before} -> ${after}`;
}

/** MiB, as Proxmox counts them; GiB where both are whole. */
function inGib(before: string, after: string): string {
  const [old, now] = [Number(before) / 1024, Number(after) / 1024];
  return Number.isInteger(old) && Number.isInteger(now) ? `${old} -> ${now} GiB` : `${before} -> ${after} MiB`;
}

function memory(mib: string): string {
  const gib = Number(mib) / 1024;
  return Number.isInteger(gib) ? `${gib} GiB` : `${mib} MiB`;
}
