import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../../src/blueprints/catalog.ts';
import { readBuiltInBlueprints, readUserBlueprints } from '../../src/commands/input/read-catalog.ts';
import { answerWarnings } from '../../src/config/answer-warnings.ts';
import type { Config } from '../../src/config/config.ts';
import { loadSchemaChecks, type SchemaChecks } from '../../src/config/schema-checks.ts';
import type { Checked, Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { hasErrors } from '../../src/diagnostics/diagnostic.ts';
import { type Ordered, orderDiagnostics } from '../../src/diagnostics/order.ts';
import type { ArtifactSet } from '../../src/emit/artifact.ts';
import type { Platform } from '../../src/model/platform.ts';
import { parseSources } from '../../src/source/parse-sources.ts';
import { sourceText } from '../../src/source/decode.ts';
import type { SourceFile, SourceSet } from '../../src/source/tree.ts';

export interface CaseResult {
  readonly catalog: Catalog | undefined;
  readonly config: Config | undefined;
  readonly platform: Platform | undefined;
  /** What stands in out/, when nothing is wrong. */
  readonly set: ArtifactSet | undefined;
  readonly files: readonly SourceFile[];
  readonly ordered: Ordered;
  readonly textOf: (file: string) => string | undefined;
}

interface Stages {
  readonly parseCatalog: (builtIn: ReadonlyMap<string, string>, user: ReadonlyMap<string, string>) => Checked<Catalog>;
  readonly resolveConfig: (set: SourceSet, catalog: Catalog, checks: SchemaChecks) => Checked<Config>;
  readonly buildPlatform: (config: Config, catalog: Catalog, files: readonly SourceFile[]) => Checked<Platform>;
  readonly emitArtifacts: (platform: Platform, catalog: Catalog) => Checked<ArtifactSet>;
}

/** Stages are loaded one by one, so that a fault in one of them shows as that and not as a missing diagnostic. */
async function stages(): Promise<Stages> {
  const load = async (name: string, path: string): Promise<unknown> => {
    const module = (await import(/* @vite-ignore */ `../../src/${path}.ts`)) as Record<string, unknown>;
    if (typeof module[name] !== 'function') throw new Error(`src/${path}.ts has no function ${name}`);
    return module[name];
  };
  return {
    parseCatalog: await load('parseCatalog', 'blueprints/parse-catalog'),
    resolveConfig: await load('resolveConfig', 'config/resolve-config'),
    buildPlatform: await load('buildPlatform', 'model/build-platform'),
    emitArtifacts: await load('emitArtifacts', 'emit/emit-artifacts'),
  } as Stages;
}

let builtIn: ReadonlyMap<string, string> | undefined;
let plainCatalog: Checked<Catalog> | undefined;

/** All diagnostics of a folder with an infraflux.yaml, its blueprints/ and its infraflux.lock, as `compile` would show them. */
export async function runCase(folder: string, files = inputFiles(folder)): Promise<CaseResult> {
  const { parseCatalog, resolveConfig, buildPlatform, emitArtifacts } = await stages();
  builtIn ??= readBuiltInBlueprints();
  const { texts: user } = readUserBlueprints(folder);
  plainCatalog ??= parseCatalog(builtIn, new Map());
  const catalog = user.size === 0 ? plainCatalog : parseCatalog(builtIn, user);
  let diagnostics: Diagnostic[] = [...catalog.diagnostics];
  let resolved: Config | undefined;
  let platform: Platform | undefined;
  let set: ArtifactSet | undefined;
  const sources = parseSources(files);
  diagnostics.push(...sources.diagnostics);
  if (sources.value !== undefined && catalog.value !== undefined) {
    const config = resolveConfig(sources.value, catalog.value, await loadSchemaChecks(catalog.value));
    diagnostics.push(...config.diagnostics);
    resolved = config.value;
    if (config.value !== undefined) {
      const built = buildPlatform(config.value, catalog.value, files);
      diagnostics.push(...built.diagnostics);
      platform = hasErrors(diagnostics) ? undefined : built.value;
      if (platform !== undefined) {
        const emitted = emitArtifacts(platform, catalog.value);
        diagnostics.push(...emitted.diagnostics);
        set = emitted.value;
      }
      diagnostics = [...answerWarnings(diagnostics, config.value).open];
    }
  }
  const texts = new Map<string, string>();
  for (const [path, text] of builtIn) texts.set(`infraflux:${path}`, text);
  for (const file of files) texts.set(file.path, sourceText(file));
  return {
    catalog: catalog.value,
    config: resolved,
    platform,
    set,
    files,
    ordered: orderDiagnostics(
      diagnostics,
      files.map((file) => file.path),
    ),
    textOf: (file) => texts.get(file),
  };
}

/** Everything in the folder but what says what is expected. The configuration first, as the commands read it. */
export function inputFiles(folder: string): SourceFile[] {
  const paths: string[] = [];
  const walk = (path: string): void => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (/^(?:expected(?:\.(?:json|txt|plan\.txt|lock))?|before)$/.test(inner)) continue;
      if (entry.isDirectory()) walk(inner);
      else paths.push(inner);
    }
  };
  if (existsSync(folder)) walk('');
  const rank = (path: string): number => (path === 'infraflux.yaml' ? 0 : path.startsWith('environments/') ? 1 : 2);
  paths.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return paths.map((path) => {
    const bytes = readFileSync(join(folder, path));
    const text = bytes.toString('utf8');
    return { path, content: Buffer.from(text, 'utf8').equals(bytes) ? text : new Uint8Array(bytes) };
  });
}
