import { sha256Hex } from '../../diagnostics/digest.ts';
import { machinePlanOf } from '../../plan/terraform/machine-plans.ts';
import type { Json } from '../../source/tree.ts';
import { disksOf, machineIdOf } from './resource-readers.ts';
import type { MachineDisk, ResourceChange } from './resource-change.ts';

const formatMajor = '1.';

/**
 * The changes of a plan (Terraform's and OpenTofu's JSON output format 1.x,
 * developer.hashicorp.com/terraform/internals/json-format). What stays, and what is only read, is left out. Throws on
 * what is no such document.
 */
export function parseTerraformPlan(text: string): readonly ResourceChange[] {
  const plan = JSON.parse(text) as {
    readonly format_version?: string;
    readonly resource_changes?: readonly RawChange[];
  };
  if (plan.format_version?.startsWith(formatMajor) !== true) throw new Error('it is no plan of format 1');
  return (plan.resource_changes ?? []).flatMap((raw) => changeOf(raw)).sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** Disks that each machine has now, by its address: also of machines about which nothing changes. */
export function parseMachineDisks(text: string): ReadonlyMap<string, readonly MachineDisk[]> {
  const { resource_changes: all = [] } = JSON.parse(text) as { readonly resource_changes?: readonly RawChange[] };
  return new Map(
    all.flatMap(({ address, mode, type, change: { before } }) => {
      const disks = mode === 'managed' && isMap(before) ? disksOf(type, before) : undefined;
      return disks === undefined ? [] : [[address, disks] as const];
    }),
  );
}

/**
 * Machines that Terraform no longer found when it looked, by address: it takes them out of its state, whatever becomes of the
 * plan's changes (`resource_drift` with a delete).
 */
export function parseDropped(text: string): readonly string[] {
  const { resource_drift: drift = [] } = JSON.parse(text) as { readonly resource_drift?: readonly RawChange[] };
  return drift
    .filter(
      ({ mode, type, change }) =>
        mode === 'managed' && machinePlanOf(type) !== undefined && change.actions.includes('delete'),
    )
    .map(({ address }) => address);
}

interface RawChange {
  readonly address: string;
  readonly type: string;
  readonly mode: string;
  readonly action_reason?: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before?: Json;
    readonly after?: Json;
    readonly after_unknown?: Json;
    readonly before_sensitive?: Json;
    readonly after_sensitive?: Json;
    readonly importing?: object;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

function changeOf(raw: RawChange): ResourceChange[] {
  const action = actionOf(raw.change.actions, raw.change.importing !== undefined);
  if (raw.mode !== 'managed' || action === undefined) return [];
  const { before, after, after_unknown: unknown, before_sensitive: hidden, after_sensitive: hiddenAfter } = raw.change;
  const old = leaves(before, hidden);
  const now = leaves(after, hiddenAfter, unknown);
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
  const attributes = paths.flatMap((path) => {
    const [was = absent, is = absent] = [old.get(path), now.get(path)];
    return was === is ? [] : [{ path, before: was, after: is }];
  });
  const { actions, replace_paths: forced = [] } = raw.change;
  // A provider may print its maps in any order; what counts is what they hold.
  const said = JSON.stringify([raw.address, actions, attributes, [...now].sort(([a], [b]) => (a < b ? -1 : 1))]);
  return [
    {
      address: raw.address,
      type: raw.type,
      action,
      attributes: action === 'create' ? [] : attributes,
      ...aboutMachine(raw.type, before, after),
      forcedBy: forced.map(pathText).sort(),
      because: raw.action_reason,
      digest: sha256Hex(said),
    },
  ];
}

function aboutMachine(
  type: string,
  before: Json | undefined,
  after: Json | undefined,
): Pick<ResourceChange, 'disks' | 'vmId'> {
  const [old, now] = [disksOf(type, isMap(before) ? before : {}), disksOf(type, isMap(after) ? after : {})];
  const id = isMap(before) ? machineIdOf(type, before) : undefined;
  return {
    ...(old === undefined || now === undefined ? {} : { disks: { before: old, after: now } }),
    ...(id === undefined ? {} : { vmId: id }),
  };
}

function actionOf(actions: readonly string[], importing: boolean): ResourceChange['action'] | undefined {
  if (actions.includes('create'))
    return actions.includes('delete') || actions.includes('forget') ? 'replace' : 'create';
  if (actions.includes('delete')) return 'delete';
  if (importing) return 'adopt';
  if (actions.includes('update')) return 'update';
  return actions.includes('forget') ? 'forget' : undefined;
}

const absent = '(none)';
const hiddenText = '(secret)';
const unknownText = '(known after apply)';

function leaves(value: Json | undefined, hidden: Json | undefined, unknown?: Json): Map<string, string> {
  const found = new Map<string, string>();
  walk(value ?? null, hidden, unknown, '', found);
  return found;
}

/** `hidden` and `unknown` have the value's shape, with true where a leaf or all below it is so. */
function walk(
  value: Json,
  hidden: Json | undefined,
  unknown: Json | undefined,
  path: string,
  found: Map<string, string>,
) {
  if (hidden === true) found.set(path, hiddenText);
  else if (unknown === true) found.set(path, unknownText);
  else if (Array.isArray(value) || Array.isArray(unknown)) {
    const list = Array.isArray(value) ? value : [];
    const length = Math.max(list.length, Array.isArray(unknown) ? unknown.length : 0);
    for (let at = 0; at < length; at += 1)
      walk(list[at] ?? null, inside(hidden, at), inside(unknown, at), `${path}[${at}]`, found);
  } else if (isMap(value) || isMap(unknown)) {
    for (const key of new Set([...keys(value), ...keys(unknown)]))
      walk(
        inside(value, key) ?? null,
        inside(hidden, key),
        inside(unknown, key),
        path === '' ? key : `${path}.${key}`,
        found,
      );
  } else if (value !== null) found.set(path, typeof value === 'string' ? value : JSON.stringify(value));
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keys(value: Json | undefined): readonly string[] {
  return isMap(value) ? Object.keys(value) : [];
}

function inside(value: Json | undefined, key: string | number): Json | undefined {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  return isMap(value) && Object.hasOwn(value, String(key)) ? value[String(key)] : undefined;
}

function pathText(path: readonly (string | number)[]): string {
  return path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');
}
