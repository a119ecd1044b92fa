import { formatPlace } from '../../identity/cluster-id.ts';
import { dirname, resolve } from 'node:path';
import type { StepReport } from '../../apply/apply-context.ts';
import { applyPlan, checkResumable } from '../../apply/apply-plan.ts';
import { listenForInterrupt } from '../../apply/interrupt.ts';
import type { LoadedPlan } from '../../apply/saved-plan.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ArtifactSet } from '../../emit/artifact.ts';
import { readLock } from '../../observe/read-lock.ts';
import { commandRunner } from '../../observe/run-command.ts';
import { planToJson } from '../../plan/format-json.ts';
import { applyExitCode, hasChanges, isBlocked } from '../../plan/exit-code.ts';
import type { Plan } from '../../plan/plan.ts';
import { type Compiled, notWritable, writeCompiled } from '../compile/compile.ts';
import type { CompileOptions, FromBranchOption } from '../terminal/options.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { makePlan, openChecked, showPlan } from '../plan/plan.ts';
import { openSavedPlan, staleFacts } from '../plan/saved.ts';
import { askText } from '../terminal/ask.ts';
import { report } from '../terminal/report.ts';
import { compareOutput, isUpToDate } from '../output/write-output.ts';
import { typedCommands } from '../terminal/typed-commands.ts';

type ApplyOptions = CompileOptions &
  FromBranchOption & {
    readonly yes?: true | undefined;
    readonly resume?: true | undefined;
    readonly discard?: true | undefined;
    readonly allow?: readonly string[] | undefined;
  };

/** Shows the plan, asks, and does exactly that. With a saved plan: that plan, or a refusal that names what moved. */
export async function applyCommand(
  options: ApplyOptions,
  file: string | undefined,
  terminal: Terminal,
): Promise<ExitCode> {
  const opened = file === undefined ? undefined : await openSaved(file, options, terminal);
  const saved = opened?.value;
  // For the environments that the saved plan was made for: others are none of its business.
  const asked = { ...options, ...(saved === undefined ? {} : { environment: saved.plan.environments ?? undefined }) };
  const planned = await makePlan(asked, terminal);
  const { compiled, state } = planned;
  const { loaded } = compiled;
  const chosen =
    opened === undefined
      ? { plan: planned.plan, set: compiled.set, diagnostics: [] }
      : {
          plan: saved?.plan,
          set: saved?.artifacts,
          diagnostics: [...opened.diagnostics, ...(saved === undefined ? [] : staleFacts(saved, planned, terminal))],
        };
  const discard = options.discard === true;
  const before: Diagnostic[] = [
    ...compiled.diagnostics.filter((one) => !(discard && one.code === 'output/edited-by-hand')),
    ...(chosen.plan?.diagnostics ?? []),
    ...chosen.diagnostics,
    ...(options.resume === true && state !== undefined ? checkResumable(state) : []),
  ];
  const reported = report(loaded, before, options, terminal);
  const { plan, set } = chosen;
  if (reported.errors || plan === undefined || set === undefined || state === undefined) {
    if (options.json === true) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
    return 1;
  }
  if (options.json !== true) terminal.out(showPlan(compiled, plan, options, terminal));
  const writer = outputWriter(compiled, set, plan.environments ?? undefined);
  if (!hasChanges(plan) && writer.isWritten()) {
    if (options.json === true)
      terminal.out(`${JSON.stringify({ ...planToJson(plan), ...reported.json, steps: [] }, null, 2)}\n`);
    return isBlocked(plan) ? 3 : 0;
  }
  const answer = options.yes === true ? plan.platform : await confirmed(plan, options, terminal);
  if (answer === undefined) {
    const help = '--yes applies without asking';
    const asked = diagnostic('cli/not-confirmed', undefined, 'there is no terminal to ask for confirmation', { help });
    const { json } = report(loaded, [asked], options, terminal);
    if (options.json === true)
      terminal.out(`${JSON.stringify({ ...planToJson(plan), ...json, steps: [] }, null, 2)}\n`);
    return 1;
  }
  if (answer !== plan.platform) {
    terminal.progress('Nothing was changed.\n');
    return 1;
  }

  const stopping = new AbortController();
  const working = new Map<string, StepReport>();
  const interrupt = listenForInterrupt(
    () => {
      terminal.progress(
        'Stopping after this step. Press Ctrl-C again to leave it as it is; `infraflux apply --resume` goes on from here.\n',
      );
      stopping.abort();
    },
    () => terminal.progress(leftBehind([...working.values()])),
  );
  try {
    const applied = await applyPlan(plan, set, {
      root: loaded.root,
      state,
      output: options.out,
      savedPlan: saved?.id,
      referenced: [loaded.configFile, ...(loaded.platform?.files.keys() ?? [])],
      run: commandRunner(terminal),
      writer,
      report: (step) => {
        if (step.state === 'begun') working.set(step.step, step);
        else working.delete(step.step);
        if (options.json !== true) terminal.progress(describeStep(step));
      },
      isStopping: () => interrupt.isStopping(),
      ...(loaded.platform === undefined || loaded.catalog === undefined
        ? {}
        : {
            machines: {
              platform: loaded.platform,
              catalog: loaded.catalog,
              env: terminal.env,
              typed: typedCommands(options, terminal),
              signal: stopping.signal,
              allowed: new Set(options.allow ?? []),
              say: (sentence) => {
                if (options.json !== true) terminal.progress(`         ${sentence}\n`);
              },
            },
          }),
    });
    const isBegun = applied.steps.some(({ state }) => state === 'done' || state === 'failed');
    const done = isBegun ? 'What was done before it stays done.' : undefined;
    // What was answered was counted before the plan.
    const after = report({ ...loaded, answered: 0 }, applied.diagnostics, options, terminal, done);
    if (options.json === true) {
      const { commits } = applied;
      // How a step is announced is no news to a program.
      const steps = applied.steps.map(({ isSlow: _isSlow, ...step }) => step);
      terminal.out(`${JSON.stringify({ ...planToJson(plan), ...after.json, steps, commits }, null, 2)}\n`);
    } else if (!after.errors) terminal.out(`${summary(applied.steps, applied.commits)}${left(plan)}\n`);
    return applyExitCode(plan, { failed: after.errors || applied.stopped, changed: applied.changed });
  } finally {
    interrupt.dispose();
  }
}

/** The saved plan, read before anything is asked: it says which environments it is about. */
async function openSaved(file: string, options: ApplyOptions, terminal: Terminal): Promise<Checked<LoadedPlan>> {
  const root = dirname(resolve(terminal.cwd, options.config));
  const state = await openChecked(root, undefined, terminal);
  // Why not is found again by the plan that is made next.
  if (state.value === undefined) return checked<LoadedPlan>(undefined);
  const saved = openSavedPlan(file, state.value, terminal);
  return checked(saved.value, [...state.diagnostics, ...saved.diagnostics]);
}

/** out/ and infraflux.lock, compared each time it is asked: a step begins with "is it already true?". */
function outputWriter(compiled: Compiled, set: ArtifactSet, environments: readonly string[] | undefined) {
  const chosen = environments === undefined ? undefined : new Set(environments);
  const compare = () => compareOutput(compiled.output, set.artifacts, chosen);
  const lockChanged = () => readLock(compiled.loaded.root) !== set.lock;
  return {
    isWritten: () => isUpToDate(compare()) && !lockChanged(),
    write: (): readonly Diagnostic[] => {
      try {
        writeCompiled({ ...compiled, set, lockChanged: lockChanged() }, compare());
        return [];
      } catch (error) {
        return [notWritable(compiled.output, error)];
      }
    },
  };
}

/**
 * What changes is typed by name, so that people apply to the platform that they look at. Undefined where there is no
 * terminal to ask; empty when the question was cancelled.
 */
async function confirmed(plan: Plan, options: ApplyOptions, terminal: Terminal): Promise<string | undefined> {
  const message = `Apply this to ${plan.platform}? Type "${plan.platform}" to go on:`;
  const answer = await askText(terminal, options, { message });
  return answer.kind === 'answered' ? answer.value.trim() : answer.kind === 'cancelled' ? '' : undefined;
}

/** So that `machines of prod/management` and its like stand in one column. */
const stepWidth = 30;

function describeStep(step: StepReport): string {
  const words = { begun: '..', done: 'ok', already: 'ok', failed: 'FAILED', 'not-begun': '-' } as const;
  // Only what takes its time is announced.
  if (step.state === 'begun') return step.isSlow ? `  ..     ${step.step}\n` : '';
  const detail =
    step.state === 'not-begun'
      ? 'not begun'
      : step.state === 'failed'
        ? ''
        : step.state === 'already'
          ? `${step.detail} (already)`
          : step.detail;
  const seconds = step.milliseconds < 100 ? '' : `  ${(step.milliseconds / 1000).toFixed(1)} s`;
  return `  ${words[step.state].padEnd(6)} ${step.step.padEnd(stepWidth)} ${detail}${seconds}\n`;
}

/** For a second Ctrl-C: what is at work goes on by itself, or was cut off. */
function leftBehind(working: readonly StepReport[]): string {
  const slow = working.filter(({ isSlow }) => isSlow).map(({ step }) => step);
  const short = working.filter(({ isSlow }) => !isSlow).map(({ step }) => step);
  return [
    slow.length === 0
      ? ''
      : `Left at work: ${slow.join(', ')}. Terraform was told to stop: it ends what it began, keeps its state and holds its lock until then.\n`,
    short.length === 0 ? '' : `Left half-way: ${short.join(', ')}. Each is whole or not there.\n`,
    '`infraflux apply --resume` goes on from here.\n',
  ].join('');
}

/** What the plan said is blocked was not done, and an apply that went well must not look as if it had been. */
function left({ deferred }: Plan): string {
  const blocked = deferred.filter(({ state }) => state === 'blocked');
  const where = new Set(blocked.map(({ environment, cluster }) => formatPlace(environment, cluster)));
  const layers = new Set(blocked.map(({ layer }) => layer));
  return blocked.length === 0
    ? ''
    : ` Not done: ${[...layers].join(', ')} in ${[...where].join(', ')}, as the plan says.`;
}

function summary(steps: readonly StepReport[], commits: Readonly<Record<string, string>>): string {
  const done = steps.filter((step) => step.state === 'done').length;
  const published = Object.entries(commits).map(([branch, commit]) => `${branch} is at ${commit.slice(0, 7)}`);
  return done === 0 ? 'Everything is up to date.' : ['Applied', ...published].join('; ').replace(';', ':') + '.';
}
