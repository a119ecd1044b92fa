import { count } from '../diagnostics/count.ts';
import type { Span } from '../diagnostics/diagnostic.ts';
import { changed } from './format-diff.ts';
import { formatLeafPath, parseLeafPath } from './leaf-path.ts';
import { counts, isDiskTakenOff, nouns, restartLines, safety } from './format-machines.ts';
import { type Cause, type Change, type Deferred, impacts, type Plan, type Text } from './plan.ts';
import { safeText } from './safe-text.ts';
import { sealedWords } from './sealed-text.ts';

export interface PlanTextOptions {
  readonly color?: boolean;
  /** Columns; the impact stands at the right edge. */
  readonly width?: number;
  /** `environments/prod.yaml:18` of a span: positions need the file's text, which a plan does not hold. */
  readonly placeOf?: ((span: Span) => string) | undefined;
  /** How many clusters the platform has. */
  readonly clusters: number;
  /** What this is run by: `npm run plan` and the like are printed as the next step. */
  readonly commands?: { readonly diff: string; readonly apply: string };
}

/** More lines than this under one cause are counted, not listed: `--diff` lists. */
const maximumLines = 8;
/** More clusters than this get one line each, so that forty still fit a screen or two. */
const maximumSections = 8;

/** The plan for people: by cluster, then by what was changed in the input; the impact in words at the right edge. */
export function formatPlan(plan: Plan, options: PlanTextOptions): string {
  const all = told(plan);
  if (all.length === 0 && plan.publications.length === 0) return nothingToDo(plan, options.clusters);
  const places = groupBy(all, place);
  const clusters = [...places.keys()].filter((name) => name.includes('/')).length;
  const out: string[] = [
    `${safeText(plan.platform)}: ${clusters} of ${count(options.clusters, 'cluster')} ${clusters === 1 ? 'changes' : 'change'}`,
    '',
  ];
  if (places.size > maximumSections || all.every(isFirst)) out.push(...formatTable(places, options), '');
  else
    for (const [name, changes] of places)
      out.push(paint(options, 1, safeText(name)), ...formatSection(changes, options), '');
  const machines = safety(plan);
  if (machines.length > 0) out.push(...machines.map(safeText), '');
  const inputs = plan.publications.reduce((sum, publication) => sum + (publication.own?.inputs.length ?? 0), 0);
  if (inputs > 0) out.push(`${count(inputs, 'input file')} of this repository will be committed with it`, '');
  const waiting = [
    ...restartLines(plan).map(safeText),
    ...formatBlocked(plan),
    ...notChecked(plan),
    ...formatDeferred(plan.deferred, options.clusters),
  ];
  if (waiting.length > 0) out.push(...waiting, '');
  out.push(summary(all, options));
  return `${out.join('\n')}\n`;
}

/**
 * The changes that people are shown. Where Terraform says what it does to the machines, the files that it reads say the
 * same once more; `--diff` shows them.
 */
function told(plan: Plan): readonly Change[] {
  const all = changed(plan);
  const said = new Set(all.filter(({ object }) => object.kind !== 'file').map(place));
  return all.filter(
    ({ object, follows }) => object.kind !== 'file' || follows === 'gitops' || !said.has(place({ object })),
  );
}

/** 1 for a plan with errors; else 2 when something would change and that was asked for; else 0. */
export function planExitCode(plan: Plan, detailed: boolean): 0 | 1 | 2 {
  if (plan.diagnostics.some((diagnostic) => diagnostic.severity === 'error')) return 1;
  return detailed && (changed(plan).length > 0 || plan.publications.length > 0) ? 2 : 0;
}

function nothingToDo(plan: Plan, clusters: number): string {
  const checked = plan.environments === null ? '' : ` in ${plan.environments.join(', ')}`;
  const deferred = groupBy(
    plan.deferred.filter((entry) => entry.blocked !== true),
    (entry) => entry.because,
  );
  const words = [...deferred].map(
    ([because, entries]) => `${layersOf(entries)} in ${where(entries, clusters)}, ${because}`,
  );
  const tail = words.length === 0 ? '' : `; deferred: ${words.join('; ')}`;
  const is = clusters === 1 ? 'cluster is' : 'clusters are';
  const missing = plan.blocked.length;
  const blocked =
    missing === 0 ? '' : `${count(missing, 'secret')} ${missing === 1 ? 'is' : 'are'} missing: npx infraflux secrets\n`;
  const secrets = notChecked(plan)
    .map((line) => `${line}\n`)
    .join('');
  const layers = ['files', ...((plan.terraform ?? []).length > 0 ? ['terraform'] : []), 'gitops'].join(', ');
  const refused = formatDeferred(
    plan.deferred.filter((entry) => entry.blocked === true),
    clusters,
  )
    .map((line) => `${line}\n`)
    .join('');
  const restarts = restartLines(plan)
    .map((line) => `${safeText(line)}\n`)
    .join('');
  return `${safeText(plan.platform)}: no changes${checked}. ${clusters} ${is} as infraflux.yaml says (checked: ${layers}${safeText(tail)}).\n${restarts}${refused}${blocked}${secrets}`;
}

function isFile(change: Change): boolean {
  return change.object.kind === 'file';
}

function isFirst(change: Change): boolean {
  return change.reason === 'new' && change.action === 'create';
}

function formatSection(changes: readonly Change[], options: PlanTextOptions): string[] {
  const first = changes.filter(isFirst);
  if (first.length === changes.length) {
    const [files, made] = [first.filter(isFile), first.filter((change) => !isFile(change))];
    return [
      ...(files.length === 0 ? [] : [`  ${counts(files)}, ${reasonText.new}`]),
      ...(made.length === 0 ? [] : [`  ${counts(made)}, made for the first time`]),
    ];
  }
  const out: string[] = [];
  for (const [, group] of groupBy(
    changes,
    (change) => change.because.map((cause) => cause.path).join('\n') || `!${change.reason}`,
  )) {
    for (const line of headings(group, options)) out.push(`  ${line}`);
    out.push(...formatChanges(group, options));
  }
  return out;
}

function headings(group: readonly Change[], options: PlanTextOptions): string[] {
  const [first] = group as [Change];
  if (first.because.length > 0) return first.because.map((cause) => `because ${causeText(cause, options)}`);
  return [machineReason(first) ?? reasonText[first.reason] ?? first.reason];
}

/** Where Terraform says it of what it made: nobody published a machine. */
function machineReason({ layer, action, reason }: Change): string | undefined {
  if (layer === 'files' || layer === 'gitops') return undefined;
  if (action === 'adopt') return 'because Terraform does not know it';
  if (reason === 'missing') return 'because it was made before, and is gone';
  if (reason === 'drifted') return 'because it is not as it should be: changed by hand, or an apply did not get so far';
  return reason === 'new' ? 'made for the first time' : undefined;
}

const reasonText: Readonly<Partial<Record<Change['reason'], string>>> = {
  new: 'published for the first time',
  'release-changed': 'because InfraFlux itself changed',
  'blueprint-changed': 'because blueprints changed',
  drifted: 'because it is not as published: never applied, or changed by hand',
  'edited-by-hand': 'because somebody edited a compiled file',
  missing: 'because files are missing',
  'environment-removed': 'because the environment is no longer in infraflux.yaml',
  'cluster-removed': 'because the cluster is no longer in infraflux.yaml',
  'input-changed': 'because the input changed',
  'secret-changed': 'because secrets changed',
  'component-disabled': 'because a component is off',
  'component-enabled': 'because a component is on',
  'node-added': 'because machines came',
  'node-removed': 'because machines went',
};

function causeText(cause: Cause, options: PlanTextOptions): string {
  const at = cause.span === undefined || options.placeOf === undefined ? '' : `${options.placeOf(cause.span)}  `;
  const moved =
    cause.before === undefined
      ? cause.after === 'set' || cause.after === undefined
        ? 'added'
        : `added: ${cause.after}`
      : cause.after === undefined
        ? 'taken out'
        : `${cause.before} -> ${cause.after}`;
  return safeText(`${at}${withinCluster(cause.path)}  ${shorten(moved, 60)}`);
}

/** Without environment and cluster, which the heading says. */
function withinCluster(path: string): string {
  const keys = parseLeafPath(path);
  return keys.length > 2 ? formatLeafPath(keys.slice(2)) : path;
}

function formatChanges(group: readonly Change[], options: PlanTextOptions): string[] {
  const first = group.every((change) => change.action === 'create' && change.because.length === 0);
  if (group.length > maximumLines || (first && group.length > 3)) {
    return [...groupBy(group, (change) => `${layerText(change)}\n${change.action}`)].map(([, same]) => {
      const [sample] = same as [Change];
      return line(layerText(sample), sign(sample), nouns(same), '', worst(same), options);
    });
  }
  return group.map((change) =>
    line(
      layerText(change),
      sign(change),
      safeText(shortName(change)),
      safeText(detail(change)),
      change.impact,
      options,
      wordsOf(change),
    ),
  );
}

/** A file counts under the layer that follows it, so people see which machine room a change reaches. */
function layerText(change: Change): string {
  if (change.secret !== undefined) return 'secret';
  return change.layer === 'files' ? 'files' : (change.follows ?? change.layer);
}

function line(
  layer: string,
  mark: string,
  name: string,
  detailed: string,
  impact: Change['impact'],
  options: PlanTextOptions,
  words = impactText[impact],
): string {
  const left = `    ${layer.padEnd(10)}  ${mark} ${name}${detailed === '' ? '' : `  ${detailed}`}`;
  if (impact === 'none') return left;
  const room = Math.max(2, (options.width ?? 100) - left.length - words.length);
  return `${left}${' '.repeat(room)}${paint(options, impacts.indexOf(impact) >= impacts.indexOf('replace') ? 31 : 33, words)}`;
}

/** A machine that goes and whose data disks stay is not made anew. */
function wordsOf(change: Change): string {
  // Most programs read a Secret once, when they start, and nothing restarts them.
  if (change.secret !== undefined && change.action === 'update' && change.subject !== undefined)
    return change.secret.changed.length === 0 ? '' : `needs a restart of ${safeText(change.subject)}`;
  // Nothing is restarted by what Terraform does: Proxmox waits with it until somebody does.
  if (change.object.kind === 'machine' && change.impact === 'reboot') return 'at the next restart';
  if (isDiskTakenOff(change)) return 'DISK TAKEN OFF';
  const goes = change.reason === 'node-removed' || change.reason === 'cluster-removed' || change.action === 'delete';
  return goes && change.impact === 'replace' ? 'machine destroyed' : impactText[change.impact];
}

const impactText: Readonly<Record<Change['impact'], string>> = {
  none: '',
  'in-place': 'in place',
  restart: 'restart',
  reboot: 'reboot',
  drain: 'reboot, drained first',
  replace: 'replaced',
  'data-loss': 'DATA LOSS',
};

function formatTable(places: ReadonlyMap<string, readonly Change[]>, options: PlanTextOptions): string[] {
  const width = Math.max(...[...places.keys()].map((name) => name.length));
  const causes = new Map<string, { readonly cause: Cause; readonly places: Set<string> }>();
  const rows = [...places].map(([name, changes]) => {
    for (const cause of changes.flatMap((change) => change.because)) {
      const text = causeText(cause, options);
      const entry = causes.get(text) ?? { cause, places: new Set() };
      entry.places.add(name);
      causes.set(text, entry);
    }
    const reasons = [
      ...new Set(
        changes
          .filter((change) => change.because.length === 0)
          .map((change) =>
            isFirst(change) && !isFile(change) ? 'made' : (reasonText[change.reason] ?? change.reason),
          ),
      ),
    ];
    const left = `  ${safeText(name).padEnd(width)}  ${counts(changes)}${reasons.length === 0 ? '' : `, ${reasons.join(', ')}`}`;
    const words = impactText[worst(changes)];
    return words === ''
      ? left
      : `${left}${' '.repeat(Math.max(2, (options.width ?? 100) - left.length - words.length))}${words}`;
  });
  const lines = [...causes]
    .slice(0, 12)
    .map(([text, entry]) => `because ${text}   (${count(entry.places.size, 'place')})`);
  if (causes.size > 12) lines.push(`and ${causes.size - 12} more changes of the input`);
  return [...lines, ...rows];
}

function formatBlocked(plan: Plan): string[] {
  if (plan.blocked.length === 0) return [];
  const width = Math.max(...plan.blocked.map((blocked) => blocked.command.length));
  return [
    `waiting for ${count(plan.blocked.length, 'secret')}; only what reads them waits:`,
    ...plan.blocked.map((blocked) => {
      const readers =
        blocked.readBy.length > 3
          ? `${blocked.readBy.slice(0, 3).join(', ')} and ${blocked.readBy.length - 3} more`
          : blocked.readBy.join(', ');
      return safeText(`  ${blocked.command.padEnd(width)}  read by ${readers}`);
    }),
  ];
}

/** What no key here opens was not verified, and that is said rather than passed over. */
function notChecked(plan: Plan): string[] {
  if (plan.secrets === undefined || plan.secrets.verified) return [];
  return [`not checked: some of ${count(plan.secrets.count, 'secrets file')}, which no age key on this machine opens`];
}

function formatDeferred(deferred: readonly Deferred[], clusters: number): string[] {
  return [...groupBy(deferred, (entry) => entry.because)].flatMap(([because, entries]) => {
    const [first] = entries as [Deferred];
    const word = first.blocked === true ? 'blocked' : 'deferred';
    const line = safeText(`${word}: ${layersOf(entries)} in ${where(entries, clusters)}, because ${because}`);
    // Of the other layers, the next version knows more, or the cluster has to be there first.
    const isForPeople = first.blocked === true || first.layer === 'terraform';
    return isForPeople ? [line, safeText(`  to go on: ${first.needs}`)] : [line];
  });
}

function layersOf(deferred: readonly Deferred[]): string {
  return [...new Set(deferred.map((entry) => entry.layer))].join(', ');
}

function where(deferred: readonly Deferred[], clusters: number): string {
  const names = [
    ...new Set(
      deferred.map((entry) =>
        entry.cluster === undefined ? entry.environment : `${entry.environment}/${entry.cluster}`,
      ),
    ),
  ];
  if (names.length === clusters && clusters > 1) return `all ${clusters} clusters`;
  return names.length > 4 ? `${names.length} clusters` : names.join(', ');
}

function summary(changes: readonly Change[], options: PlanTextOptions): string {
  const commands = options.commands ?? { diff: 'npm run plan -- --diff', apply: 'npm run apply' };
  const of = (action: Change['action']) => changes.filter((change) => change.action === action).length;
  const dangers = impacts.filter((impact) => impacts.indexOf(impact) >= impacts.indexOf('restart'));
  const hurt = dangers.flatMap((impact) => {
    const words = groupBy(
      changes.filter((change) => change.impact === impact),
      wordsOf,
    );
    return [...words].map(([word, hurting]) => `${nouns(hurting)}: ${word}`);
  });
  const replaced = of('replace') === 0 ? '' : `, ${of('replace')} to make anew`;
  const kinds = new Set(changes.map(({ object }) => object.kind));
  const updates = kinds.size === 1 && kinds.has('file') ? count(of('update'), 'file') : `${of('update')}`;
  return `${updates} to change, ${of('create')} to add, ${of('delete')} to remove${replaced}${hurt.length === 0 ? '' : `; ${hurt.join(', ')}`}.   Details: ${commands.diff}   Apply: ${commands.apply}`;
}

function place(change: Pick<Change, 'object'>): string {
  return change.object.cluster === undefined
    ? change.object.environment
    : `${change.object.environment}/${change.object.cluster}`;
}

function shortName(change: Change): string {
  if (change.secret !== undefined) return `${change.object.environment}/${change.secret.name}`;
  if (!isFile(change)) return change.object.name;
  return change.object.name.slice(change.object.environment.length + 1);
}

/** The one line that differs, where there is one; else how many. */
function detail(change: Change): string {
  if (change.detail !== undefined) return change.detail;
  if (change.action !== 'update') return '';
  if (change.secret !== undefined) return sealedWords(change.secret);
  const before = lines(change.before);
  const after = lines(change.after);
  if (before === undefined || after === undefined) return '';
  // As many lines as before: then line by line, so that what stands between two changed ones is not counted.
  const pairs = before.flatMap((old, at): [string, string][] => (old === after[at] ? [] : [[old, after[at] ?? '']]));
  if (before.length !== after.length || pairs.length === 0) {
    const difference = after.length - before.length;
    return difference > 0 ? `${count(difference, 'line')} more` : `${count(-difference, 'line')} fewer`;
  }
  const words = new Set(pairs.map(([old, now]) => lineChange(old, now)));
  const [only] = words;
  if (words.size > 1 || only === undefined) return count(pairs.length, 'line');
  return pairs.length === 1 ? shorten(only, 60) : `${shorten(only, 50)}  (${pairs.length} times)`;
}

/** `replicas 1 -> 3`, where the line is a key and its value; undefined where it is not. */
function lineChange(before: string, after: string): string | undefined {
  const split = /^\s*([^:=]+?)\s*[:=]\s*(.*)$/;
  const old = split.exec(before);
  const now = split.exec(after);
  return old !== null && now !== null && old[1] === now[1] ? `${old[1]} ${old[2]} -> ${now[2]}` : undefined;
}

function lines(text: Text | undefined): string[] | undefined {
  return text?.kind === 'plain' ? text.text.split('\n') : undefined;
}

function sign(change: Change): string {
  return { create: '+', update: '~', replace: '!', delete: '-', move: '>', adopt: '=', none: ' ' }[change.action];
}

function worst(changes: readonly Change[]): Change['impact'] {
  return changes.reduce<Change['impact']>(
    (a, b) => (impacts.indexOf(b.impact) > impacts.indexOf(a) ? b.impact : a),
    'none',
  );
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 3)}...`;
}

function paint(options: PlanTextOptions, code: number, text: string): string {
  return options.color === true ? `\u001B[${code}m${text}\u001B[0m` : text;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}
