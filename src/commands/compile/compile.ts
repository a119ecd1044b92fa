import { resolve } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { Refusal } from '../../diagnostics/refusal.ts';
import { emitCluster } from '../../emit/emit-artifacts.ts';
import { parseInputsFile } from '../../emit/inputs-file.ts';
import { lostLock } from '../../emit/lost-lock.ts';
import { lostFiles } from '../../emit/retained-files.ts';
import { inputsPath } from '../../identity/artifact-path.ts';
import type { EarlierEnvironment } from '../../model/retained/earlier.ts';
import type { ArtifactSet } from '../../emit/artifact.ts';
import { build } from '../cache/cache-file.ts';
import { checkOutputPlace } from '../output/check-output.ts';
import { ClusterCache } from '../cache/cluster-cache.ts';
import { emitResolved } from '../../compile.ts';
import { lockName } from '../input/file-names.ts';
import { retainedWarnings } from '../input/retained-warnings.ts';
import { rememberRun } from '../cache/last-run.ts';
import { type Loaded, load } from '../input/load.ts';
import { openStateDirectory } from '../../observe/state-directory.ts';
import { readLock } from '../../observe/read-lock.ts';
import { placeBelow, replaceBelow } from '../../secrets/write-below.ts';
import { secretObjects } from '../../plan/secret-objects.ts';
import type { AllowOption, CompileOptions } from '../terminal/options.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { OutputFiles } from '../output/output-files.ts';
import { type Inputs, readInputs } from '../input/read-inputs.ts';
import { report } from '../terminal/report.ts';
import { typedCommands } from '../terminal/typed-commands.ts';
import { staleSchemas } from '../schema/schema.ts';
import { selectEnvironments } from '../input/select.ts';
import {
  checkOutputDirectory,
  compareOutput,
  isUpToDate,
  type Output,
  type OutputComparison,
  recoverOutput,
  reportForeignFiles,
  writeOutput,
} from '../output/write-output.ts';
import { count } from '../../diagnostics/count.ts';

/** What was compiled, and how it stands to what is on the disk. */
export interface Compiled {
  readonly loaded: Loaded;
  /** Undefined when there were errors. */
  readonly set: ArtifactSet | undefined;
  readonly output: Output;
  readonly comparison: OutputComparison | undefined;
  /** infraflux.lock has other bytes than it must have. */
  readonly lockChanged: boolean;
  readonly environments: readonly string[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Keeps what the next compile need not work out; once this one is written. */
  readonly remember: () => void;
}

/** Loads, emits, and compares with what is there. Writes nothing. */
export async function compileInMemory(
  options: CompileOptions & AllowOption,
  terminal: Terminal,
  inputs: Inputs = readInputs(options, terminal),
  published: readonly EarlierEnvironment[] = [],
  leaveOut: ReadonlySet<string> = new Set(),
): Promise<Compiled> {
  const loaded = await load(options, terminal, inputs, published, leaveOut);
  const output: Output = { directory: resolve(loaded.root, options.out), name: options.out };
  const diagnostics = [...loaded.diagnostics];
  if (loaded.catalog !== undefined) diagnostics.push(...staleSchemas(loaded.root, loaded.catalog));
  const selection = selectEnvironments(loaded, options);
  diagnostics.push(...selection.diagnostics);
  const nothing = {
    loaded,
    set: undefined,
    output,
    comparison: undefined,
    lockChanged: false,
    environments: selection.environments,
    remember: () => {},
  };
  if (loaded.platform === undefined || loaded.catalog === undefined || hasErrors(diagnostics)) {
    return { ...nothing, diagnostics };
  }
  const files = new OutputFiles(output.directory);
  const place = checkOutputPlace(loaded.root, output);
  // Without a cache everything is computed: the result is the same. Where nothing is compiled, none is created.
  const isCached = build !== undefined && options.cache && place.length === 0;
  const state = isCached ? openStateDirectory(loaded.root, terminal.env).value : undefined;
  const cache = state === undefined ? undefined : new ClusterCache(state, files);
  const emitted = emitResolved(loaded, { emitOne: cache?.emit ?? emitCluster });
  diagnostics.push(...(await staleSecretObjects(loaded)));
  diagnostics.push(...emitted.diagnostics, ...(place.length > 0 ? place : checkOutputDirectory(loaded.root, output)));
  if (emitted.set === undefined || hasErrors(diagnostics)) return { ...nothing, diagnostics };
  const chosen = selection.environments === undefined ? undefined : new Set(selection.environments);
  const { set } = emitted;
  const lock = readLock(loaded.root);
  diagnostics.push(...lostRetainedFiles(loaded, set, output, chosen), ...lostNumbers(loaded, lock !== '', set, files));
  if (hasErrors(diagnostics)) return { ...nothing, diagnostics };
  const answered = loaded.answered + emitted.answered.length;
  const comparison = compareOutput(output, set.artifacts, chosen, files);
  const lockChanged = lock !== set.lock;
  const remember = (): void => {
    cache?.save();
    // Only a run that left everything as the same input gives it again can speak for the next one.
    const complete = chosen === undefined && !lockChanged && comparison.foreign.length + comparison.edited.length === 0;
    // Whether a retained cluster still has machines is checked each time.
    if (state === undefined || !complete || loaded.retained.length > 0) return;
    const { referenced, files: read } = loaded;
    rememberRun(state, inputs, options, { referenced, files: read, artifacts: set.artifacts, diagnostics, answered });
  };
  return { ...nothing, loaded: { ...loaded, answered }, set, comparison, lockChanged, diagnostics, remember };
}

/** Numbers that machines have must not be allocated again. Looked at where nodes are new to infraflux.lock: else it has them all. */
function lostNumbers(
  { platform }: Loaded,
  isThere: boolean,
  set: ArtifactSet,
  files: OutputFiles,
): readonly Diagnostic[] {
  const lines = platform?.lock.lines ?? [];
  if (isThere && lines.every(({ span }) => span !== undefined)) return [];
  const found = (platform?.environments ?? []).flatMap(({ name }) => {
    const path = inputsPath(name);
    const before = parseInputsFile(files.text(path) ?? '');
    const after = parseInputsFile(set.artifacts.find((artifact) => artifact.path === path)?.text ?? '');
    return before === undefined || after === undefined
      ? []
      : lostLock(lines, isThere, name, before.inputs, after.inputs);
  });
  // A file that is missing is one error, of however many environments.
  return isThere ? found : found.slice(0, 1);
}

/** What cannot be compiled again must not be lost by compiling. */
function lostRetainedFiles(
  { retained }: Loaded,
  set: ArtifactSet,
  output: Output,
  chosen: ReadonlySet<string> | undefined,
): readonly Diagnostic[] {
  return retained
    .filter(({ name }) => chosen?.has(name) ?? true)
    .flatMap((environment) => lostFiles(environment, set.artifacts))
    .map((path) => {
      const message = `${output.name}/${path} is missing or modified, and its cluster is no longer in infraflux.yaml`;
      const help = `git checkout -- ${output.name}/${path}; or restore the cluster in infraflux.yaml and compile`;
      return diagnostic('cluster/retained-file-lost', undefined, message, { help });
    });
}

/** Encrypted objects that no longer fit their secrets. What takes SOPS files apart is loaded only where a cluster has any. */
async function staleSecretObjects({ platform, catalog, root }: Compiled['loaded']): Promise<readonly Diagnostic[]> {
  const objects = platform === undefined || catalog === undefined ? [] : secretObjects(platform, catalog);
  return objects.length === 0 ? [] : (await import('../../secrets/sync-objects.ts')).staleObjects(root, objects);
}

/** Writes out/ and infraflux.lock; with `--check`, only reports whether they are up to date. */
export async function compileCommand(
  options: CompileOptions & { readonly check?: true | undefined; readonly discard?: true | undefined },
  terminal: Terminal,
  inputs: Inputs = readInputs(options, terminal),
): Promise<ExitCode> {
  const compiled = await compileInMemory(options, terminal, inputs);
  const { comparison, output } = compiled;
  const checkOnly = options.check === true;
  const discard = options.discard === true;
  const foreign = comparison === undefined ? [] : reportForeignFiles(output, comparison);
  const diagnostics = [
    ...compiled.diagnostics,
    ...retainedWarnings(compiled.loaded, compiled.environments, typedCommands(options, terminal)),
    // With --discard, manual changes are overwritten; with --check, they show as a difference.
    ...foreign.filter((diagnostic) => diagnostic.severity !== 'error' || !(discard || checkOnly)),
  ];
  if (comparison !== undefined && compiled.set !== undefined && !checkOnly && !hasErrors(diagnostics)) {
    try {
      writeCompiled(compiled, comparison);
    } catch (error) {
      diagnostics.push(notWritable(output, error));
    }
  }
  const reported = report(compiled.loaded, diagnostics, options, terminal);
  const isCurrent = comparison !== undefined && isUpToDate(comparison) && !compiled.lockChanged;
  if (options.json === true) {
    const { added, changed, removed, unchanged, edited } = comparison ?? noFiles;
    terminal.out(
      `${JSON.stringify({ ...reported.json, added, changed, removed, edited, unchanged, lockChanged: compiled.lockChanged }, null, 2)}\n`,
    );
  } else if (comparison !== undefined && !reported.errors) {
    terminal.out(`${describe(output, compiled, comparison, checkOnly)}\n`);
    if (checkOnly) {
      for (const path of [...comparison.added, ...comparison.changed, ...comparison.removed, ...comparison.edited]) {
        terminal.out(`  ${output.name}/${path}\n`);
      }
      if (compiled.lockChanged) terminal.out(`  ${lockName}\n`);
    }
  }
  if (reported.errors) return 1;
  return checkOnly && !isCurrent ? 2 : 0;
}

/** The output tree first, then the lock: a lock that promises more than was compiled would be the worse half. */
export function writeCompiled(compiled: Compiled, comparison: OutputComparison): void {
  if (compiled.set === undefined) return;
  if (compiled.lockChanged) placeBelow(compiled.loaded.root, lockName);
  recoverOutput(compiled.output);
  writeOutput(compiled.output, comparison);
  if (compiled.lockChanged) {
    replaceBelow(compiled.loaded.root, lockName, compiled.set.lock);
  }
  compiled.remember();
}

export function notWritable(output: Output, error: unknown): Diagnostic {
  if (error instanceof Refusal) return error.fault;
  const problem = error as NodeJS.ErrnoException;
  if (problem.code === undefined) throw error;
  return diagnostic('output/not-writable', undefined, `${output.name} cannot be written: ${problem.code}`);
}

const noFiles = { added: [], changed: [], removed: [], unchanged: 0, edited: [] };

function describe(output: Output, compiled: Compiled, comparison: OutputComparison, checkOnly: boolean): string {
  const { added, changed, removed, edited, unchanged } = comparison;
  if (isUpToDate(comparison) && !compiled.lockChanged)
    return `${output.name} is up to date: ${count(unchanged, 'file')}.`;
  const parts = [
    `${added.length} added`,
    `${changed.length + edited.length} changed`,
    `${removed.length} removed`,
    `${unchanged} unchanged`,
  ];
  const lock = compiled.lockChanged ? `; ${lockName} ${checkOnly ? 'would change' : 'written'}` : '';
  return `${output.name}${checkOnly ? ' is out of date' : ''}: ${parts.join(', ')}${lock}.`;
}
