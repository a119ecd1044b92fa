import type { ResolvedConfig, ResolvedEnvironment } from '../../schema/config.ts';
import type { Catalog } from '../blueprints/catalog.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import { add, replace } from '../diagnostics/fix.ts';
import { type Checked, checked, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { configPath, type Json, type MapTree, type SourceSet, type SourceTree } from '../source/tree.ts';
import { checkFile } from './check-file.ts';
import { checkFolded } from './check-folded.ts';
import { checkWords } from './check-words.ts';
import type { Schema } from './compose-schema.ts';
import type { Config, EnvironmentConfig } from './config.ts';
import { foldMap } from './fold.ts';
import type { FoldedMap } from './folded.ts';
import {
  type CheckedFile,
  clustersLayers,
  type EnvironmentFiles,
  environmentName,
  mapAt,
  settingsLayers,
  without,
} from './layers.ts';
import { watchNulls } from './nulls.ts';
import { valueOf } from './read.ts';
import { resolveCluster, type Surroundings } from './resolve-cluster.ts';
import { source } from './written-layer.ts';
import { languageOfFiles } from './language-of-files.ts';
import { type Language, propertiesOf, providerSchema, providerTypes } from './schema.ts';
import { builtInChecks, type SchemaChecks } from './schema-checks.ts';
import { parseVersion } from '../versions/version.ts';
import { fulfils, parseVersionRange } from '../versions/version-range.ts';
import { infrafluxVersion } from './version.ts';
import { fillDefaults } from './with-defaults.ts';

const anyMap: Schema = { type: 'object' };

/**
 * Files to configuration: each held to the schema as written, then folded cluster by cluster, defaults filled in.
 * There is a value whenever infraflux.yaml could be read, so that later stages find what else is wrong. `prepared` comes
 * from `loadSchemaChecks` where the user's own blueprints may have changed the schema.
 */
export function resolveConfig(
  set: SourceSet,
  catalog: Catalog,
  prepared: SchemaChecks = builtInChecks(catalog),
): Checked<Config> {
  const mainTree = set.trees.get(configPath);
  const unsupported = mainTree === undefined ? undefined : unsupportedVersion(mainTree.root);
  if (unsupported !== undefined) return checked<Config>(undefined, [unsupported]);

  const { unusable } = prepared;
  const { language: whole, checks } = languageOfFiles(set, catalog, prepared);
  // Options with an invalid schema may be anything: the error of the schema was reported once.
  const options = [...whole.options].map(([name, schema]) => [name, unusable.has(name) ? anyMap : schema] as const);
  const language = unusable.size === 0 ? whole : { ...whole, options: new Map(options) };
  const diagnostics: Diagnostic[] = [...unusable.values()].flat();
  const check = (file: SourceTree, kind: 'infraflux' | 'environment'): CheckedFile => {
    const found = checkFile(file, kind, language, checks);
    const schema: Schema = kind === 'infraflux' ? language.core : { $ref: '#/$defs/environment' };
    const words = checkWords({ ...file, root: found.root }, schema, language, found.faults);
    diagnostics.push(...[...found.diagnostics, ...words].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0)));
    return { root: found.root, faults: found.faults };
  };
  const main = mainTree === undefined ? undefined : check(mainTree, 'infraflux');
  const files = new Map<string, CheckedFile>();
  for (const [path, tree] of [...set.trees].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = environmentName(path);
    if (name === undefined) continue;
    const first = files.get(name)?.root.span.file;
    const file = check(tree, 'environment');
    if (first === undefined) files.set(name, file);
    else diagnostics.push(secondFile(name, first, path));
  }
  if (main === undefined) return checked<Config>(undefined, diagnostics);

  const surroundings: Surroundings = { main, catalog, language, nulls: watchNulls() };
  const root = resolveRoot(surroundings);
  const environments = resolveEnvironments(surroundings, files);
  const resolved = [...root.diagnostics, ...environments.diagnostics, ...surroundings.nulls.diagnostics()];
  diagnostics.push(...each(resolved));
  return checked(
    {
      root: root.value,
      rootTree: root.tree,
      environments: environments.value,
      complete: !hasErrors(diagnostics) && (set.broken?.size ?? 0) === 0,
    },
    diagnostics,
  );
}

function unsupportedVersion(root: MapTree): Diagnostic | undefined {
  const requires = root.entries.get('requires')?.value;
  if (requires?.kind !== 'scalar' || typeof requires.value !== 'string') return undefined;
  const range = parseVersionRange(requires.value);
  const own = parseVersion(infrafluxVersion);
  if (range === undefined || own === undefined || fulfils(own, range)) return undefined;
  const message = `this file requires InfraFlux ${requires.value}, but this is ${infrafluxVersion}`;
  const help = `install a version of InfraFlux in ${requires.value}, or write the versions that the file is for`;
  const fix = replace(requires.span, JSON.stringify(`>=${infrafluxVersion}`));
  return diagnostic('config/unsupported-version', requires.span, message, { help, fix });
}

/**
 * A provider without a type was reported. Where its keys are those of one type alone, it is read as one of that type, so that
 * what else it lacks is found in the same run.
 */
function withProviderTypes(
  language: Language,
  root: { readonly [key: string]: Json },
): { readonly [key: string]: Json } {
  const providers = root['providers'];
  if (typeof providers !== 'object' || providers === null || Array.isArray(providers)) return root;
  const typed = Object.entries(providers).map(([name, provider]): readonly [string, Json] => {
    if (typeof provider !== 'object' || provider === null || Array.isArray(provider) || Object.hasOwn(provider, 'type'))
      return [name, provider];
    const keys = Object.keys(provider);
    const fitting = providerTypes(language).filter((type) => {
      const taken = propertiesOf(providerSchema(language, type));
      return keys.every((key) => Object.hasOwn(taken, key));
    });
    return [name, fitting.length === 1 ? { ...provider, type: fitting[0] as string } : provider];
  });
  return { ...root, providers: Object.fromEntries(typed) };
}

/** Everything but `defaults` and `environments`. */
function resolveRoot({ main, language, nulls }: Surroundings): {
  readonly value: ResolvedConfig;
  readonly tree: FoldedMap;
  readonly diagnostics: readonly Diagnostic[];
} {
  const kept = without(main.root, new Set(['defaults', 'environments']));
  const misspelt = main.faults.misspelt.has(main.root)
    ? new Set([...main.faults.misspelt, kept])
    : main.faults.misspelt;
  for (const key of ['defaults', 'environments']) {
    const value = main.root.entries.get(key)?.value;
    if (value?.kind === 'scalar' && value.value === null)
      nulls.note(source('root', value, [key], main.faults).written, false);
  }
  const folded = foldMap([source('root', kept, [], { bad: main.faults.bad, misspelt })], nulls.note);
  const fragments = new Set(['size', 'variant', 'cluster', 'environment']);
  const tree = fillDefaults(language, folded, language.core, fragments) as FoldedMap;
  const required = ((language.core['required'] as readonly string[]) ?? []).filter(
    (key) => key !== 'environments' || !main.root.entries.has(key),
  );
  const diagnostics = checkFolded(language, tree, { ...language.core, required }, [], fragments);
  const read = withProviderTypes(language, valueOf(tree) as { readonly [key: string]: Json });
  const value = { ...read, defaults: {}, environments: {} };
  return { value: value as unknown as ResolvedConfig, tree, diagnostics };
}

function resolveEnvironments(
  surroundings: Surroundings,
  files: ReadonlyMap<string, CheckedFile>,
): { readonly value: readonly EnvironmentConfig[]; readonly diagnostics: readonly Diagnostic[] } {
  const { main, nulls } = surroundings;
  const diagnostics: Diagnostic[] = [];
  const environments: EnvironmentFiles[] = [];
  const named = mapAt(main.root, 'environments');
  const usable = [...(named?.entries.values() ?? [])].filter(({ value }) => !main.faults.bad.has(value));
  for (const { key, value } of usable) {
    if (value.kind === 'map') environments.push({ name: key, inMain: value, own: files.get(key) });
    else if (value.kind === 'scalar') nulls.note(source('environment', value, ['environments', key]).written, false);
  }
  for (const [name, own] of files) {
    if (named?.entries.has(name) === true) continue;
    // Where `environments` itself is wrong, what it was to name is not known.
    if (named !== undefined) diagnostics.push(unnamedEnvironment(name, own, named));
    environments.push({ name, inMain: undefined, own });
  }
  environments.sort((a, b) => (a.name < b.name ? -1 : 1));
  const value = environments.map((environment) => {
    const resolved = resolveEnvironment(surroundings, environment);
    diagnostics.push(...resolved.diagnostics);
    return resolved.value;
  });
  return { value, diagnostics };
}

function secondFile(name: string, first: string, second: string): Diagnostic {
  const message = `${first} and ${second} are both about environment ${name}`;
  return diagnostic('config/duplicate-environment-file', { file: second, start: 0, end: 1 }, message, {
    help: `move what is in ${second} to ${first}, and remove it`,
    related: [{ span: { file: first, start: 0, end: 1 }, message: 'first file' }],
  });
}

function unnamedEnvironment(name: string, own: CheckedFile, named: MapTree): Diagnostic {
  const meant = closest(name, named.entries.keys());
  const { file, start } = own.root.span;
  const message = `infraflux.yaml defines no environment "${name}"`;
  return diagnostic('config/unknown-environment', { file, start, end: start + 1 }, message, {
    label: meant === undefined ? undefined : `did you mean "${meant}"?`,
    help: `add "${name}: {}" under environments in infraflux.yaml, or remove environments/${name}.yaml`,
    fix: add(named.span, [name], '{}'),
  });
}

function resolveEnvironment(
  surroundings: Surroundings,
  environment: EnvironmentFiles,
): { readonly value: EnvironmentConfig; readonly diagnostics: readonly Diagnostic[] } {
  const { main, language, nulls } = surroundings;
  const settingsTree = foldMap(settingsLayers(main, environment), nulls.note);
  const diagnostics = [...checkFolded(language, settingsTree, { $ref: '#/$defs/environment' }, [], new Set())];
  const clusters = foldMap(clustersLayers(main, environment), nulls.note);
  const resolved = [...clusters.entries].flatMap(([name, folded]) => {
    if (folded.kind === 'leaf') return [];
    const { cluster, diagnostics: found } = resolveCluster(surroundings, environment, name);
    diagnostics.push(...found);
    return [cluster];
  });
  return {
    value: {
      name: environment.name,
      settings: valueOf(settingsTree) as unknown as Pick<ResolvedEnvironment, 'gitops' | 'secrets'>,
      settingsTree,
      clusters: resolved,
    },
    diagnostics,
  };
}

/** Each once: a shared layer is checked in every cluster. */
function each(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, span, message }) => {
    const key = JSON.stringify([code, span, message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
