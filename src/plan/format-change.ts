import { count } from '../diagnostics/count.ts';
import type { Span } from '../diagnostics/diagnostic.ts';
import { formatPathInCluster } from '../identity/leaf-path.ts';
import { type Effect, impactOf, impacts, worse } from './effects.ts';
import { nouns } from './format-machines.ts';
import { formatMoved } from './format-moved.ts';
import { groupBy } from './group-by.ts';
import type { Cause, Change, Text } from './plan.ts';
import { safeText } from './safe-text.ts';
import { sealedWords } from './sealed-text.ts';

export interface LineOptions {
  readonly color?: boolean;
  /** Columns; the impact stands at the right edge. */
  readonly width?: number;
  /** `environments/prod.yaml:18` of a span: positions need the file's text, which a plan does not hold. */
  readonly placeOf?: ((span: Span) => string) | undefined;
}

/** More lines than this under one cause are counted, not listed: `--diff` lists. */
const maximumLines = 8;

/** What happens to each object of one cause: layer, sign, name, what is different, and how much that hurts. */
export function formatChanges(group: readonly Change[], options: LineOptions): string[] {
  const first = group.every((change) => change.action === 'create' && change.because.length === 0);
  if (group.length > maximumLines || (first && group.length > 3)) {
    return [...groupBy(group, (change) => `${layerText(change)}\n${change.action}`)].map(([, same]) => {
      const [sample] = same as [Change];
      return line(layerText(sample), sign(sample), nouns(same), '', worst(same), options, worstWords(same));
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

/** The line of the input that is behind a change: where it stands, and what it was and is. */
export function causeText(cause: Cause, options: LineOptions): string {
  const at = cause.span === undefined || options.placeOf === undefined ? '' : `${options.placeOf(cause.span)}  `;
  return safeText(
    `${at}${formatPathInCluster(cause.environment, cause.path)}  ${shorten(formatMoved(cause.moved), 60)}`,
  );
}

export function isFile(change: Change): boolean {
  return change.object.kind === 'file';
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
  options: LineOptions,
  words: string,
): string {
  const left = `    ${layer.padEnd(10)}  ${mark} ${name}${detailed === '' ? '' : `  ${detailed}`}`;
  if (impact === 'none') return left;
  const room = Math.max(2, (options.width ?? 100) - left.length - words.length);
  return `${left}${' '.repeat(room)}${paint(options, impacts.indexOf(impact) >= impacts.indexOf('replace') ? 31 : 33, words)}`;
}

/** How much a change hurts, in words; the right edge of the plan. */
export function wordsOf(change: Change): string {
  // Most programs read a Secret once, when they start, and nothing restarts them.
  if (change.secret !== undefined && change.action === 'update' && change.subject !== undefined)
    return change.secret.changed.length === 0 ? '' : `needs a restart of ${safeText(change.subject)}`;
  return effectsText(change.effects);
}

/** The words of the worst of several changes. */
export function worstWords(changes: readonly Change[]): string {
  return effectsText(changes.flatMap(({ effects }) => effects));
}

function effectsText(effects: readonly Effect[]): string {
  const impact = impactOf(effects);
  const worstEffect = effects.find((effect) => impactOf([effect]) === impact);
  return worstEffect === undefined || impact === 'none' ? '' : effectText(worstEffect);
}

function effectText(effect: Effect): string {
  switch (effect.kind) {
    case 'updated':
      return 'in place';
    case 'address':
      return 'ADDRESS CHANGES';
    case 'restart':
      return effect.when === 'now' ? 'reboot' : 'at the next restart';
    case 'drained':
      return 'reboot, drained first';
    case 'recreated':
      return 'replaced';
    case 'destroyed':
      return 'machine destroyed';
    case 'disk':
      return effect.fate === 'detached' ? 'DISK DETACHED' : 'DATA LOSS';
    case 'data-unreachable':
      return 'DATA LOSS';
  }
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

export function worst(changes: readonly Change[]): Change['impact'] {
  return changes.map(({ impact }) => impact).reduce(worse, 'none');
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 3)}...`;
}

export function paint(options: LineOptions, code: number, text: string): string {
  return options.color === true ? `\u001B[${code}m${text}\u001B[0m` : text;
}
