import { clusterOf, machinesOf, type WorkContext } from '../../apply/apply-context.ts';
import {
  applyTerraform,
  forgetPlan,
  lookAtMachinesOf,
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
  refuseEarly: async (work, context) => notAllowed(work, machinesOf(context).allowed),
  gates: terraformWorkPlan.gates.map(({ name, ask }) => ({
    name,
    ask: (work, facts) => ask(work, facts).map((why) => withCluster(work, why)),
  })),
  observe: async ({ run }, context) => {
    const machines = machinesOf(context);
    const { root, state, plan, set } = context;
    const facts = await lookAtMachinesOf(clusterOf(context, run), {
      root,
      state,
      platform: machines.platform,
      catalog: machines.catalog,
      environments: plan.environments ?? undefined,
      artifacts: set.artifacts,
      run: context.run,
      env: machines.env,
      typed: machines.typed,
      signal: machines.signal,
      say: machines.say,
    });
    return checked(facts);
  },
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
