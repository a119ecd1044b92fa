import { count } from '../../diagnostics/count.ts';
import type { Node } from '../../model/platform.ts';
import type { AttributeChange, MachineDisk, ResourceChange } from '../../observe/terraform/resource-change.ts';
import { diskMoves, diskName } from './disks.ts';
import { type MachinePlan, machinePlanOf } from './machine-plans.ts';

/** More than this many are counted. */
const maximumDetails = 3;

/** What changes in a machine, in a few words: `memory 16 -> 32 GiB, cpu 4 -> 8`. */
export function machineDetail(change: ResourceChange, node: Node | undefined): string {
  if (change.action === 'create') {
    if (node === undefined) return '';
    return `${count(node.cpu, 'CPU')}, ${memory(String(node.memory))}${node.host === undefined ? '' : `, on ${node.host}`}`;
  }
  if (change.action === 'delete') return '';
  if (change.action === 'adopt') return 'exists, and is imported';
  const plan = machinePlanOf(change.type);
  if (plan === undefined) return '';
  const text = (attribute: AttributeChange): string => attributeText(attribute, plan);
  const all = [...diskTexts(change, node, plan), ...otherAttributes(change, plan).map(text)];
  const words = all.slice(0, maximumDetails);
  if (all.length > maximumDetails) words.push(`and ${all.length - maximumDetails} more`);
  const forcing = change.attributes.filter(({ path }) => change.forcedBy.includes(path)).map(text);
  const forced =
    change.action === 'replace' && change.forcedBy.length > 0
      ? `recreated because of ${(forcing.length > 0 ? forcing : change.forcedBy).join(', ')}`
      : '';
  const tainted = change.because === 'replace_because_tainted' ? 'recreated because its creation failed before' : '';
  return [forced, tainted, ...(forced === '' ? words : [])].filter(Boolean).join(', ');
}

/** A disk that comes or goes is one piece of news, not one for each of its settings. */
function diskTexts(change: ResourceChange, node: Node | undefined, { diskAt }: MachinePlan): readonly string[] {
  const { added, removed, resized } = diskMoves(change);
  const of = (disk: MachineDisk): string =>
    `disk ${diskName(disk, node, diskAt)}${disk.size === undefined ? '' : ` (${disk.size} GiB)`}`;
  return [
    ...removed.map((disk) => `${of(disk)} detached`),
    ...added.map((disk) => `${of(disk)} added`),
    ...resized.map(({ disk, from, to }) => `disk ${diskName(disk, node, diskAt)} ${from} -> ${to} GiB`),
  ];
}

/** What else differs. Where a disk came or went, the positions of the others in the list say nothing. */
function otherAttributes(change: ResourceChange, { isDerived }: MachinePlan): readonly AttributeChange[] {
  const { added, removed } = diskMoves(change);
  const moved = added.length + removed.length > 0;
  return change.attributes.filter(
    ({ path }) => !isDerived(path) && !(moved ? /^disk\[/ : /^disk\[\d+\]\.size$/).test(path),
  );
}

function attributeText({ path, before, after }: AttributeChange, { argumentNames }: MachinePlan): string {
  const known = argumentNames.find(([pattern]) => pattern.test(path));
  const name = known === undefined ? path.replaceAll('[0]', '') : path.replace(known[0], known[1]);
  if (name === 'memory') return `memory ${inGib(before, after)}`;
  return `${name} ${before} -> ${after}`;
}

/** MiB, as machines have them; GiB where both are whole. */
function inGib(before: string, after: string): string {
  const [old, now] = [Number(before) / 1024, Number(after) / 1024];
  return Number.isInteger(old) && Number.isInteger(now) ? `${old} -> ${now} GiB` : `${before} -> ${after} MiB`;
}

function memory(mib: string): string {
  const gib = Number(mib) / 1024;
  return Number.isInteger(gib) ? `${gib} GiB` : `${mib} MiB`;
}
