import { clusterId, type ClusterId } from '../../identity/cluster-id.ts';
import { rmSync } from 'node:fs';
import type { Catalog } from '../../blueprints/catalog.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Artifact } from '../../emit/artifact.ts';
import { clusterProviders, type Cluster, type Platform } from '../../model/platform.ts';
import type { TerraformObservation } from '../../observe/observations.ts';
import { providerTokens } from '../../observe/provider-tokens.ts';
import { readHypervisors } from '../../observe/read-hypervisors.ts';
import type { RunCommand } from '../../observe/run-command.ts';
import type { StateDirectory } from '../../observe/state-directory.ts';
import { askTerraform, planVariables } from '../../observe/terraform/ask-terraform.ts';
import { prepareTerraform, questionOf } from '../../observe/terraform/observe-terraform.ts';
import type { ResourceChange } from '../../observe/terraform/resource-change.ts';
import {
  terraformAt,
  terraformErrors,
  type TerraformPlace,
  terraformToEnd,
} from '../../observe/terraform/run-terraform.ts';
import { providerApplies } from '../../providers/apply-registry.ts';
import type { TerraformRun } from '../../plan/plan.ts';
import { subjectOfResource } from '../../plan/terraform/subject.ts';
import { mustNotRun } from '../../plan/terraform/must-not-run.ts';
import { refusal } from '../../plan/hold.ts';
import { vanishedMachines } from '../../plan/terraform/vanished.ts';
import { bootstrapReport } from './bootstrap-report.ts';
import { lastLook, whoseIds } from './last-look.ts';
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

/**
 * Lets Terraform do what the plan showed for one cluster. It is asked again first, and does nothing where its answer is
 * another by now: who has a wanted VM id, what the state holds, what would change. New machines take their first
 * configuration in a mode of its own, so a second, short run brings the state to the mode of all later ones.
 */
export async function applyTerraform(
  cluster: Cluster,
  reviewed: TerraformRun,
  context: MachinesContext,
): Promise<Machines> {
  const { platform, root } = context;
  const id = clusterId(reviewed.environment, reviewed.cluster);
  const tokens = await providerTokens(root, platform, context.environments, context.env, context.run);
  const hypervisors = await readHypervisors(platform, [cluster.environment], { root, env: context.env, tokens });
  const foreign = whoseIds(platform, cluster, hypervisors, context.typed);
  if (foreign !== undefined) return refuse(id, foreign);
  const prepared = await prepareTerraform(platform, cluster, { ...context, tokens, hypervisors });
  if (prepared.place === undefined) return refuse(id, prepared.refused.diagnostic);
  const { place, bootstrap } = prepared;
  const question = questionOf(platform, cluster, bootstrap, { ...context, tokens, hypervisors });
  try {
    const asked = await askTerraform(place, question);
    if (asked.kind === 'refused') return refuse(id, asked.diagnostic);
    if (asked.changes.length === 0) return nothingToDo(asked);
    const danger = mustNotRun(platform.terraform.engine, cluster, asked, hypervisors, context.typed);
    if (danger !== undefined) return refuse(id, danger);
    const moved = asked.changes.filter(({ address, digest }) => reviewed.changes[address] !== digest);
    if (moved.length > 0) return stale(id, moved);
    const gone = newlyVanished(asked, reviewed);
    if (gone !== undefined)
      return refuse(id, refusal('apply/stale', `${gone} is gone since the plan was made`, 'plan again'));
    const doubt = await lastLook(platform, cluster, asked, { ...context, tokens });
    if (doubt !== undefined) return refuse(id, doubt);
    snapshotState(root, place);
    const failed = await runPlan(place, asked, parallelismOf(cluster), context);
    snapshotState(root, place);
    if (failed.length > 0) return { already: false, detail: '', isMade: await isMade(place), diagnostics: failed };
    if (asked.maintenance.length > 0) {
      // What was made meanwhile is not in what was read before: everything is looked at again.
      const now = questionOf(platform, cluster, bootstrap, { ...context, tokens, hypervisors: undefined });
      const unsettled = await settle(place, now, parallelismOf(cluster), context);
      if (unsettled.length > 0) return { already: false, detail: '', isMade: true, diagnostics: unsettled };
    }
    return { already: false, detail: describe(asked.changes), isMade: true, diagnostics: [] };
  } finally {
    // It holds the whole configuration, and is of no use to anybody any more.
    rmSync(place.stage.plan, { force: true });
  }
}

type Planned = Extract<TerraformObservation, { readonly kind: 'planned' }>;

/** What Terraform would forget or recreate, and no plan showed. */
function newlyVanished(asked: Planned, { vanished = [] }: TerraformRun): string | undefined {
  return vanishedMachines(asked).find(({ name }) => !vanished.some((known) => known.name === name))?.name;
}

function nothingToDo({ inState }: Planned): Machines {
  return { already: true, detail: 'as planned', isMade: inState.some(isConfiguration), diagnostics: [] };
}

function isConfiguration(address: string): boolean {
  return subjectOfResource(address, '').kind === 'configuration';
}

async function runPlan(
  place: TerraformPlace,
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
      // Machines boot, configure themselves and start etcd in it. What hangs is what its own time limits are for.
      timeoutSeconds: Number.POSITIVE_INFINITY,
      env: { ...planVariables(maintenance, bootstrap), ...report.env },
      signal,
      onOutput: progress,
    },
  );
  for (const line of report.take()) say(line);
  if (answer.code === 0) return [];
  const id = clusterId(place.stage.environment, place.stage.cluster);
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
  place: TerraformPlace,
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

async function isMade(place: TerraformPlace): Promise<boolean> {
  const state = await terraformAt(place)(['state', 'list', '-no-color'], { timeoutSeconds: 300 });
  return state.code === 0 && state.stdout.split('\n').some(isConfiguration);
}

function refuse(id: ClusterId, why: Diagnostic): Machines {
  const diagnostics = [{ ...why, message: `${id}: ${why.message}` }];
  return { already: false, detail: '', isMade: false, diagnostics };
}

function stale(id: ClusterId, moved: readonly ResourceChange[]): Machines {
  const names = moved.map(({ address, type }) => subjectOfResource(address, type).name);
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const message = `${id}: ${names.slice(0, 3).join(', ')}${more} would change in another way than the plan showed`;
  return { already: false, detail: '', isMade: false, diagnostics: [diagnostic('apply/stale', undefined, message)] };
}

function describe(changes: readonly ResourceChange[]): string {
  const machines = changes.filter(({ address, type }) => subjectOfResource(address, type).kind === 'machine');
  const of = (action: ResourceChange['action'], word: string): string[] => {
    const number = machines.filter((change) => change.action === action).length;
    return number === 0 ? [] : [`${number} ${word}`];
  };
  const words = [
    ...of('create', 'made'),
    ...of('adopt', 'taken back'),
    ...of('update', 'changed'),
    ...of('replace', 'made anew'),
    ...of('delete', 'gone'),
  ];
  return words.length === 0 ? 'done' : words.join(', ');
}
