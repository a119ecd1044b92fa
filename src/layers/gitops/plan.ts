import { count } from '../../diagnostics/count.ts';
import { commitMessage } from '../../plan/commit-message.ts';
import { askGates } from '../../plan/gate.ts';
import type { ComparedBranch, LayerPlan, LayerResult, PlanWorld, UnreadComparison } from '../../plan/layer.ts';
import type { Deferred } from '../../plan/plan.ts';
import type { Publication } from '../../plan/publication.ts';
import { type PublishWork, workOfKind } from '../../plan/work.ts';
import { branchText, sourceText } from '../../work-kinds/publish/plan.ts';
import { workPlans } from '../../work-kinds/plan-registry.ts';

/** What is compiled, compared with what is published on each branch. */
export const gitopsPlan: LayerPlan = {
  name: 'gitops',
  compare: (world) => {
    const results = world.branches.map((branch) => compareBranch(world, branch));
    return {
      changes: results.flatMap(({ changes }) => changes),
      held: [...results.flatMap(({ held }) => held), ...world.unread.flatMap(didNotAnswer)],
      work: results.flatMap(({ work }) => work),
      diagnostics: [],
    };
  },
  isChecked: ({ deferred }) => !deferred.some(({ diagnostic }) => diagnostic.code === 'publish/unreachable'),
  notes: (plan) => {
    const published = workOfKind(plan, 'publish').map(({ publication }) => publication);
    const inputs = published.flatMap(({ own }) => own?.inputs ?? []);
    const committed =
      inputs.length === 0
        ? []
        : [`${count(inputs.length, 'input file')} of this repository will be committed with it: ${listed(inputs)}`];
    return [...published.flatMap(fromTo), ...committed];
  },
  reminders: () => [],
};

const maximumListed = 30;

function listed(inputs: readonly string[]): string {
  const more = inputs.length > maximumListed ? ` and ${inputs.length - maximumListed} more (--json lists all)` : '';
  return `${inputs.slice(0, maximumListed).join(', ')}${more}`;
}

/** Nothing is applied while this is so: what runs would be another thing than what Git says. */
function didNotAnswer({ environments, because }: UnreadComparison): readonly Deferred[] {
  const isUntrusted = because.code === 'plan/untrusted';
  const help = because.help ?? 'make `git ls-remote` work for it in this shell, then plan again';
  // One for all environments of the branch.
  const diagnostic = isUntrusted ? because : { ...because, help };
  return environments.map((environment) => ({
    layer: 'gitops',
    environment,
    cluster: undefined,
    state: isUntrusted ? 'deferred' : 'blocked',
    diagnostic,
  }));
}

/** From where to where: a branch that is checked out is easily another than people think. */
function fromTo(publication: Publication): readonly string[] {
  const { source } = publication;
  if (source === undefined) return [];
  const inputs = source.differing ?? [];
  const along =
    inputs.length === 0
      ? ''
      : `, together with ${count(inputs.length, 'input')} that ${inputs.length === 1 ? 'is' : 'are'} different there`;
  return [`publishes ${sourceText(source)} to ${branchText(publication)}${along}`];
}

function compareBranch(world: PlanWorld, branch: ComparedBranch): Pick<LayerResult, 'changes' | 'held' | 'work'> {
  const changes = branch.changes.filter(({ layer }) => layer === 'gitops');
  const work = publishWork(world, branch);
  return work === undefined
    ? { changes, held: [], work: [] }
    : { changes, held: heldOf(work, branch, world), work: [work] };
}

function publishWork({ platform, planned, options }: PlanWorld, branch: ComparedBranch): PublishWork | undefined {
  const { published, files, expected, environments, changes } = branch;
  const along = options.fromBranch === undefined ? [] : (published.source?.differing ?? []);
  const inputs = [...(published.own?.inputs ?? []), ...along];
  // What a cluster runs is recorded among the inputs, once it was made.
  const records = published.own !== undefined && planned.some(({ run }) => run.versions);
  if (Object.keys(files).length === 0 && inputs.length === 0 && !records) return undefined;
  const publication: Publication = {
    target: published.target,
    head: published.head ?? '',
    environments,
    files,
    expected,
    own: published.own ?? null,
    accepted: platform.acceptedFindings,
    ...(published.source === undefined ? {} : { source: published.source }),
    ...(options.fromBranch === undefined ? {} : { fromBranch: options.fromBranch }),
    message: commitMessage(platform.name, changes),
  };
  return { kind: 'publish', id: `publish ${published.target.branch}`, needs: ['write'], publication };
}

/** Apply refuses it as long as this is so: people hear it from the plan. */
function heldOf(
  work: PublishWork,
  { published: { head, files, own, source }, environments }: ComparedBranch,
  { set }: PlanWorld,
): readonly Deferred[] {
  // Whether a working copy that is behind may follow is found out when it is published.
  const isAtHead = own === undefined || own.head === head || own.isBehind;
  const texts = new Map<string, string>(set.artifacts.map(({ path, text }) => [path, text]));
  return askGates(workPlans.publish.gates, work, { head, files, own, source, texts, isAtHead }).flatMap((diagnostic) =>
    environments.map((environment) => ({
      layer: 'gitops',
      environment,
      cluster: undefined,
      state: 'blocked',
      diagnostic,
    })),
  );
}
