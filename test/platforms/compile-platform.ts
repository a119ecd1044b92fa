import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import type { Catalog } from '../../src/blueprints/catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { answerWarnings } from '../../src/config/answer-warnings.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { emitArtifacts } from '../../src/emit/emit-artifacts.ts';
import { buildPlatform } from '../../src/model/build-platform.ts';
import type { Platform } from '../../src/model/platform.ts';
import { parseSources } from '../../src/source/parse-sources.ts';
import { filesBelow } from '../golden-tree.ts';

let known: Catalog | undefined;

/** The built-in catalog, read once. */
export function builtInCatalog(): Catalog {
  known ??= parseCatalog(readBuiltInBlueprints(), new Map()).value;
  if (known === undefined) throw new Error('the built-in catalog has faults');
  return known;
}

export interface Compiled {
  /** Undefined when there are errors. */
  readonly platform: Platform | undefined;
  /** Texts by their path below `out/`. */
  readonly files: ReadonlyMap<string, string>;
  /** What nobody answered. */
  readonly open: readonly Diagnostic[];
  /** Codes of what `accept:` answered. */
  readonly answered: readonly string[];
}

/** A folder's platform through every stage, as the commands do it. `paths` are below the folder. */
export function compilePlatform(folder: string, paths: readonly string[] = inputs(folder)): Compiled {
  const catalog = builtInCatalog();
  const files = paths.map((path) => ({ path, content: readFileSync(join(folder, path), 'utf8') }));
  const sources = parseSources(files.filter(({ path }) => isConfiguration(path)));
  const config = sources.value && resolveConfig(sources.value, catalog);
  const platform = config?.value && buildPlatform(config.value, catalog, files);
  const artifacts = platform?.value && emitArtifacts(platform.value, catalog);
  const found = [sources, config, platform, artifacts].flatMap((stage) => stage?.diagnostics ?? []);
  const { open, answered } = config?.value ? answerWarnings(found, config.value) : { open: found, answered: [] };
  const texts = [...(artifacts?.value?.artifacts ?? [])].map(({ path, text }): [string, string] => [path, text]);
  return {
    platform: platform?.value,
    files: new Map(texts),
    open,
    answered: answered.map(({ diagnostic }) => diagnostic.code),
  };
}

/** What its owner wrote: everything but what the test itself keeps there. */
function inputs(folder: string): readonly string[] {
  return filesBelow(folder).filter((path) => path !== 'facts.json' && !path.startsWith('expected/'));
}

function isConfiguration(path: string): boolean {
  return path === 'infraflux.yaml' || /^environments\/[^/]+\.ya?ml$/.test(path);
}
