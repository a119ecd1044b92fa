import { formatPlace } from '../identity/cluster-id.ts';
import { count } from '../diagnostics/count.ts';
import { causeText, formatChanges, isFile, type LineOptions, paint, wordsOf, worstWords } from './format-change.ts';
import { formatLeafPath } from '../identity/leaf-path.ts';
import { changed } from './format-diff.ts';
import { layerPlans } from '../layers/plan-registry.ts';
import { counts, nouns } from './format-machines.ts';
import { formatBlocked, formatDeferred, formatDelivery, heldText, notChecked } from './format-waiting.ts';
import { groupBy } from './group-by.ts';
import { impacts } from './effects.ts';
import type { Cause, Change, Plan } from './plan.ts';
import { type TypedCommands, usualCommands } from './typed-commands.ts';
import { workOfKind } from './work.ts';
import { renameLines } from './renames.ts';
import { safeText } from './safe-text.ts';

export interface PlanTextOptions extends LineOptions {
  /** How commands that it suggests are typed. */
  readonly typed?: TypedCommands;
  /** How many clusters the platform has. */
  readonly clusters: number;
  /** What this is run by: `npm run plan` and the like are printed as the next step. */
  readonly commands?: { readonly diff: string; readonly apply: string; readonly secrets: string };
}

const usual = { diff: 'npm run plan -- --diff', apply: 'npm run apply', secrets: 'npx infraflux secrets' };

/** More clusters than this get one line each, so that forty still fit a screen or two. */
const maximumSections = 8;

/** The plan for people: by cluster, then by what was changed in the input; the impact in words at the right edge. */
export function formatPlan(plan: Plan, options: PlanTextOptions): string {
  const all = told(plan);
  if (all.length === 0 && workOfKind(plan, 'publish').length === 0) return nothingToDo(plan, options);
  const places = groupBy(all, place);
  const held = heldText(plan, options.clusters);
  const first = [headline(places, options.clusters), ...(held === '' ? [] : [held])].join('; ');
  const out: string[] = [safeText(`${plan.platform}: ${first}`), ''];
  if (places.size > maximumSections || all.every(isFirst)) out.push(...formatTable(places, options), '');
  else
    for (const [name, changes] of places)
      out.push(paint(options, 1, safeText(name)), ...formatSection(changes, options), '');
  const renamed = renameLines(plan.renames ?? [], options.typed ?? usualCommands);
  if (renamed.length > 0) out.push(...renamed.map(safeText), '');
  for (const { notes } of Object.values(layerPlans)) {
    const lines = notes(plan);
    if (lines.length > 0) out.push(...lines.map(safeText), '');
  }
  const waiting = [
    ...reminders(plan),
    ...formatBlocked(plan),
    ...formatDelivery(plan, options.clusters),
    ...notChecked(plan),
    ...formatDeferred(plan.deferred, options.clusters),
  ];
  if (waiting.length > 0) out.push(...waiting, '');
  out.push(summary(all, options));
  return `${out.join('\n')}\n`;
}

/** How many of the platform's clusters change. Those that it no longer has are not among them. */
function headline(places: ReadonlyMap<string, readonly Change[]>, all: number): string {
  const clusters = [...places.values()].filter((changes) => changes.some(({ object }) => object.cluster !== undefined));
  const removed = clusters.filter((changes) => changes.every(isRemoval)).length;
  const changing = clusters.length - removed;
  const gone = `${count(removed, 'cluster')} ${removed === 1 ? 'is' : 'are'} removed`;
  if (removed > 0 && changing === 0) return gone;
  const words = `${changing} of ${count(all, 'cluster')} ${changing === 1 ? 'changes' : 'change'}`;
  return removed === 0 ? words : `${words}, ${gone}`;
}

function isRemoval({ reason }: Change): boolean {
  return reason === 'cluster-removed' || reason === 'environment-removed';
}

/**
 * The changes that people are shown. Where Terraform says what it does to the machines, the files that it reads say the
 * same once more; `--diff` shows them.
 */
function told(plan: Plan): readonly Change[] {
  const all = changed(plan);
  const said = new Set(all.filter(({ object, layer }) => object.kind !== 'file' && layer !== 'files').map(place));
  return all.filter(
    ({ object, follows }) => object.kind !== 'file' || follows === 'gitops' || !said.has(place({ object })),
  );
}

function nothingToDo(plan: Plan, { clusters, commands = usual }: PlanTextOptions): string {
  const where = plan.environments === null ? '' : ` in ${plan.environments.join(', ')}`;
  const layers = Object.values(layerPlans)
    .filter(({ isChecked }) => isChecked(plan))
    .map(({ name }) => name)
    .join(', ');
  const held = heldText(plan, clusters);
  const all = clusters === 1 ? '1 cluster is' : `${clusters} clusters are`;
  const first =
    held === ''
      ? `no changes${where}. ${all} as infraflux.yaml says (checked: ${layers}).`
      : `${layers} up to date${where}; ${held}`;
  const missing = plan.blocked.length;
  return [
    safeText(`${plan.platform}: ${first}`),
    ...reminders(plan),
    ...formatDeferred(plan.deferred, clusters),
    ...(missing === 0
      ? []
      : [`${count(missing, 'secret')} ${missing === 1 ? 'is' : 'are'} missing: ${commands.secrets}`]),
    ...notChecked(plan),
    '',
  ].join('\n');
}

function reminders(plan: Plan): readonly string[] {
  return Object.values(layerPlans).flatMap((layer) => layer.reminders(plan).map(safeText));
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
      ...(made.length === 0 ? [] : [`  ${counts(made)}, created for the first time`]),
    ];
  }
  const out: string[] = [];
  for (const [, group] of groupBy(changes, (change) =>
    JSON.stringify(change.because.length > 0 ? change.because.map(({ path }) => formatLeafPath(path)) : change.reason),
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

/** Where Terraform says it of what it created: machines are not published. */
function machineReason({ layer, action, reason }: Change): string | undefined {
  if (layer === 'files' || layer === 'gitops') return undefined;
  if (action === 'adopt') return 'because Terraform does not know it';
  if (reason === 'missing') return 'because it was created before and no longer exists';
  if (reason === 'drifted') return 'because it drifted: changed manually, or an apply was interrupted';
  return reason === 'new' ? 'created for the first time' : undefined;
}

const reasonText: Readonly<Partial<Record<Change['reason'], string>>> = {
  new: 'published for the first time',
  'release-changed': 'because InfraFlux itself changed',
  'blueprint-changed': 'because blueprints changed',
  drifted: 'because it differs from what is published: never applied, or changed manually',
  'edited-by-hand': 'because a compiled file was edited manually',
  missing: 'because files are missing',
  'environment-removed': 'because the environment is no longer in infraflux.yaml',
  'cluster-removed': 'because the cluster is no longer in infraflux.yaml',
  'input-changed': 'because the input changed',
  'secret-changed': 'because secrets changed',
  'component-disabled': 'because a component is off',
  'component-enabled': 'because a component is on',
  'node-added': 'because machines are added',
  'node-removed': 'because machines are removed',
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
            isFirst(change) && !isFile(change) ? 'created' : (reasonText[change.reason] ?? change.reason),
          ),
      ),
    ];
    const left = `  ${safeText(name).padEnd(width)}  ${counts(changes)}${reasons.length === 0 ? '' : `, ${reasons.join(', ')}`}`;
    const words = worstWords(changes);
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

function summary(changes: readonly Change[], options: PlanTextOptions): string {
  const commands = options.commands ?? usual;
  const of = (action: Change['action']) => changes.filter((change) => change.action === action).length;
  const dangers = impacts.filter((impact) => impacts.indexOf(impact) >= impacts.indexOf('restart'));
  const hurt = dangers.flatMap((impact) => {
    const words = groupBy(
      changes.filter((change) => change.impact === impact),
      wordsOf,
    );
    return [...words].map(([word, hurting]) => `${nouns(hurting)}: ${word}`);
  });
  const replaced = of('replace') === 0 ? '' : `, ${of('replace')} to recreate`;
  const kinds = new Set(changes.map(({ object }) => object.kind));
  const updates = kinds.size === 1 && kinds.has('file') ? count(of('update'), 'file') : `${of('update')}`;
  return `${updates} to change, ${of('create')} to add, ${of('delete')} to remove${replaced}${hurt.length === 0 ? '' : `; ${hurt.join(', ')}`}.   Details: ${commands.diff}   Apply: ${commands.apply}`;
}

function place({ object }: Pick<Change, 'object'>): string {
  return formatPlace(object.environment, object.cluster);
}
