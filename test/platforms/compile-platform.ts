import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import type { Catalog } from '../../src/blueprints/catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { compile } from '../../src/compile.ts';
import { checked, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Platform } from '../../src/model/platform.ts';
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
  const { platform, set, diagnostics, answered } = compile({ files, catalog: checked(catalog) });
  const texts = [...(set?.artifacts ?? [])].map(({ path, text }): [string, string] => [path, text]);
  return {
    platform,
    files: new Map(texts),
    open: diagnostics,
    answered: answered.map(({ diagnostic }) => diagnostic.code),
  };
}

/** What its owner wrote: everything but what the test itself keeps there. */
function inputs(folder: string): readonly string[] {
  return filesBelow(folder).filter((path) => path !== 'facts.json' && !path.startsWith('expected/'));
}
