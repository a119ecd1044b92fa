import { resolve } from 'node:path';
import {
  checkSavedBy,
  checkSavedInputs,
  digestInputs,
  type LoadedPlan,
  loadPlan,
  mayHoldPlan,
  type Release,
  savePlan,
} from '../../apply/saved-plan.ts';
import { wasBegun } from '../../apply/journal.ts';
import { staleWork } from '../../apply/stale-work.ts';
import { infrafluxVersion } from '../../config/version.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ArtifactSet } from '../../emit/artifact.ts';
import { retainedClusters } from '../../model/retained/retained.ts';
import { readBoundTools } from '../../observe/bound-tools.ts';
import type { StateDirectory } from '../../observe/state-directory.ts';
import { otherTools } from '../../plan/bound.ts';
import { describeRetained } from '../../plan/retained.ts';
import { sourceText } from '../../source/decode.ts';
import type { Compiled } from '../compile/compile.ts';
import { readBuiltInBlueprints } from '../input/read-catalog.ts';
import { failure } from '../terminal/failure.ts';
import type { CompileOptions } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Planned } from './planned.ts';

/** What a saved plan is valid for where nothing else is asked, in seconds. */
export const usualValidity = 24 * 3600;

/** Keeps a plan with everything that it depends on. Faults when it cannot be kept there. */
export function keepPlan(
  name: string,
  validSeconds: number,
  { compiled: { set, loaded }, plan, state, observations }: Planned,
  options: CompileOptions,
  terminal: Terminal,
): readonly Diagnostic[] {
  const { platform } = loaded;
  if (plan === undefined || set === undefined || state === undefined) return [];
  if (platform === undefined || observations === undefined) return [];
  const file = resolve(terminal.cwd, name);
  const savedAt = Date.now();
  try {
    if (!mayHoldPlan(file)) {
      const help = 'name a file that is not there yet';
      return [diagnostic('cli/exists', undefined, `${name} is there already, and is no saved plan`, { help })];
    }
    const saved = {
      format: 4,
      plan,
      artifacts: set,
      inputs: Object.fromEntries(inputTexts(loaded)),
      output: options.out,
      config: loaded.configFile,
      release: thisRelease(),
      tools: readBoundTools(platform.terraform.engine, observations, terminal.env),
      savedAt,
      validUntil: savedAt + validSeconds * 1000,
    } as const;
    savePlan(file, saved, { env: terminal.env, state });
    return [];
  } catch (error) {
    return [failure(error, terminal.cwd)];
  }
}

export function openSavedPlan(name: string, state: StateDirectory, terminal: Terminal): Checked<LoadedPlan> {
  return loadPlan(resolve(terminal.cwd, name), { env: terminal.env, state });
}

/** Why a saved plan must not be applied: each fact that it depends on and that is another now. Nothing was changed to learn it. */
export function staleFacts(
  saved: LoadedPlan,
  { compiled, plan: now, state, observations }: Planned,
  terminal: Terminal,
): readonly Diagnostic[] {
  const { loaded } = compiled;
  const faults = [
    ...checkSavedBy(saved, Date.now(), thisRelease()),
    ...otherPlaces(saved, compiled),
    ...checkSavedInputs(saved, inputTexts(loaded)),
    ...retainedSince(compiled, saved.artifacts),
  ];
  const { platform } = loaded;
  // Without them, the faults of the new plan say why.
  if (now === undefined || state === undefined || platform === undefined || observations === undefined) return faults;
  const tools = readBoundTools(platform.terraform.engine, observations, terminal.env);
  return [...faults, ...otherTools(saved.tools, tools), ...staleWork(saved.plan, now, wasBegun(state, saved.id))];
}

function otherPlaces({ output, config }: LoadedPlan, compiled: Compiled): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  if (output !== compiled.output.name) {
    const help = `apply it with --out ${output}`;
    found.push(diagnostic('apply/stale', undefined, `the plan was saved for the output directory ${output}`, { help }));
  }
  if (config !== compiled.loaded.configFile) {
    const help = `apply it with --config ${config}`;
    found.push(
      diagnostic('apply/stale', undefined, `the plan was saved for the configuration file ${config}`, { help }),
    );
  }
  return found;
}

/** Clusters that the plan removes, because nothing said that they have machines when it was saved. */
function retainedSince({ loaded }: Compiled, saved: ArtifactSet): readonly Diagnostic[] {
  const there = new Set<string>(saved.artifacts.map(({ path }) => path));
  return retainedClusters(loaded.retained)
    .filter(({ files }) => ![...files.keys()].every((path) => there.has(path)))
    .map((cluster) =>
      diagnostic('apply/stale', undefined, `${describeRetained(cluster)}; the saved plan removes its files`),
    );
}

/** Texts of all inputs by path: what a saved plan is bound to. Blueprints of the user's are among them. */
export function inputTexts({ files, userBlueprints }: Compiled['loaded']): ReadonlyMap<string, string> {
  return new Map([...userBlueprints, ...files.map((file) => [file.path, sourceText(file)] as const)]);
}

function thisRelease(): Release {
  return { version: infrafluxVersion, blueprints: digestInputs(readBuiltInBlueprints()) };
}
