import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Diagnostic, invariant } from '../diagnostics/diagnostic.ts';
import { Refusal } from '../diagnostics/refusal.ts';
import type { WorkItem } from '../plan/work.ts';
import type { StepReport } from './apply-context.ts';
import type { JournalLine } from './journal.ts';
import type { WorkKind, WorkResult } from './work-kind.ts';

/** Kinds by their name: the runner knows none of them. */
export type WorkKinds<W extends WorkItem, Context> = {
  readonly [K in W['kind']]: WorkKind<Extract<W, { readonly kind: K }>, Context>;
};

export interface RunnerWorld {
  /** Written and flushed before what it announces is done. */
  readonly journal: (line: Omit<JournalLine, 'run'>) => void;
  readonly report: (report: StepReport) => void;
  /** Asked before each piece of work: what is being done is finished, and nothing more is begun. */
  readonly isStopping: () => boolean;
  /** How much is done at once, at most. */
  readonly atOnce: number;
}

export interface RunReport {
  readonly steps: readonly StepReport[];
  readonly stopped: boolean;
  /** Newest commit by branch. */
  readonly commits: Readonly<Record<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Why nothing of a run may be begun; empty: nothing that can be known so early speaks against it. */
export async function refuseEarly<W extends WorkItem, Context>(
  items: readonly W[],
  kinds: WorkKinds<W, Context>,
  context: Context,
): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const item of items) found.push(...(await kindOf(kinds, item).refuseEarly(item, context)));
  return found;
}

/**
 * Does all work in the order of its needs, a few pieces at once. A piece that fails, or a wish to stop, lets what was begun come
 * to its end and begins nothing more. Each piece asks its gates and whether it is already true right before it is done, so that
 * the same run can be begun again at any time.
 */
export async function runWork<W extends WorkItem, Context>(
  items: readonly W[],
  kinds: WorkKinds<W, Context>,
  context: Context,
  world: RunnerWorld,
): Promise<RunReport> {
  checkOrder(items);
  const steps: StepReport[] = [];
  const diagnostics: Diagnostic[] = [];
  const commits: Record<string, string> = {};
  const done = new Set<string>();
  const waiting = [...items];
  const running = new Map<string, Promise<void>>();
  const lanes = new Set<string>();
  let failed = false;
  let stopped = false;

  const begin = (item: W, lane: string): void => {
    lanes.add(lane);
    const work = perform(item, kindOf(kinds, item), context, world).then(({ report, result }) => {
      steps.push(report);
      world.report(report);
      diagnostics.push(...result.diagnostics);
      if (report.state === 'failed') failed = true;
      else done.add(item.id);
      if (result.published !== undefined) commits[result.published.branch] = result.published.commit;
    });
    // The runner hears of a mistake of its own through what it waits for.
    running.set(
      item.id,
      work.finally(() => {
        lanes.delete(lane);
        running.delete(item.id);
      }),
    );
  };

  for (;;) {
    stopped ||= !failed && waiting.length > 0 && world.isStopping();
    if (!failed && !stopped) {
      for (const item of [...waiting]) {
        const lane = kindOf(kinds, item).lane(item);
        const isReady = item.needs.every((id) => done.has(id)) && !lanes.has(lane) && running.size < world.atOnce;
        if (!isReady) continue;
        waiting.splice(waiting.indexOf(item), 1);
        begin(item, lane);
      }
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  for (const item of waiting) {
    const report = reportOf(item, kindOf(kinds, item), 'not-begun', '', 0);
    steps.push(report);
    world.report(report);
  }
  if (stopped) diagnostics.push(diagnostic('apply/interrupted', undefined, 'stopped before the next step'));
  return { steps, stopped, commits, diagnostics };
}

async function perform<W extends WorkItem, Context>(
  item: W,
  kind: WorkKind<W, Context>,
  context: Context,
  { journal, report }: RunnerWorld,
): Promise<{ readonly report: StepReport; readonly result: WorkResult }> {
  const from = performance.now();
  const step = kind.title(item);
  journal({ event: 'step-begun', step });
  report(reportOf(item, kind, 'begun', '', 0));
  const note = (detail: string): void => journal({ event: 'step-begun', step, detail });
  const result = await attempt(item, kind, context, note);
  const milliseconds = Math.round(performance.now() - from);
  const [error] = result.diagnostics.filter(({ severity }) => severity === 'error');
  if (error !== undefined) return { report: reportOf(item, kind, 'failed', error.message, milliseconds), result };
  journal({ event: 'step-done', step, detail: result.detail });
  const state = result.already ? 'already' : 'done';
  return { report: reportOf(item, kind, state, result.detail, milliseconds), result };
}

/** A full disk or a directory that is not writable ends the piece of work, with the system's own words. */
async function attempt<W, Context>(
  item: W,
  kind: WorkKind<W, Context>,
  context: Context,
  note: (detail: string) => void,
): Promise<WorkResult> {
  try {
    return await kind.perform(item, context, note);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fault =
      error instanceof Refusal
        ? error.fault
        : diagnostic(kind.failure, undefined, `${kind.title(item)}: ${message.split('\n')[0]}`);
    return { already: false, detail: '', diagnostics: [fault] };
  }
}

function reportOf<W extends WorkItem, Context>(
  item: W,
  { title, isSlow }: WorkKind<W, Context>,
  state: StepReport['state'],
  detail: string,
  milliseconds: number,
): StepReport {
  return { step: title(item), kind: item.kind, isSlow, state, detail, milliseconds };
}

function kindOf<W extends WorkItem, Context>(kinds: WorkKinds<W, Context>, item: W): WorkKind<W, Context> {
  return kinds[item.kind as W['kind']] as WorkKind<W, Context>;
}

/** Each need is another piece of work of the run, and none needs itself in the end. */
function checkOrder(items: readonly WorkItem[]): void {
  const known = new Map(items.map((item) => [item.id, item]));
  invariant(known.size === items.length, 'two pieces of work have the same id');
  const done = new Set<string>();
  let left = [...known.values()];
  for (const { id, needs } of left)
    for (const need of needs) invariant(known.has(need), `work "${id}" needs "${need}", which is not in the plan`);
  while (left.length > 0) {
    const ready = left.filter(({ needs }) => needs.every((need) => done.has(need)));
    invariant(ready.length > 0, `work ${left.map(({ id }) => `"${id}"`).join(', ')} needs itself`);
    for (const { id } of ready) done.add(id);
    left = left.filter(({ id }) => !done.has(id));
  }
}
