import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { clusterId, idOfCluster } from '../../identity/cluster-id.ts';
import type { Cluster, Platform } from '../../model/platform.ts';
import type { HypervisorObservation } from '../../observe/hypervisor.ts';
import type { TerraformObservation } from '../../observe/observations.ts';
import { takenIds, unansweredProvider } from '../../plan/api-plans.ts';
import type { Gate } from '../../plan/gate.ts';
import { refusal } from '../../plan/hold.ts';
import type { Planned } from '../../plan/provider-plan.ts';
import { quorumAtRisk } from '../../plan/terraform/etcd.ts';
import { refusedByProvider, taintedWithData, unprovenChange } from '../../plan/terraform/must-not-run.ts';
import { staleRun } from '../../plan/terraform/stale-run.ts';
import { vanishedMachines } from '../../plan/terraform/vanished.ts';
import type { TypedCommands } from '../../plan/typed-commands.ts';
import type { WorkPlan } from '../../plan/work-plan.ts';
import type { TerraformWork } from '../../plan/work.ts';

/** What is known of one cluster's machines: what runs on its hypervisors, and what Terraform would do. */
export interface TerraformFacts {
  readonly platform: Platform;
  readonly cluster: Cluster;
  readonly hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined;
  /** Undefined: it was not asked. */
  readonly answer: TerraformObservation | undefined;
  /** What a last look at the machines found after Terraform had planned, before it runs. */
  readonly lastLook?: Diagnostic | undefined;
  readonly typed: TypedCommands;
}

/** What was shown for review. Undefined, while a plan is made: the answer is what will be shown. */
type Reviewed = Pick<TerraformWork, 'run'> | undefined;
type TerraformGate = Gate<Reviewed, TerraformFacts>;

/** Hypervisors say which machines they have. */
const providersAnswer: TerraformGate = {
  name: 'providers-answer',
  ask: (_, { cluster, hypervisors, typed }) => asList(unansweredProvider(cluster, hypervisors, typed)),
};

/** Ids that the cluster wants are free, or those of its own machines. */
const idsFree: TerraformGate = {
  name: 'ids-free',
  ask: (_, { platform, cluster, hypervisors }) => asList(takenIds(platform, cluster, hypervisors)),
};

/** Gates that are asked before Terraform is: it must not be run over a machine of others. */
export const gatesBeforeAsking: readonly TerraformGate[] = [idsFree, providersAnswer];

const engineAnswers: TerraformGate = {
  name: 'engine-answers',
  ask: (_, { platform, cluster, answer }) => {
    if (answer?.kind === 'planned') return [];
    if (answer !== undefined) return [answer.diagnostic];
    const { engine } = platform.terraform;
    return [refusal('terraform/not-asked', `${engine} was not asked about ${idOfCluster(cluster)}`, 'plan again')];
  },
};

const asReviewed: TerraformGate = {
  name: 'as-reviewed',
  ask: (reviewed, { answer }) => {
    if (reviewed === undefined || answer?.kind !== 'planned') return [];
    const changes = Object.fromEntries(answer.changes.map(({ address, digest }) => [address, digest]));
    return asList(staleRun(reviewed.run, { changes, vanished: vanishedMachines(answer) }));
  },
};

const noSecondThoughts: TerraformGate = { name: 'last-look', ask: (_, { lastLook }) => asList(lastLook) };

/** In the order in which they are asked: each may take for granted what those before it found. */
export const terraformGates: readonly TerraformGate[] = [
  ...gatesBeforeAsking,
  engineAnswers,
  ofAnswer('machines-proven', (facts, answer) =>
    unprovenChange(facts.platform.terraform.engine, facts.cluster, answer),
  ),
  ofAnswer('provider-agrees', (facts, answer) => refusedByProvider(facts.cluster, answer, facts.hypervisors)),
  ofAnswer('no-data-in-tainted-machines', (facts, answer) =>
    taintedWithData(facts.platform.terraform.engine, facts.cluster, answer, facts.typed),
  ),
  ofAnswer('etcd-keeps-quorum', (facts, answer) => quorumAtRisk(facts.cluster, answer)),
  asReviewed,
  noSecondThoughts,
];

export const terraformWorkPlan: WorkPlan<TerraformWork, TerraformFacts> = {
  title: ({ run }) => `machines of ${clusterId(run.environment, run.cluster)}`,
  gates: terraformGates,
};

function ofAnswer(
  name: string,
  check: (facts: TerraformFacts, answer: Planned) => Diagnostic | undefined,
): TerraformGate {
  return {
    name,
    ask: (_, facts) => (facts.answer?.kind === 'planned' ? asList(check(facts, facts.answer)) : []),
  };
}

function asList(why: Diagnostic | undefined): readonly Diagnostic[] {
  return why === undefined ? [] : [why];
}
