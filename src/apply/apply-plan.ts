import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { ArtifactSet } from '../emit/artifact.ts';
import type { StateDirectory } from '../observe/state-directory.ts';
import { checkWorkingFiles, localStates } from '../observe/working-files.ts';
import type { Blocked, Deferred, Plan } from '../plan/plan.ts';
import { workKinds } from '../work-kinds/apply-registry.ts';
import type { ApplyContext, StepReport, WorkContext } from './apply-context.ts';
import { takeApplyLock } from './apply-lock.ts';
import { removeLeftovers } from './build-commit.ts';
import { type JournalLine, unfinishedRun, writeJournal } from './journal.ts';
import { refuseEarly, runWork } from './run-work.ts';

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

/** How much is done at once; work in one lane is done in turn. */
const atOnce = 4;

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
  const unread = plan.deferred.filter(({ diagnostic: { code } }) => code === 'publish/unreachable');
  if (unread.length > 0) return refuse([...new Set(unread.map(({ diagnostic: why }) => why))]);
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
    const whole: WorkContext = { ...context, plan, set, texts };
    // Everything that can refuse early is asked before the first file is written.
    const faults = await refuseEarly(plan.work, workKinds, whole);
    if (hasErrors(faults)) return refuse(faults);
    const run = `${plan.against.artifacts.slice(0, 16)}-${process.pid}-${Date.now()}`;
    const journal = (line: Omit<JournalLine, 'run'>): void => writeJournal(context.state, { run, ...line });
    journal({
      event: 'apply-begun',
      detail: plan.environments?.join(',') ?? '',
      ...(context.savedPlan === undefined ? {} : { plan: context.savedPlan }),
    });
    const { report, isStopping } = context;
    const ran = await runWork(plan.work, workKinds, whole, { journal, report, isStopping, atOnce });
    journal({ event: ran.stopped || hasErrors(ran.diagnostics) ? 'apply-stopped' : 'apply-done' });
    return {
      ...ran,
      changed: ran.steps.some(({ state }) => state === 'done'),
      deferred: plan.deferred,
      blocked: plan.blocked,
    };
  } finally {
    lock.value.release();
  }
}

/** For `apply --resume`: a fault when no apply was interrupted in this directory. */
export function checkResumable(state: StateDirectory): readonly Diagnostic[] {
  if (unfinishedRun(state) !== undefined) return [];
  return [diagnostic('apply/nothing-to-resume', undefined, 'no apply was interrupted here')];
}
