import type { Catalog } from './blueprints/catalog.ts';
import { type Answer, answerWarnings } from './config/answer-warnings.ts';
import type { Config } from './config/config.ts';
import { type FileReference, fileReferences } from './config/file-references.ts';
import { environmentName } from './config/layers.ts';
import { resolveConfig } from './config/resolve-config.ts';
import { builtInChecks, type SchemaChecks } from './config/schema-checks.ts';
import { type Checked, type Diagnostic, hasErrors, type Span } from './diagnostics/diagnostic.ts';
import { buildPlatform, readLock } from './model/build-platform.ts';
import type { Platform } from './model/platform.ts';
import { type Earlier, nothingEarlier } from './model/retained/earlier.ts';
import { retainClusters } from './model/retained/retain-clusters.ts';
import type { RetainedEnvironment } from './model/retained/retained.ts';
import type { ProviderModels } from './model/provider-model.ts';
import { providerModels } from './providers/model-registry.ts';
import { parseSources } from './source/parse-sources.ts';
import { configPath, type MapTree, type SourceFile, type SourceSet } from './source/tree.ts';

/** All that is read for a compile. */
export interface PipelineInput {
  /** infraflux.yaml, environments/*.yaml, infraflux.lock, and the files that these name unless `readReferenced` does that. */
  readonly files: readonly SourceFile[];
  readonly catalog: Checked<Catalog>;
  /** Path of the configuration among the files, where it is not infraflux.yaml. The stages know it by that name alone. */
  readonly main?: string;
  /** What could not be read: with an error among it there is no platform. */
  readonly diagnostics?: readonly Diagnostic[];
}

/** What may be put in the place of what is usual. */
export interface ResolveSeams {
  /** What files are checked against: of `loadSchemaChecks` where there are blueprints that the build did not know. */
  readonly checks?: SchemaChecks;
  /** Reads a file, or the files of a folder, that the configuration refers to. None at all: it is not there. */
  readonly readReferenced?: (reference: FileReference) => Checked<readonly SourceFile[]>;
  readonly models?: ProviderModels;
  /** Reads what earlier commands left of clusters that the configuration does not have. Without it, nothing. */
  readonly readEarlier?: (config: Config) => Earlier;
  /** Environments that are taken for removed, because what is written of them cannot be used. Their numbers stay theirs. */
  readonly leaveOut?: ReadonlySet<string>;
}

/** The platform, and everything on the way to it, as far as it came. */
export interface Resolved {
  readonly catalog: Catalog | undefined;
  /** Those given, and those that were read. */
  readonly files: readonly SourceFile[];
  /** The files and folders that the configuration refers to, whether they are there or not: each path once. */
  readonly referenced: readonly FileReference[];
  readonly config: Config | undefined;
  /** Undefined when anything is wrong. */
  readonly platform: Platform | undefined;
  /** Clusters that left the configuration and may have machines. */
  readonly retained: readonly RetainedEnvironment[];
  readonly diagnostics: readonly Diagnostic[];
  /** Warnings that `accept:` answers: not among the diagnostics. */
  readonly answered: readonly Answer[];
}

/** From texts to the model: every stage that finds faults in what people write. Each goes on as long as there is a value. */
export function resolvePlatform(input: PipelineInput, seams: ResolveSeams = {}): Resolved {
  const { catalog } = input;
  const main = input.main ?? configPath;
  const { leaveOut = new Set<string>() } = seams;
  const files = input.files.filter(({ path }) => !leaveOut.has(environmentName(path) ?? ''));
  const diagnostics: Diagnostic[] = [...(input.diagnostics ?? []), ...catalog.diagnostics];
  const collect = <T>(checked: Checked<T>): T | undefined => {
    diagnostics.push(...checked.diagnostics);
    return checked.value;
  };
  let referenced: readonly FileReference[] = [];
  let config: Config | undefined;
  let platform: Platform | undefined;
  let retained: readonly RetainedEnvironment[] = [];
  if (catalog.value !== undefined && files.some(({ path }) => path === main)) {
    const parsed = collect(
      parseSources(files.map((file) => (file.path === main ? { ...file, path: configPath } : file))),
    );
    const set = parsed && withoutEnvironments(parsed, leaveOut);
    if (set !== undefined) {
      referenced = fileReferences(set, catalog.value);
      for (const reference of referenced) {
        if (reference.kind === 'file' && files.some(({ path }) => path === reference.path)) continue;
        const read = seams.readReferenced === undefined ? undefined : collect(seams.readReferenced(reference));
        const known = new Set(files.map(({ path }) => path));
        files.push(...(read ?? []).filter(({ path }) => !known.has(path)));
      }
      config = collect(resolveConfig(set, catalog.value, seams.checks ?? builtInChecks(catalog.value)));
    }
    if (config !== undefined) {
      const lock = readLock(files).value;
      const earlier = seams.readEarlier?.(config) ?? nothingEarlier;
      if (lock !== undefined) retained = retainClusters(config, lock, earlier);
      platform = collect(buildPlatform(config, catalog.value, files, seams.models ?? providerModels, retained));
    }
  }
  const { open, answered } =
    config === undefined ? { open: diagnostics, answered: [] } : answerWarnings(diagnostics, config);
  return {
    catalog: catalog.value,
    files,
    referenced: [...new Map(referenced.map((reference) => [reference.path, reference])).values()],
    config,
    platform: hasErrors(diagnostics) ? undefined : platform,
    retained,
    diagnostics: open,
    answered,
  };
}

function withoutEnvironments(set: SourceSet, names: ReadonlySet<string>): SourceSet {
  const main = set.trees.get(configPath);
  const all = main?.root.entries.get('environments');
  if (names.size === 0 || main === undefined || all?.value.kind !== 'map') return set;
  const kept: MapTree = {
    ...all.value,
    entries: new Map([...all.value.entries].filter(([name]) => !names.has(name))),
  };
  const root: MapTree = {
    ...main.root,
    entries: new Map([...main.root.entries, ['environments', { ...all, value: kept }]]),
  };
  return { ...set, trees: new Map([...set.trees, [configPath, { ...main, root }]]) };
}

/** Where `environments` of infraflux.yaml has each of them, with everything below. */
export function environmentPlaces(
  main: SourceFile | undefined,
): readonly { readonly name: string; readonly span: Span }[] {
  if (main === undefined) return [];
  const tree = parseSources([{ ...main, path: configPath }]).value?.trees.get(configPath);
  const all = tree?.root.entries.get('environments')?.value;
  if (all?.kind !== 'map') return [];
  return [...all.entries.values()].map(({ key, keySpan, value }) => ({
    name: key,
    span: { ...keySpan, end: Math.max(keySpan.end, value.span.end) },
  }));
}
