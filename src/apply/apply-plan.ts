import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { Refusal } from '../diagnostics/refusal.ts';
import type { ArtifactSet } from '../emit/artifact.ts';
import type { StateDirectory } from '../observe/state-directory.ts';
import { checkWorkingFiles, localStates } from '../observe/working-files.ts';
import type { Blocked, Deferred, Plan } from '../plan/plan.ts';
import type { ApplyContext, StepReport } from './apply-context.ts';
import { takeApplyLock } from './apply-lock.ts';
import { removeLeftovers } from './build-commit.ts';
import { unfinishedRun, writeJournal } from './journal.ts';
import { machineSteps, notAllowed } from './machine-steps.ts';
import { checkPublication, type PublishContext, publish } from './publish.ts';
import type { Step, StepAnswer } from './step.ts';

/** What apply did, and what it could not do yet. */
export interface ApplyReport {
  readonly steps: readonly StepReport[];
  /** Something in the world is different now. */
  readonly changed: boolean;
  readonly stopped: boolean;
  /** Newest commit by branch. */
  readonly commits: Readonly<Record<string, string>>;
  readonly deferred: readonly Deferred[];
  readonly blocked: readonly Blocked[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Does what the plan says, step by step, or refuses before the first. Every step begins with "is it already true?", so
 * that running it again after a crash, a Ctrl-C or a lost connection does what is left and nothing twice.
 */
export async function applyPlan(plan: Plan, set: ArtifactSet, context: ApplyContext): Promise<ApplyReport> {
  const refuse = (diagnostics: readonly Diagnostic[]): ApplyReport => ({
    steps: [],
    changed: false,
    stopped: false,
    commits: {},
    deferred: plan.deferred,
    blocked: plan.blocked,
    diagnostics,
  });
  if (hasErrors(plan.diagnostics)) {
    return refuse([
      ...plan.diagnostics,
      diagnostic('apply/has-errors', undefined, 'nothing was applied: the plan has errors'),
    ]);
  }
  const platform = context.machines?.platform;
  const working = await checkWorkingFiles(
    context.run,
    context.root,
    platform === undefined ? [] : localStates(platform),
  );
  if (working.length > 0) return refuse(working);
  const lock = takeApplyLock(context.state, plan.environments);
  if (lock.value === undefined) return refuse(lock.diagnostics);
  try {
    removeLeftovers(context.state);
    const texts = new Map<string, string>(set.artifacts.map((artifact) => [artifact.path, artifact.text]));
    const publishing: PublishContext = { ...context, texts };
    const faults: Diagnostic[] = [];
    // Everything that could refuse is asked before the first file is written.
    faults.push(...notAllowed(plan, context.machines?.allowed ?? new Set()));
    for (const publication of plan.publications) faults.push(...(await checkPublication(publishing, publication)));
    if (hasErrors(faults)) return refuse(faults);
    return await runSteps(plan, context, stepsOf(plan, set, publishing, context));
  } finally {
    lock.value.release();
  }
}

function stepsOf(plan: Plan, set: ArtifactSet, publishing: PublishContext, context: ApplyContext): readonly Step[] {
  const write: Step = {
    name: 'write',
    async work() {
      if (await context.writer.isWritten())
        return { already: true, detail: `${context.output}/ is as it should be`, diagnostics: [] };
      const diagnostics = await context.writer.write();
      return { already: false, detail: `${context.output}/ and infraflux.lock`, diagnostics };
    },
  };
  const publications = plan.publications.map(
    (publication): Step => ({
      name: `publish ${publication.target.branch}`,
      async work(note) {
        const result = await publish(publishing, publication, note);
        const { branch } = publication.target;
        const commit = result.value?.commit;
        const published = commit === undefined ? undefined : { branch, commit };
        const detail = commit === undefined ? '' : `${branch} ${commit.slice(0, 7)}`;
        return { already: result.value?.already ?? false, detail, published, diagnostics: result.diagnostics };
      },
    }),
  );
  return [write, ...publications, ...machineSteps(plan, set, publishing, context)];
}

async function runSteps(plan: Plan, context: ApplyContext, steps: readonly Step[]): Promise<ApplyReport> {
  const run = `${plan.against.artifacts.slice(0, 16)}-${process.pid}-${Date.now()}`;
  const reports: StepReport[] = [];
  const diagnostics: Diagnostic[] = [];
  const commits: Record<string, string> = {};
  let stopped = false;
  const say = (report: StepReport): void => {
    if (report.state !== 'begun') reports.push(report);
    context.report(report);
  };
  writeJournal(context.state, { run, event: 'apply-begun', detail: plan.environments?.join(',') ?? '' });
  for (const step of steps) {
    if (stopped || hasErrors(diagnostics) || context.isStopping()) {
      stopped ||= !hasErrors(diagnostics);
      say({ step: step.name, state: 'not-begun', detail: '', milliseconds: 0 });
      continue;
    }
    const from = performance.now();
    writeJournal(context.state, { run, event: 'step-begun', step: step.name });
    say({ step: step.name, state: 'begun', detail: '', milliseconds: 0 });
    const note = (detail: string) => writeJournal(context.state, { run, event: 'step-begun', step: step.name, detail });
    const answer = await attempt(step, note);
    const milliseconds = Math.round(performance.now() - from);
    diagnostics.push(...answer.diagnostics);
    const { detail, published } = answer;
    if (hasErrors(answer.diagnostics)) {
      say({ step: step.name, state: 'failed', detail: answer.diagnostics[0]?.message ?? '', milliseconds });
      continue;
    }
    if (published !== undefined) commits[published.branch] = published.commit;
    writeJournal(context.state, { run, event: 'step-done', step: step.name, detail });
    say({ step: step.name, state: answer.already ? 'already' : 'done', detail, milliseconds });
  }
  if (stopped) diagnostics.push(diagnostic('apply/interrupted', undefined, 'stopped before the next step'));
  const ended = stopped || hasErrors(diagnostics) ? 'apply-stopped' : 'apply-done';
  writeJournal(context.state, { run, event: ended });
  return {
    steps: reports,
    changed: reports.some((report) => report.state === 'done'),
    stopped,
    commits,
    deferred: plan.deferred,
    blocked: plan.blocked,
    diagnostics,
  };
}

/** A full disk or a directory that is not writable ends the step, with the system's own words. */
async function attempt(step: Step, note: (detail: string) => void): Promise<StepAnswer> {
  try {
    return await step.work(note);
  } catch (error) {
    if (error instanceof Refusal) return { already: false, detail: '', diagnostics: [error.fault] };
    const code = step.name.startsWith('publish ') ? 'publish/failed' : 'apply/write-failed';
    const message = error instanceof Error ? error.message : String(error);
    return {
      already: false,
      detail: '',
      diagnostics: [diagnostic(code, undefined, `${step.name}: ${message.split('\n')[0]}`)],
    };
  }
}

/** For `apply --resume`: a fault when no apply was interrupted in this directory. */
export function checkResumable(state: StateDirectory): readonly Diagnostic[] {
  if (unfinishedRun(state) !== undefined) return [];
  return [diagnostic('apply/nothing-to-resume', undefined, 'no apply was interrupted here')];
}
