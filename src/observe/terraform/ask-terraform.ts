import { clusterId } from '../../identity/cluster-id.ts';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { deferred, refusal } from '../../plan/hold.ts';
import { machinePlans } from '../../plan/terraform/machine-plans.ts';
import { subjectOfResource } from '../../plan/terraform/subject.ts';
import type { CommandResult } from '../run-command.ts';
import type { TerraformObservation } from '../observations.ts';
import type { Proof, ProvenMachine } from '../../plan/recorded.ts';
import { parseDropped, parseMachineDisks, parseTerraformPlan } from './parse-plan.ts';
import { readProviders, readStateIdentity } from './bound-run.ts';
import { type KnownState, parseKnownState, stateCopies } from '../state-copies.ts';
import { parseState } from './parse-state.ts';
import type { ResourceChange } from './resource-change.ts';
import type { StateEntry } from './state-entry.ts';
import {
  initTerraform,
  terraformAt,
  type TerraformError,
  terraformErrors,
  type TerraformPlace,
} from './run-terraform.ts';
import {
  engineByHand,
  engineCommand,
  infrafluxCommand,
  shellWord,
  terraformFolder,
} from '../../plan/typed-commands.ts';

export interface Question {
  /** Names of all nodes of the cluster. */
  readonly nodes: readonly string[];
  /** Install what Argo CD needs, and Argo CD, where that was not done yet. */
  readonly bootstrap: boolean;
  /** Something was applied once (infraflux.lock says so), so that an empty state is a lost one. */
  readonly wasApplied: boolean;
  /** Machines that are there and ours by name, tags and UUID, and do not run: Terraform's import id, by address. */
  readonly ours: ReadonlyMap<string, string>;
  /** Looks at each machine that the state knows, right before Terraform is let at it: to Terraform, an id is a machine. */
  readonly prove: (state: readonly StateEntry[]) => Promise<Proof>;
  /** The same for images that would be deleted: why one of them must not, if so. */
  readonly proveImages: (
    state: readonly StateEntry[],
    changes: readonly ResourceChange[],
  ) => Promise<Diagnostic | undefined>;
}

type Refused = Extract<TerraformObservation, { readonly kind: 'refused' }>;

function refused(diagnostic: Diagnostic): Refused {
  return { kind: 'refused', state: 'blocked', diagnostic };
}

/**
 * What Terraform would do in the stage, and the plan file that does it. Reads the state and the world, and changes
 * neither. New machines are named to it: Talos takes their first configuration in another mode than all later ones.
 */
export async function askTerraform(place: TerraformPlace, question: Question): Promise<TerraformObservation> {
  const lost = lostState(place, question);
  if (lost !== undefined) return lost;
  const terraform = terraformAt(place);
  const failed = await initTerraform(terraform, place);
  if (failed !== undefined) return failedRun(place, 'init', failed);
  const identity = await readStateIdentity(terraform, place);
  const shown = await terraform(['show', '-json', '-no-color'], { timeoutSeconds: 300 });
  if (shown.code !== 0) return failedRun(place, 'show', shown);
  const state = whole(() => parseState(shown.stdout));
  if (state === undefined) return tornAnswer(place, 'show');
  if (question.wasApplied && state.length === 0) return stateIsEmpty(place);
  const { machines, doubt } = await question.prove(state);
  if (doubt !== undefined) return refused(doubt);
  writeImports(place, question.ours, new Set(state.map(({ address }) => address)));
  // What was installed is left alone: without it, Terraform would take it out of its books.
  const bootstrap = question.bootstrap || state.some(({ address }) => isBootstrap(address));
  let maintenance = question.nodes.filter((node) => !state.some((one) => isConfigured(one, node)));
  for (;;) {
    const answer = await terraform(planArguments(place), { env: planVariables(maintenance, bootstrap) });
    if (answer.code !== 0) return failedRun(place, 'plan', answer);
    const plan = await terraform(['show', '-json', '-no-color', place.stage.plan], { timeoutSeconds: 300 });
    if (plan.code !== 0) return failedRun(place, 'show', plan);
    const changes = whole(() => parseTerraformPlan(plan.stdout));
    if (changes === undefined) return tornAnswer(place, 'show');
    const dropped = droppedInVain(plan.stdout, machines);
    if (dropped !== undefined) return vanishedMeanwhile(place, dropped);
    // A machine that is recreated has lost its configuration: that is known only now.
    const recreated = question.nodes.filter((node) => !maintenance.includes(node) && isRecreated(changes, node));
    const inState = state.map(({ address }) => address);
    const foreign = await question.proveImages(state, changes);
    if (foreign !== undefined) return refused(foreign);
    const disks = parseMachineDisks(plan.stdout);
    if (recreated.length === 0) {
      const bound = { ...(identity === undefined ? {} : { state: identity }), providers: readProviders(place) };
      return { kind: 'planned', changes, inState, machines, disks, maintenance, bootstrap, ...bound };
    }
    maintenance = question.nodes.filter((node) => maintenance.includes(node) || recreated.includes(node));
  }
}

/** Undefined: the text is no whole JSON. */
function whole<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function tornAnswer({ program }: TerraformPlace, verb: string): Refused {
  const message = `${program} ${verb} printed an answer that is cut off`;
  return refused(refusal('terraform/plan-failed', message, 'plan again; see whether the disk is full'));
}

/** A machine that Terraform takes for gone, and that is there: its provider believes whatever list it is given. */
function droppedInVain(text: string, machines: readonly ProvenMachine[]): string | undefined {
  const gone = new Set(machines.filter(({ state }) => state === 'gone').map(({ address }) => address));
  return parseDropped(text).find((address) => !gone.has(address));
}

function vanishedMeanwhile({ program, stage }: TerraformPlace, address: string): Refused {
  const { name } = subjectOfResource(address, '');
  return refused(
    refusal(
      'terraform/not-listed',
      `${program} does not find ${name}, which was there right before, and would remove it from the state of ${clusterId(stage.environment, stage.cluster)}: it was not run`,
      'plan again once Proxmox lists all its machines: one that has just started lists nothing at first',
    ),
  );
}

/**
 * A machine of ours that the state does not know was being made when Terraform was killed, or the power went. It is taken
 * into the state by an import block, which the plan shows, and made whole.
 */
function writeImports({ stage }: TerraformPlace, ours: ReadonlyMap<string, string>, known: ReadonlySet<string>): void {
  const file = join(stage.root, 'imports.tf');
  const blocks = [...ours]
    .filter(([address]) => !known.has(address))
    .map(([address, id]) => `import {\n  to = ${address}\n  id = ${JSON.stringify(id)}\n}\n`);
  if (blocks.length === 0) rmSync(file, { force: true });
  else writeFileSync(file, blocks.join('\n'));
}

function planArguments({ stage }: TerraformPlace): readonly string[] {
  return ['plan', '-input=false', '-no-color', '-json', '-lock-timeout=60s', `-out=${stage.plan}`];
}

/** Values of the root's own variables. As for the ephemeral ones, a saved plan wants the same again. */
export function planVariables(maintenance: readonly string[], bootstrap: boolean): Readonly<Record<string, string>> {
  return { TF_VAR_maintenance: JSON.stringify(maintenance), TF_VAR_bootstrap: String(bootstrap) };
}

function isConfigured({ address, tainted }: StateEntry, node: string): boolean {
  const subject = subjectOfResource(address, '');
  return !tainted && subject.kind === 'configuration' && subject.node === node;
}

function isBootstrap(address: string): boolean {
  return subjectOfResource(address, 'terraform_data').kind === 'bootstrap';
}

function isRecreated(changes: readonly ResourceChange[], node: string): boolean {
  return changes.some(({ address, type, action }) => {
    const subject = subjectOfResource(address, type);
    const isNew = action === 'create' || action === 'replace';
    return isNew && subject.node === node && (subject.kind === 'machine' || subject.kind === 'configuration');
  });
}

/**
 * The local backend writes its file in place: a crash leaves it empty, and Terraform then takes an empty file for a world
 * without machines (terraform 1.11, statemgr/filesystem.go).
 */
function lostState(place: TerraformPlace, { wasApplied }: Question): Refused | undefined {
  const file = place.stateFile;
  if (file === undefined) return undefined;
  const there = statSync(file, { throwIfNoEntry: false });
  if (there === undefined) return wasApplied ? stateIsEmpty(place) : undefined;
  const text = readFileSync(file, 'utf8');
  if (text.trim() !== '') {
    const now = parseKnownState(text);
    return now === undefined ? tornState(place) : olderState(place, now);
  }
  // While it holds the lock of a state that is not there yet, Terraform keeps an empty file in its place.
  if (existsSync(join(dirname(file), `.${basename(file)}.lock.info`))) return undefined;
  if (wasApplied) return stateIsEmpty(place);
  return refused(
    refusal(
      'terraform/state-empty',
      `${file} is empty: ${place.program} was killed while it wrote it`,
      `${restoreCommand(place)}; or remove it, if no machine was created yet`,
    ),
  );
}

/** A machine that lost power leaves half of it. Terraform would say what its JSON parser says. */
function tornState(place: TerraformPlace): Refused {
  return refused(
    refusal(
      'terraform/state-torn',
      `${place.stateFile} is cut off or damaged: ${place.program} was not run`,
      restoreCommand(place),
    ),
  );
}

/** Of the same lineage, and behind a copy that apply kept: a backup or a branch was put in its place. */
function olderState(place: TerraformPlace, now: KnownState): Refused | undefined {
  const newest = stateCopies(place.checkout, clusterId(place.stage.environment, place.stage.cluster))
    .filter(({ lineage }) => lineage === now.lineage)
    .toSorted((a, b) => b.serial - a.serial)[0];
  if (newest === undefined || newest.serial <= now.serial) return undefined;
  return refused(
    refusal(
      'terraform/state-older',
      `${place.stateFile} is at serial ${now.serial}, and a copy of serial ${newest.serial} is kept: what was made since is not in it`,
      `${restoreCommand(place)} ${newest.name} --replace`,
    ),
  );
}

function restoreCommand({ typed, stage }: TerraformPlace): string {
  return infrafluxCommand(typed, 'state', 'restore', `${stage.environment}/${stage.cluster}`);
}

function stateIsEmpty(place: TerraformPlace): Refused {
  const { stateFile } = place;
  const what = stateFile === undefined ? 'the state' : stateFile;
  return refused(
    refusal(
      'terraform/state-empty',
      `${what} is empty, and infraflux.lock records machines: Terraform would create all of them again`,
      stateFile === undefined
        ? 'restore the state in its backend, or import the machines'
        : `${restoreCommand(place)}; without a copy, import the machines`,
    ),
  );
}

function failedRun(place: TerraformPlace, verb: string, answer: CommandResult): Refused {
  const [first, ...rest] = terraformErrors(answer);
  const more = rest.length === 0 ? '' : ` (and ${rest.length} more)`;
  if (/state lock/i.test(first?.summary ?? ''))
    return {
      kind: 'refused',
      ...deferred(
        'terraform/state-locked',
        `another ${place.program} holds the lock of the state${lockHolder(first?.detail ?? '')}`,
        'wait for it: one whose apply was killed finishes by itself',
      ),
    };
  const other = ofOtherEngine(answer, place);
  if (other !== undefined) return other;
  const prevented = preventedBy(place, terraformErrors(answer));
  if (prevented !== undefined) return prevented;
  const where = first?.address === undefined ? '' : `${first.address}: `;
  const detail = first === undefined || first.detail === '' ? '' : `: ${shorten(first.detail)}`;
  return refused(
    refusal(
      'terraform/plan-failed',
      `${place.program} ${verb} fails: ${where}${first?.summary ?? 'no reason given'}${detail}${more}`,
      `what it says; the files that it reads are in ${place.stage.root}`,
    ),
  );
}

/** Of `Lock Info: ID: ... Path: ... Operation: OperationTypeApply Who: me@laptop Version: ... Created: ... UTC`. */
function lockHolder(detail: string): string {
  const who = /\bWho:\s+(\S+)/.exec(detail)?.[1];
  if (who === undefined) return '';
  const operation = /\bOperation:\s+OperationType(\w+)/.exec(detail)?.[1]?.toLowerCase();
  const since = /\bCreated:\s+(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/.exec(detail)?.[1];
  return `: ${who}${operation === undefined ? '' : `, which does ${operation}`}${since === undefined ? '' : `, since ${since} UTC`}`;
}

/**
 * What `prevent_destroy` refuses: Terraform names the resource in the sentence alone. A kept disk would be destroyed; or a
 * machine that has a guard, or the guard, where `protect` was taken away.
 */
function preventedBy(
  { program, stage, typed }: TerraformPlace,
  errors: readonly TerraformError[],
): Refused | undefined {
  const addresses = errors.flatMap(
    ({ detail }) => /Resource (\S.*?) has lifecycle\.prevent_destroy set/.exec(detail)?.[1] ?? [],
  );
  const subjects = addresses.map((address) => ({ address, ...subjectOfResource(address, '') }));
  const kept = subjects.filter(({ kind }) => kind === 'kept-disk');
  const guards = subjects.filter(({ address }) => address.endsWith('.terraform_data.guard[0]'));
  const [those, because] =
    kept.length > 0
      ? [kept, `${kept.map(({ name }) => name).join(', ')} would be destroyed, and with it the disk that is kept`]
      : [
          guards,
          `${guards.map(({ node }) => node).join(', ')} would be destroyed, recreated, or lose the guard of protect`,
        ];
  const [first] = those;
  if (first === undefined) return undefined;
  const guide = machinePlans.find((plan) => plan.subjectOf(first.address, '') !== undefined)?.destroyGuide ?? '';
  const cluster = { environment: stage.environment, name: stage.cluster };
  const readme = shellWord(`${terraformFolder(typed, cluster)}/modules/${guide}`);
  const remove = engineByHand(typed, program, cluster, 'state', 'rm', ...those.map(({ address }) => address));
  return refused(
    refusal(
      'terraform/prevent-destroy',
      because,
      `undo the change; or, if it is intended, read ${readme}, then: ${remove}`,
    ),
  );
}

/**
 * Providers stand in a state with the registry of the engine that wrote it, and `show` finds none of the other's (terraform
 * 1.11.4, tofu 1.11). Both can put that right, and people have to want it.
 */
function ofOtherEngine(answer: CommandResult, { program, stage, typed, sources }: TerraformPlace): Refused | undefined {
  const [ours, theirs] = ['registry.opentofu.org', 'registry.terraform.io'] as const;
  const [own, other] = program === 'tofu' ? [ours, theirs] : [theirs, ours];
  const said = `${answer.stderr}${answer.stdout}`;
  if (!said.includes('Failed to load plugin schemas') || !said.includes(other)) return undefined;
  const cluster = { environment: stage.environment, name: stage.cluster };
  const replace = [...sources, 'siderolabs/talos'].map((name) =>
    engineCommand(typed, program, cluster, 'state', 'replace-provider', `${other}/${name}`, `${own}/${name}`),
  );
  return refused(
    refusal(
      'terraform/other-engine',
      `the state was written by ${program === 'tofu' ? 'terraform' : 'tofu'}, and ${program} finds none of the providers that it names`,
      `go back to the other engine; or, to stay with ${program}: ${[engineCommand(typed, program, cluster, 'init'), ...replace].join('; ')}`,
    ),
  );
}

function shorten(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 297)}...`;
}
