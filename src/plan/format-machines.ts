import { count } from '../diagnostics/count.ts';
import { where } from './format-waiting.ts';
import type { Change, Plan } from './plan.ts';

/** `3 machines`, `2 files, 1 machine`: what changes are about, counted. */
export function nouns(changes: readonly Change[]): string {
  const kinds = ['file', 'machine', 'node', 'application', 'object'] as const;
  const words = {
    file: 'file',
    machine: 'machine',
    node: 'node configuration',
    application: 'application',
    object: 'object',
  };
  return kinds
    .map((kind) => [words[kind], changes.filter(({ object }) => object.kind === kind).length] as const)
    .filter(([, number]) => number > 0)
    .map(([word, number]) => count(number, word))
    .join(', ');
}

/** `~1 file`, `+12: 3 machines, 9 files`: what is done to how many. */
export function counts(changes: readonly Change[]): string {
  const of = (action: Change['action'], mark: string): string[] => {
    const number = changes.filter((change) => change.action === action).length;
    return number === 0 ? [] : [`${mark}${number}`];
  };
  const marks = [...of('update', '~'), ...of('replace', '!'), ...of('create', '+'), ...of('delete', '-')].join(' ');
  const what = nouns(changes);
  return what.includes(',') ? `${marks}: ${what}` : `${marks} ${what.replace(/^\d+ /, '')}`;
}

/** Who carries etcd, and whether data is at risk: the two questions that come before any other. One line each. */
export function safety(plan: Plan): readonly string[] {
  const machines = plan.changes.filter(({ object, action }) => object.kind === 'machine' && action !== 'none');
  if (machines.length === 0) return [];
  const ends = machines.filter(({ action }) => action === 'delete' || action === 'replace');
  const lost = ends.filter(({ impact }) => impact === 'data-loss').map(({ object }) => object.name);
  const lessDisks = machines.filter((change) => isDiskTakenOff(change)).map(({ object }) => object.name);
  const steps = (plan.terraform ?? []).filter(({ changes }) => Object.keys(changes).length > 0);
  const etcd = steps
    .filter((run) => run.etcd.members > 0)
    .map(({ environment, cluster, etcd: { members, leaving } }) => {
      const of = steps.length > 1 ? ` of ${environment}/${cluster}` : '';
      return leaving === 0
        ? `etcd:  ${members} of ${count(members, 'member')}${of} up throughout`
        : `etcd:  ${members - leaving} of ${count(members, 'member')}${of} stay up; take the one that leaves out of it first: talosctl etcd leave`;
    });
  return [
    `steps: ${['publish', ...steps.map(({ environment, cluster }) => `machines of ${environment}/${cluster}`)].join(', then ')}`,
    ...etcd,
    ...(lessDisks.length === 0
      ? []
      : [
          `data:  AT RISK at ${lessDisks.join(', ')}: Proxmox keeps a disk that is taken off, unused, and destroys it with its machine`,
        ]),
    ...(lost.length === 0 && lessDisks.length > 0 ? [] : [lostLine(plan, lost, ends.length > 0)]),
  ];
}

/** The machine stays, and a disk of its own does not stay with it. */
export function isDiskTakenOff({ object, action, impact }: Pick<Change, 'object' | 'action' | 'impact'>): boolean {
  return object.kind === 'machine' && impact === 'data-loss' && action !== 'delete' && action !== 'replace';
}

/** A node's configuration would be sent to another address than the one that it has had. */
export function isLookedForElsewhere({ object, impact }: Pick<Change, 'object' | 'impact'>): boolean {
  return object.kind === 'node' && impact === 'restart';
}

/** "None" is said of the clusters that Terraform was asked about alone. */
function lostLine({ deferred }: Plan, lost: readonly string[], ends: boolean): string {
  if (lost.length > 0) return `data:  LOST with ${lost.join(', ')}`;
  const others = deferred.filter(({ layer }) => layer === 'terraform');
  const kept = ends ? ': disks that are kept belong to machines of their own' : '';
  return `data:  none at risk${kept}${others.length === 0 ? '' : `; not looked at: ${where(others, Number.POSITIVE_INFINITY)}`}`;
}

/** What was stored before and waits: one line a machine. */
export function restartLines(plan: Plan): readonly string[] {
  return (plan.restarts ?? []).map(
    ({ environment, cluster, machine, settings }) =>
      `waits for a restart: ${machine} of ${environment}/${cluster} (${settings.join(', ')})`,
  );
}
