import { basename, dirname, resolve } from 'node:path';
import type { Catalog } from '../../blueprints/catalog.ts';
import { editorSchemas, optionSchemas } from '../../config/editor-schemas.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { replaceBelow } from '../../secrets/write-below.ts';
import type { ConfigOption, PrintOptions } from '../terminal/options.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { catalogOf } from '../input/catalog-of.ts';
import { readBuiltInBlueprints, readUserBlueprints } from '../input/read-catalog.ts';
import { maximumConfigBytes, maximumReferencedBytes, readInput } from '../input/read-file.ts';
import { report } from '../terminal/report.ts';

/** Writes schema/ for the editor, with the user's own blueprints. */
export async function schema(options: ConfigOption & PrintOptions, terminal: Terminal): Promise<ExitCode> {
  const root = dirname(resolve(terminal.cwd, options.config));
  const { texts: user, faults } = readUserBlueprints(root);
  const builtIn = readBuiltInBlueprints();
  const catalog = catalogOf(builtIn, user);
  const texts = new Map([...user, ...[...builtIn].map(([path, text]) => [`infraflux:${path}`, text] as const)]);
  const loaded = { root, configFile: basename(options.config), files: [], texts, answered: 0 };
  const here = readInput(root, loaded.configFile, maximumConfigBytes);
  const missing = 'fault' in here ? [here.fault] : [];
  const reported = report(loaded, [...missing, ...faults, ...catalog.diagnostics], options, terminal);
  const written = catalog.value === undefined || reported.errors ? [] : writeSchemas(root, catalog.value);
  if (options.json === true) terminal.out(`${JSON.stringify({ ...reported.json, written }, null, 2)}\n`);
  else if (!reported.errors)
    terminal.out(written.length > 0 ? `Wrote ${written.join(', ')}.\n` : 'schema/ is up to date.\n');
  return reported.errors ? 1 : 0;
}

/** Writes what is not up to date and answers with its paths. */
export function writeSchemas(root: string, catalog: Catalog): readonly string[] {
  const written: string[] = [];
  for (const [path, text] of editorSchemas(optionSchemas(catalog))) {
    if (schemaText(root, path) === text) continue;
    replaceBelow(root, path, text);
    written.push(path);
  }
  return written;
}

/**
 * A warning when schema/ exists and differs from the blueprints. A repository without schema/ has
 * chosen not to have it.
 */
export function staleSchemas(root: string, catalog: Catalog): readonly Diagnostic[] {
  const path = 'schema/infraflux.schema.json';
  const there = schemaText(root, path);
  if (there === undefined || there === editorSchemas(optionSchemas(catalog)).get(path)) return [];
  return [diagnostic('schema/stale', undefined, `${path} is older than the blueprints`)];
}

/** Undefined when it does not exist; empty when it is not a text file. */
function schemaText(root: string, path: string): string | undefined {
  const read = readInput(root, path, maximumReferencedBytes);
  if ('fault' in read) return read.fault.code === 'input/not-found' ? undefined : '';
  return typeof read.file.content === 'string' ? read.file.content : '';
}
