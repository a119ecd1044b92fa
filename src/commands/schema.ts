import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Catalog } from '../blueprints/catalog.ts';
import { parseCatalog } from '../blueprints/parse-catalog.ts';
import { editorSchemas, optionSchemas } from '../config/editor-schemas.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CommonOptions, ExitCode, Terminal } from './options.ts';
import { readBuiltInBlueprints, readUserBlueprints } from './read-catalog.ts';
import { report } from './report.ts';

/** Writes schema/ for the editor, with the user's own blueprints. */
export async function schema(options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const root = dirname(resolve(terminal.cwd, options.config));
  const user = readUserBlueprints(root);
  const catalog = parseCatalog(readBuiltInBlueprints(), user);
  const texts = new Map([
    ...user,
    ...[...readBuiltInBlueprints()].map(([path, text]) => [`infraflux:${path}`, text] as const),
  ]);
  const reported = report({ root, files: [], texts, answered: 0 }, catalog.diagnostics, options, terminal);
  const written = catalog.value === undefined || reported.errors ? [] : writeSchemas(root, catalog.value);
  if (options.json) terminal.out(`${JSON.stringify({ ...reported.json, written }, null, 2)}\n`);
  else if (!reported.errors)
    terminal.out(written.length > 0 ? `Wrote ${written.join(', ')}.\n` : 'schema/ is up to date.\n');
  return reported.errors ? 1 : 0;
}

/** Writes what is not up to date and answers with its paths. */
export function writeSchemas(root: string, catalog: Catalog): readonly string[] {
  const written: string[] = [];
  for (const [path, text] of editorSchemas(optionSchemas(catalog))) {
    if (readIfThere(join(root, path)) === text) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    written.push(path);
  }
  return written;
}

/**
 * A warning when schema/ is there and says something else than the blueprints do. A repository without schema/ has
 * chosen not to have it.
 */
export function staleSchemas(root: string, catalog: Catalog): readonly Diagnostic[] {
  const there = readIfThere(join(root, 'schema/infraflux.schema.json'));
  if (there === undefined) return [];
  const current = editorSchemas(optionSchemas(catalog)).get('schema/infraflux.schema.json');
  if (there === current) return [];
  return [diagnostic('schema/stale', undefined, 'schema/infraflux.schema.json is older than the blueprints')];
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
