import { clusterId } from '../../identity/cluster-id.ts';
import { rmSync } from 'node:fs';
import type { Catalog } from '../../blueprints/catalog.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { type Diagnostic, invariant } from '../../diagnostics/diagnostic.ts';
import type { Artifact } from '../../emit/artifact.ts';
import { clusterProviders, type Cluster, type Platform } from '../../model/platform.ts';
import { providerTokens } from '../../observe/provider-tokens.ts';
import { readHypervisors } from '../../observe/read-hypervisors.ts';
import type { RunCommand } from '../../observe/run-command.ts';
import type { StateDirectory } from '../../observe/state-directory.ts';
import { askTerraform, planVariables } from '../../observe/terraform/ask-terraform.ts';
import {
  type Bootstrap,
  type Prepared,
  prepareTerraform,
  questionOf,
  type TerraformWorld,
} from '../../observe/terraform/observe-terraform.ts';
import type { ResourceChange } from '../../observe/terraform/resource-change.ts';
import {
  terraformAt,
  terraformErrors,
  type TerraformPlace as EnginePlace,
  terraformToEnd,
} from '../../observe/terraform/run-terraform.ts';
import { providerApplies } from '../../providers/apply-registry.ts';
import { askGates } from '../../plan/gate.ts';
import type { Planned } from '../../plan/provider-plan.ts';
import { gatesBeforeAsking, type TerraformFacts } from '../../work-kinds/terraform/plan.ts';
import { subjectOfResource } from '../../plan/terraform/subject.ts';
import { bootstrapReport } from './bootstrap-report.ts';
import { lastLook } from './last-look.ts';
import { terraformProgress } from './progress.ts';
import { snapshotState } from './snapshot-state.ts';
import type { TypedCommands } from '../../plan/typed-commands.ts';

export interface MachinesContext {
  readonly root: string;
  readonly state: StateDirectory;
  readonly platform: Platform;
  /** Environments that were asked for: whose token it is that the process's environment has depends on them. */
  readonly environments: readonly string[] | undefined;
  readonly artifacts: readonly Artifact[];
  readonly catalog: Catalog;
  readonly run: RunCommand;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How commands that a refusal suggests are typed. */
  readonly typed: TypedCommands;
  /** Aborted by the first Ctrl-C: Terraform ends what it has begun, keeps its state, and begins nothing new. */
  readonly signal: AbortSignal;
  readonly say: (sentence: string) => void;
}

export interface Machines {
  /** Nothing was to be done. */
  readonly already: boolean;
  readonly detail: string;
  /** At least one machine has its configuration, so that the cluster runs the versions in it. */
  readonly isMade: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** One cluster's Terraform, prepared and asked, and all that is known about its machines. */
export interface TerraformPlace extends TerraformFacts {
  /** Undefined: it was not prepared, and the answer says why, or what was asked before it. */
  readonly prepared: Extract<Prepared, { readonly bootstrap: Bootstrap }> | undefined;
  readonly world: MachinesContext & Pick<TerraformWorld, 'tokens' | 'hypervisors'>;
}

/**
 * Asks once more who has the ids that are wanted, what the state holds, what would change; and, after Terraform has planned,
 * whether the machines still are what they were. Nothing is changed, but for the lock of the state.
 */
export async function lookAtMachinesOf(cluster: Cluster, context: MachinesContext): Promise<TerraformPlace> {
  const { platform, root, env, typed } = context;
  const tokens = await providerTokens(root, platform, context.environments, env, context.run);
  const look = () => readHypervisors(platform, [cluster.environment], { root, env, tokens });
  const hypervisors = await look();
  const world = { ...context, tokens, hypervisors };
  const early: TerraformPlace = {
    platform,
    cluster,
    hypervisors,
    typed,
    world,
    answer: undefined,
    prepared: undefined,
  };
  // The gates say it again: Terraform must not even be asked over a machine of others.
  if (askGates(gatesBeforeAsking, undefined, early).length > 0) return early;
  const prepared = await prepareTerraform(platform, cluster, world);
  if (prepared.place === undefined) return { ...early, answer: prepared.refused };
  const answer = await askTerraform(prepared.place, questionOf(platform, cluster, prepared.bootstrap, world));
  const asked = { ...early, prepared, answer };
  if (answer.kind === 'refused' || answer.changes.length === 0) return asked;
  const now = { ...world, hypervisors: await look() };
  const doubt = await lastLook(platform, cluster, answer, now);
  return { ...asked, hypervisors: now.hypervisors, world: now, lastLook: doubt };
}

/**
 * Why this cluster's machines must not be worked on, as far as it is known without Terraform: a hypervisor that does not answer any
 * more, an id that another machine has by now. Asked before the first file is published: a question may have waited for hours.
 */
export async function refuseMachines(cluster: Cluster, context: MachinesContext): Promise<readonly Diagnostic[]> {
  const { platform, root, env, typed } = context;
  const tokens = await providerTokens(root, platform, context.environments, env, context.run);
  const hypervisors = await readHypervisors(platform, [cluster.environment], { root, env, tokens });
  return askGates(gatesBeforeAsking, undefined, { platform, cluster, hypervisors, typed, answer: undefined });
}

/** The plan file holds the whole configuration, and is of no use afterwards. */
export function forgetPlan({ prepared }: TerraformPlace): void {
  if (prepared !== undefined) rmSync(prepared.place.stage.plan, { force: true });
}

/**
 * Lets Terraform do what the plan showed for one cluster. New machines take their first configuration in a mode of its own, so
 * a second, short run brings the state to the mode of all later ones.
 */
export async function applyTerraform({
  platform,
  cluster,
  prepared,
  answer,
  world,
}: TerraformPlace): Promise<Machines> {
  invariant(prepared !== undefined && answer?.kind === 'planned', 'Terraform was asked before it is let run');
  if (answer.changes.length === 0) return nothingToDo(answer);
  const { place, bootstrap } = prepared;
  snapshotState(world.root, place);
  const failed = await runPlan(place, answer, parallelismOf(cluster), world);
  snapshotState(world.root, place);
  if (failed.length > 0) return { already: false, detail: '', isMade: await isMade(place), diagnostics: failed };
  if (answer.maintenance.length > 0) {
    // What was made meanwhile is not in what was read before: everything is looked at again.
    const now = questionOf(platform, cluster, bootstrap, { ...world, hypervisors: undefined });
    const unsettled = await settle(place, now, parallelismOf(cluster), world);
    // It writes the state once more: a copy from before would bring its change back.
    snapshotState(world.root, place);
    if (unsettled.length > 0) return { already: false, detail: '', isMade: true, diagnostics: unsettled };
  }
  return { already: false, detail: describe(answer.changes), isMade: true, diagnostics: [] };
}

function nothingToDo({ inState }: Planned): Machines {
  return { already: true, detail: 'as planned', isMade: inState.some(isConfiguration), diagnostics: [] };
}

function isConfiguration(address: string): boolean {
  return subjectOfResource(address, '').kind === 'configuration';
}

async function runPlan(
  place: EnginePlace,
  { maintenance, bootstrap }: Planned,
  parallelism: number,
  { signal, say }: MachinesContext,
): Promise<readonly Diagnostic[]> {
  const progress = terraformProgress(say);
  const report = bootstrapReport(place.stage);
  const answer = await terraformToEnd(
    place,
    [
      'apply',
      '-input=false',
      '-no-color',
      '-json',
      '-lock-timeout=60s',
      `-parallelism=${parallelism}`,
      place.stage.plan,
    ],
    {
      // Machines boot, configure themselves and start etcd in it: providers have limits for each of these.
      timeoutSeconds: place.limits.apply,
      env: { ...planVariables(maintenance, bootstrap), ...report.env },
      signal,
      onOutput: progress,
    },
  );
  for (const line of report.take()) say(line);
  if (answer.code === 0) return [];
  const id = clusterId(place.stage.environment, place.stage.cluster);
  if (answer.code === 124) {
    const message = `the machines of ${id} were not finished within ${place.limits.apply} s, and ${place.program} was interrupted`;
    return [
      diagnostic('apply/interrupted', undefined, message, {
        help: 'apply again, with a longer INFRAFLUX_APPLY_TIMEOUT if it was at work',
      }),
    ];
  }
  if (signal.aborted) return [diagnostic('apply/interrupted', undefined, `the machines of ${id} were left half-way`)];
  return terraformErrors(answer)
    .slice(0, 10)
    .map(({ summary, detail, address }) =>
      diagnostic(
        'terraform/failed',
        undefined,
        `${id}: ${address === undefined ? '' : `${nameOf(address)}: `}${summary}${detail === '' ? '' : `: ${detail}`}`,
      ),
    );
}

/** A machine by its name; what people have no name for by its address. */
function nameOf(address: string): string {
  const type = address
    .replace(/\[[^\]]*\]$/, '')
    .split('.')
    .at(-2);
  return subjectOfResource(address, type ?? '').name;
}

/** How much Terraform does at once: no more than any provider of the cluster's machines can take. */
function parallelismOf(cluster: Cluster): number {
  return Math.min(...clusterProviders(cluster).map(({ type }) => providerApplies[type].parallelism));
}

/** After the first configuration: the mode in the state becomes that of all later ones, and nothing else may be left. */
async function settle(
  place: EnginePlace,
  question: ReturnType<typeof questionOf>,
  parallelism: number,
  context: MachinesContext,
): Promise<readonly Diagnostic[]> {
  const id = clusterId(place.stage.environment, place.stage.cluster);
  const asked = await askTerraform(place, question);
  if (asked.kind === 'refused') return [{ ...asked.diagnostic, message: `${id}: ${asked.diagnostic.message}` }];
  if (asked.changes.length === 0) return [];
  const others = asked.changes.filter((change) => !isModeAlone(change));
  if (others.length > 0 || asked.maintenance.length > 0) {
    const names = others.slice(0, 3).map(({ address }) => address);
    const message = `${id}: right after it was applied, Terraform would change ${names.join(', ') || 'it'} once more`;
    return [diagnostic('terraform/not-settled', undefined, message)];
  }
  // It changes nothing on the machines, so there is nothing to tell.
  return runPlan(place, asked, parallelism, { ...context, say: () => {} });
}

function isModeAlone({ address, action, attributes }: ResourceChange): boolean {
  return (
    isConfiguration(address) &&
    action === 'update' &&
    attributes.every(({ path }) => path === 'apply_mode' || path === 'resolved_apply_mode')
  );
}

async function isMade(place: EnginePlace): Promise<boolean> {
  const state = await terraformAt(place)(['state', 'list', '-no-color'], { timeoutSeconds: 300 });
  return state.code === 0 && state.stdout.split('\n').some(isConfiguration);
}

function describe(changes: readonly ResourceChange[]): string {
  const machines = changes.filter(({ address, type }) => subjectOfResource(address, type).kind === 'machine');
  const of = (action: ResourceChange['action'], word: string): string[] => {
    const number = machines.filter((change) => change.action === action).length;
    return number === 0 ? [] : [`${number} ${word}`];
  };
  const words = [
    ...of('create', 'created'),
    ...of('adopt', 'imported'),
    ...of('update', 'updated'),
    ...of('replace', 'recreated'),
    ...of('delete', 'destroyed'),
  ];
  return words.length === 0 ? 'done' : words.join(', ');
}
