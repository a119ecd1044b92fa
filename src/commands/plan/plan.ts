import { idOfCluster } from '../../identity/cluster-id.ts';
import { type Checked, checked, type Diagnostic, hasErrors, type Span } from '../../diagnostics/diagnostic.ts';
import { placesOf } from '../../diagnostics/places.ts';
import type { Artifact } from '../../emit/artifact.ts';
import type { Platform } from '../../model/platform.ts';
import type { Observations } from '../../observe/observations.ts';
import { observe } from '../../observe/observe.ts';
import { observeUntrusted } from '../../observe/observe-untrusted.ts';
import { moveOldState } from '../../observe/old-state.ts';
import { commandRunner } from '../../observe/run-command.ts';
import { openStateDirectory, type StateDirectory } from '../../observe/state-directory.ts';
import { checkInsecureSettings } from '../../observe/insecure-settings.ts';
import { checkTrackedSettings } from '../../observe/tracked-settings.ts';
import { checkWorkingFiles, localStates } from '../../observe/working-files.ts';
import { reasonToAccept } from '../../config/answer-warnings.ts';
import { acceptInPlan } from '../../plan/accept-deferred.ts';
import { buildPlan } from '../../plan/build-plan.ts';
import { formatDiff } from '../../plan/format-diff.ts';
import { terraformWaits } from '../../plan/deferrals.ts';
import { planToJson } from '../../plan/format-json.ts';
import { planExitCode } from '../../plan/exit-code.ts';
import { formatPlan, type PlanTextOptions } from '../../plan/format-text.ts';
import { infrafluxCommand, shellWord, type TypedCommands } from '../../plan/typed-commands.ts';
import type { Plan } from '../../plan/plan.ts';
import { emitReverted } from '../../plan/revert-inputs.ts';
import { digestInputs } from '../../apply/saved-plan.ts';
import { type Compiled, compileInMemory } from '../compile/compile.ts';
import { publishedOnly } from '../input/published-only.ts';
import { type Inputs, readInputs } from '../input/read-inputs.ts';
import { readBuiltInBlueprints } from '../input/read-catalog.ts';
import { overlaysOf, untrustedInputs } from '../input/untrusted.ts';
import { spanOfInput } from './input-spans.ts';
import { environmentsAtFault, leftOutWarnings } from './left-out.ts';
import type { Planned } from './planned.ts';
import { inputTexts, keepPlan, usualValidity } from './saved.ts';
import { shownSpan } from '../input/file-names.ts';
import type { AllowOption, CompileOptions, FromBranchOption, UntrustedOption } from '../terminal/options.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { report } from '../terminal/report.ts';
import { reportForeignFiles } from '../output/write-output.ts';
import { typedCommands } from '../terminal/typed-commands.ts';

/** Compiles in memory, looks at the world, compares. Writes nothing but caches in the state directory. */
export async function makePlan(
  options: CompileOptions & AllowOption & FromBranchOption & UntrustedOption,
  terminal: Terminal,
  mayLeaveOut = false,
): Promise<Planned> {
  if (options.untrusted === true) return planUntrusted(options, terminal);
  const inputs = readInputs(options, terminal);
  const whole = await compileInMemory(options, terminal, inputs);
  const leaveOut = mayLeaveOut ? unneededAtFault(whole, options, inputs) : undefined;
  const leftOut = leaveOut === undefined ? [] : leftOutWarnings(leaveOut, whole.diagnostics);
  const first = leaveOut === undefined ? whole : await compileInMemory(options, terminal, inputs, [], leaveOut);
  const { output } = first;
  const { root, configFile, platform: wanted } = first.loaded;
  if (wanted === undefined || first.set === undefined) return nothingPlanned(first);
  const opened = await openChecked(root, wanted, terminal);
  const state = opened.value;
  if (state === undefined) return nothingPlanned(withFaults(first, opened.diagnostics));
  const told = moveOldState(root, state);
  if (told !== undefined) terminal.progress(`${told}\n`);
  const seen = await observe(wanted, {
    root,
    state,
    output: output.directory,
    inputs: [configFile],
    environments: first.environments,
    run: commandRunner(terminal),
    env: terminal.env,
  });
  // A removed cluster that is published and not in the output directory: its files are taken from there.
  const published = publishedOnly(first.loaded, seen.published);
  const again = published.length === 0 ? first : await compileInMemory(options, terminal, inputs, published, leaveOut);
  const compiled = withFaults(again, [...leftOut, ...opened.diagnostics]);
  const { loaded, set, comparison, environments } = compiled;
  if (set === undefined || loaded.platform === undefined || loaded.catalog === undefined || comparison === undefined) {
    return nothingPlanned(compiled);
  }
  const { catalog, platform } = loaded;
  // A cluster that only the second compile knows may have a local state as well.
  const late = published.length === 0 ? [] : (await openChecked(root, platform, terminal)).diagnostics;
  if (hasErrors(late)) return nothingPlanned(withFaults(again, late));
  const typed = typedCommands(options, terminal);
  const terraform = await askTerraform(compiled, state, set.artifacts, seen, typed, terminal);
  const observations = terraform === undefined ? seen : { ...seen, terraform };
  const built = buildPlan(platform, catalog, set, observations, {
    environments,
    inputsDigest: digestInputs(inputTexts(loaded)),
    spanOf: spanOfInput(loaded),
    typed,
    fromBranch: options.fromBranch,
    emitWith: emitReverted(platform, catalog),
  });
  const { config } = loaded;
  const { plan, accepted } = acceptInPlan(built, (diagnostic) => config && reasonToAccept(diagnostic, config));
  const foreign = reportForeignFiles(output, comparison);
  const answered = { ...compiled, loaded: { ...loaded, answered: loaded.answered + accepted } };
  return { compiled: withFaults(answered, foreign), plan, state, observations };
}

/** A plan of what follows from the files of a branch that was not reviewed: the branch can switch nothing of it off. */
async function planUntrusted(options: CompileOptions & AllowOption, terminal: Terminal): Promise<Planned> {
  const { inputs, leftOut } = untrustedInputs(readInputs(options, terminal));
  const compiled = withFaults(await compileInMemory({ ...options, cache: false }, terminal, inputs), leftOut);
  const { loaded, set, comparison, environments, output } = compiled;
  const { root, platform, catalog } = loaded;
  if (set === undefined || platform === undefined || catalog === undefined || comparison === undefined)
    return nothingPlanned(compiled);
  const opened = await openChecked(root, platform, terminal);
  if (opened.value === undefined) return nothingPlanned(withFaults(compiled, opened.diagnostics));
  const observations = observeUntrusted(platform, root, output.directory, environments);
  const plan = buildPlan(platform, catalog, set, observations, {
    environments,
    inputsDigest: digestInputs(inputTexts(loaded)),
    spanOf: spanOfInput(loaded),
    typed: typedCommands(options, terminal),
    fromBranch: undefined,
    emitWith: emitReverted(platform, catalog),
  });
  const faults = [...opened.diagnostics, ...reportForeignFiles(output, comparison)];
  return { compiled: withFaults(compiled, faults), plan, state: opened.value, observations };
}

function nothingPlanned(compiled: Compiled): Planned {
  return { compiled, plan: undefined, state: undefined, observations: undefined };
}

/** Other environments than those that were asked for, where all errors are theirs. */
function unneededAtFault(
  { set, environments, diagnostics }: Compiled,
  { environment, cluster }: CompileOptions,
  inputs: Inputs,
): ReadonlySet<string> | undefined {
  if (set !== undefined || environments === undefined) return undefined;
  // A cluster that is named without its environment could be one of an environment that cannot be read.
  if (environment === undefined && cluster?.every((name) => name.includes('/')) !== true) return undefined;
  return environmentsAtFault(diagnostics, environments, inputs.files.get(inputs.main));
}

/** The state directory, once nothing is wrong with what is kept in the checkout itself. `platform`: its local states as well. */
export async function openChecked(
  root: string,
  platform: Platform | undefined,
  terminal: Terminal,
): Promise<Checked<StateDirectory>> {
  const run = commandRunner(terminal);
  const faults = [
    ...(await checkWorkingFiles(run, root, platform === undefined ? [] : localStates(platform))),
    ...(await checkTrackedSettings(run, root, terminal.env)),
    ...checkInsecureSettings(terminal.env),
  ];
  return faults.length > 0 ? checked<StateDirectory>(undefined, faults) : openStateDirectory(root, terminal.env);
}

function withFaults(compiled: Compiled, faults: readonly Diagnostic[]): Compiled {
  return faults.length === 0 ? compiled : { ...compiled, diagnostics: [...compiled.diagnostics, ...faults] };
}

/**
 * Terraform is asked about the clusters for which nothing stands in the way; undefined where there are none. It is asked
 * last, because nothing may be dialled before it is known that no other's machine has an id that is wanted.
 */
async function askTerraform(
  { loaded: { platform, catalog, root }, environments }: Compiled,
  state: StateDirectory,
  artifacts: readonly Artifact[],
  seen: Observations,
  typed: TypedCommands,
  terminal: Terminal,
): Promise<Observations['terraform']> {
  if (platform === undefined || catalog === undefined) return undefined;
  const clusters = platform.environments
    .filter(({ name }) => environments?.includes(name) ?? true)
    .flatMap((environment) => environment.clusters)
    .filter((cluster) => terraformWaits(platform, seen, cluster) === undefined);
  if (clusters.length === 0) return undefined;
  const [{ observeTerraform }, { providerTokens }] = await Promise.all([
    import('../../observe/terraform/observe-terraform.ts'),
    import('../../observe/provider-tokens.ts'),
  ]);
  const names = clusters.map((cluster) => idOfCluster(cluster)).join(', ');
  const run = commandRunner(terminal);
  if (terminal.isTty) terminal.progress(`asking ${platform.terraform.engine} about ${names} ...\n`);
  const tokens = await providerTokens(root, platform, environments, terminal.env, run);
  return observeTerraform(platform, clusters, {
    root,
    state,
    artifacts,
    catalog,
    run,
    env: terminal.env,
    tokens,
    typed,
    hypervisors: seen.hypervisors,
  });
}

export async function planCommand(
  options: CompileOptions &
    FromBranchOption &
    UntrustedOption & {
      readonly save?: string | undefined;
      readonly validFor?: number | undefined;
      readonly diff?: true | undefined;
      readonly detailedExitcode?: true | undefined;
    },
  terminal: Terminal,
): Promise<ExitCode> {
  // A plan that is kept is applied later, and an apply writes what all environments share.
  const planned = await makePlan(options, terminal, options.save === undefined);
  const { compiled, plan } = planned;
  const { loaded } = compiled;
  const diagnostics = [...compiled.diagnostics, ...(plan?.diagnostics ?? [])];
  // Kept before it is shown: one document with all faults, and no plan on the screen that is not in the file.
  const saved = options.save;
  if (saved !== undefined && !hasErrors(diagnostics))
    diagnostics.push(...keepPlan(saved, options.validFor ?? usualValidity, planned, options, terminal));
  const reported = report(loaded, diagnostics, options, terminal);
  if (options.json === true) {
    const overlays = overlaysIn(loaded);
    const shown = plan === undefined ? { ...reported.json } : { ...planToJson(plan), overlays, ...reported.json };
    terminal.out(`${JSON.stringify(shown, null, 2)}\n`);
  } else if (plan !== undefined && !hasErrors(plan.diagnostics)) {
    if (options.diff === true) terminal.out(await formatDiff(plan, options.color));
    terminal.out(showPlan(compiled, plan, options, terminal));
  }
  if (reported.errors || plan === undefined) return 1;
  if (saved !== undefined && options.json !== true) {
    const { apply } = commandsFor({ ...options, environment: [], cluster: [] }, terminal);
    terminal.progress(
      `Saved. Apply exactly this: ${apply}${apply.startsWith('npm run') && !apply.includes(' -- ') ? ' --' : ''} ${shellWord(saved)}\n`,
    );
  }
  return planExitCode(plan, options.detailedExitcode === true);
}

function overlaysIn({ userBlueprints }: Compiled['loaded']): readonly string[] {
  return overlaysOf({ builtIn: readBuiltInBlueprints(), user: userBlueprints });
}

/** The plan for people, with the commands as this person would type them. */
export function showPlan(compiled: Compiled, plan: Plan, options: CompileOptions, terminal: Terminal): string {
  const { loaded } = compiled;
  const placeOf = placesOf((file) => loaded.texts.get(file));
  const clusters = loaded.platform?.environments.flatMap((environment) => environment.clusters).length ?? 0;
  const overlays = overlaysIn(loaded);
  // A template of the repository decides what is installed and run: it is named with every plan.
  const replaced =
    overlays.length === 0 ? '' : `Built-in files that this repository replaces: ${overlays.join(', ')}\n`;
  const text = formatPlan(plan, {
    color: options.color,
    width: terminal.columns ?? 100,
    clusters,
    placeOf: (span: Span) => {
      const place = placeOf(shownSpan(loaded, span));
      return place.line === undefined ? place.file : `${place.file}:${place.line}`;
    },
    typed: typedCommands(options, terminal),
    commands: commandsFor(options, terminal),
  });
  return `${text}${replaced}`;
}

/**
 * The next commands as this person would type them, with the same choice of files and environments: who looked at one
 * environment must not be told to apply all.
 */
function commandsFor(options: CompileOptions, terminal: Terminal): PlanTextOptions['commands'] & object {
  const typed = typedCommands(options, terminal);
  const choice = [
    ...(options.out === 'out' ? [] : ['--out', options.out]),
    ...(options.environment ?? []).flatMap((name) => ['--environment', name]),
    ...(options.cluster ?? []).flatMap((name) => ['--cluster', name]),
  ];
  const event = terminal.env['npm_lifecycle_event'];
  const line = (verb: string, ...more: readonly string[]): string => {
    if (event !== 'plan' && event !== 'apply')
      return infrafluxCommand({ ...typed, flags: [] }, verb, ...more, ...typed.flags, ...choice);
    const words = [...more, ...typed.flags, ...choice].map(shellWord);
    return ['npm run', verb, ...(words.length === 0 ? [] : ['--', ...words])].join(' ');
  };
  return { diff: line('plan', '--diff'), apply: line('apply'), secrets: infrafluxCommand(typed, 'secrets') };
}
