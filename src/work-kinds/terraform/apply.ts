import { clusterOf, machinesOf, type WorkContext } from '../../apply/apply-context.ts';
import {
  applyTerraform,
  forgetPlan,
  lookAtMachinesOf,
  type MachinesContext,
  refuseMachines,
  type TerraformPlace,
} from '../../apply/terraform/apply-terraform.ts';
import { recordVersions } from '../../apply/terraform/record-versions.ts';
import { workKind } from '../../apply/work-kind.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { checked, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { clusterId } from '../../identity/cluster-id.ts';
import type { TerraformWork } from '../../plan/work.ts';
import { terraformWorkPlan } from './plan.ts';

export const terraformKind = workKind<TerraformWork, TerraformPlace, WorkContext>({
  title: terraformWorkPlan.title,
  isSlow: true,
  // One hypervisor may serve several clusters, and people follow one at a time.
  lane: () => 'machines',
  failure: 'apply/write-failed',
  refuseEarly: async (work, context) => {
    const named = notAllowed(work, machinesOf(context).allowed);
    if (named.length > 0 || Object.keys(work.run.changes).length === 0) return named;
    const why = await refuseMachines(clusterOf(context, work.run), machinesContext(context));
    return why.map((one) => withCluster(work, one));
  },
  gates: terraformWorkPlan.gates.map(({ name, ask }) => ({
    name,
    ask: (work, facts) => ask(work, facts).map((why) => withCluster(work, why)),
  })),
  observe: async ({ run }, context) =>
    checked(await lookAtMachinesOf(clusterOf(context, run), machinesContext(context))),
  // What infraflux.lock records may still be missing where Terraform has nothing left to do.
  isDone: async () => undefined,
  effect: async ({ run }, facts, { root }, note) => {
    note('running');
    const { already, detail, isMade, diagnostics } = await applyTerraform(facts);
    // Also after half of it: the machines that have their configuration run the versions in it.
    const recorded = isMade && recordVersions(root, run.environment, run.cluster, facts.cluster.versions);
    return { already: already && !recorded, detail, diagnostics };
  },
  release: forgetPlan,
});

function machinesContext(context: WorkContext): MachinesContext {
  const { platform, catalog, env, typed, signal, say } = machinesOf(context);
  const { root, state, plan, set, run } = context;
  const environments = plan.environments ?? undefined;
  return { root, state, platform, catalog, environments, artifacts: set.artifacts, run, env, typed, signal, say };
}

/** What cannot be taken back and was not named, one error for each. */
export function notAllowed(
  { consents }: Pick<TerraformWork, 'consents'>,
  allowed: ReadonlySet<string>,
): readonly Diagnostic[] {
  return consents
    .filter(({ allow, also }) => ![allow, ...also].some((name) => allowed.has(name)))
    .map(({ message, help }) => diagnostic('apply/not-allowed', undefined, message, { help }));
}

function withCluster({ run }: TerraformWork, why: Diagnostic): Diagnostic {
  return { ...why, message: `${clusterId(run.environment, run.cluster)}: ${why.message}` };
}
