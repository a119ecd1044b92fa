import { clusterId } from '../identity/cluster-id.ts';
import { count } from '../diagnostics/count.ts';
import { detachedDisks, endsMachine, losesData } from './effects.ts';
import { where } from './format-waiting.ts';
import type { Change, Plan } from './plan.ts';
import type { TerraformRun } from './terraform/run.ts';
import { vanishedToName } from './terraform/vanished.ts';

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
  if (machines.length === 0 && vanishedToName(plan.terraform ?? []).length === 0) return [];
  const ends = machines.filter(({ effects }) => endsMachine(effects));
  const lost = ends.filter(({ effects }) => losesData(effects)).map(({ object }) => object.name);
  const lessDisks = machines
    .filter(({ effects }) => detachedDisks(effects).length > 0)
    .map(({ object }) => object.name);
  const steps = (plan.terraform ?? []).filter(({ changes }) => Object.keys(changes).length > 0);
  const etcd = steps
    .filter((run) => run.etcd.members > 0)
    .map((run) => etcdLine(run, steps.length > 1 ? ` of ${clusterId(run.environment, run.cluster)}` : ''));
  return [
    `steps: ${['publish', ...steps.map(({ environment, cluster }) => `machines of ${clusterId(environment, cluster)}`)].join(', then ')}`,
    ...etcd,
    ...(lessDisks.length === 0
      ? []
      : [
          `data:  AT RISK at ${lessDisks.join(', ')}: Proxmox keeps a disk that is taken off, unused, and destroys it with its machine`,
        ]),
    ...lostLines(plan, lost, { ends: ends.length > 0, lessDisks: lessDisks.length > 0 }),
    ...vanishedLines(plan),
  ];
}

/** "Up" is said of machines that were looked at alone. */
function etcdLine({ etcd: { members, up, down, unseen, leaving } }: TerraformRun, where: string): string {
  const seen = up - leaving.filter((name) => !down.includes(name) && !unseen.includes(name)).length;
  const all = `${count(members, 'member')}${where}`;
  const head = unseen.length === members ? all : `${seen} of ${all}`;
  const stays = leaving.length === 0 ? ' up throughout' : ' stay up';
  return [
    `etcd:  ${head}${unseen.length === members ? '' : stays}`,
    ...(leaving.length === 0 ? [] : ['take the one that leaves out of it first: talosctl etcd leave']),
    ...(down.length === 0 ? [] : [`not running: ${down.join(', ')}`]),
    ...(unseen.length === 0 ? [] : [`not looked at: ${unseen.join(', ')}`]),
  ].join('; ');
}

/** "None" is said of the clusters that Terraform was asked about alone, and not where machines are gone already. */
function lostLines(
  plan: Plan,
  lost: readonly string[],
  { ends, lessDisks }: { readonly ends: boolean; readonly lessDisks: boolean },
): readonly string[] {
  const gone = (plan.terraform ?? []).flatMap(({ vanished = [] }) => vanished.map(({ name }) => name));
  const lines = [
    ...(lost.length === 0 ? [] : [`data:  LOST with ${lost.join(', ')}`]),
    ...(gone.length === 0 ? [] : [`data:  GONE with ${gone.join(', ')}: recreated machines start empty`]),
  ];
  if (lines.length > 0 || lessDisks) return lines;
  const others = plan.deferred.filter(({ layer }) => layer === 'terraform');
  const kept = ends ? ': disks that are kept belong to machines of their own' : '';
  const unseen = others.length === 0 ? '' : `; not looked at: ${where(others, Number.POSITIVE_INFINITY)}`;
  return [`data:  none at risk${kept}${unseen}`];
}

function vanishedLines(plan: Plan): readonly string[] {
  const named = vanishedToName(plan.terraform ?? []).map(({ name }) => name);
  if (named.length === 0) return [];
  return [
    `gone:  apply recreates ${named.join(', ')} only with --allow for each; check first whether Proxmox has them`,
  ];
}

/** What was stored before and waits: one line a machine. */
export function restartLines(plan: Plan): readonly string[] {
  return (plan.restarts ?? []).map(
    ({ environment, cluster, machine, settings }) =>
      `waits for a restart: ${machine} of ${clusterId(environment, cluster)} (${settings.join(', ')})`,
  );
}
