import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { compile } from '../../src/compile.ts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../../src/blueprints/catalog.ts';
import { readBuiltInBlueprints, readUserBlueprints } from '../../src/commands/input/read-catalog.ts';
import type { Config } from '../../src/config/config.ts';
import { loadSchemaChecks } from '../../src/config/schema-checks.ts';
import type { Checked } from '../../src/diagnostics/diagnostic.ts';
import { type Ordered, orderDiagnostics } from '../../src/diagnostics/order.ts';
import type { ArtifactSet } from '../../src/emit/artifact.ts';
import type { Platform } from '../../src/model/platform.ts';
import { sourceText } from '../../src/source/decode.ts';
import type { SourceFile } from '../../src/source/tree.ts';

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

let builtIn: ReadonlyMap<string, string> | undefined;
let plainCatalog: Checked<Catalog> | undefined;

/** All diagnostics of a folder with an infraflux.yaml, its blueprints/ and its infraflux.lock, as `compile` would show them. */
export async function runCase(folder: string, files = inputFiles(folder)): Promise<CaseResult> {
  builtIn ??= readBuiltInBlueprints();
  const { texts: user } = readUserBlueprints(folder);
  plainCatalog ??= parseCatalog(builtIn, new Map());
  const catalog = user.size === 0 ? plainCatalog : parseCatalog(builtIn, user);
  const checks = catalog.value && (await loadSchemaChecks(catalog.value));
  const compiled = compile({ files, catalog }, checks === undefined ? {} : { checks });
  const texts = new Map<string, string>();
  for (const [path, text] of builtIn) texts.set(`infraflux:${path}`, text);
  for (const file of files) texts.set(file.path, sourceText(file));
  return {
    catalog: compiled.catalog,
    config: compiled.config,
    platform: compiled.platform,
    set: compiled.set,
    files,
    ordered: orderDiagnostics(
      compiled.diagnostics,
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
