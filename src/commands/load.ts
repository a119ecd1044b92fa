import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Catalog } from '../blueprints/catalog.ts';
import { parseCatalog } from '../blueprints/parse-catalog.ts';
import type { Config } from '../config/config.ts';
import { fileReferences } from '../config/file-references.ts';
import { answerWarnings } from '../config/answer-warnings.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { loadSchemaChecks } from '../config/schema-checks.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { buildPlatform } from '../model/build-platform.ts';
import type { Platform } from '../model/platform.ts';
import { parseSources } from '../source/parse-sources.ts';
import type { SourceFile } from '../source/tree.ts';
import { configName, lockName } from './file-names.ts';
import type { CommonOptions, Terminal } from './options.ts';
import { readBuiltInBlueprints, readUserBlueprints } from './read-catalog.ts';
import { isBelow, maximumConfigBytes, maximumReferencedBytes, readInput, unreadable } from './read-file.ts';

/** What was read and understood, as far as it went. */
export interface Loaded {
  /** Absolute path of the directory of the configuration file. All printed paths are relative to it. */
  readonly root: string;
  /** Name of the configuration file in it. The stages know it as infraflux.yaml; people see its own name. */
  readonly configFile: string;
  readonly files: readonly SourceFile[];
  /** Texts by path, for printing the lines around a fault. */
  readonly texts: ReadonlyMap<string, string>;
  readonly catalog: Catalog | undefined;
  readonly config: Config | undefined;
  /** Undefined when anything is wrong. */
  readonly platform: Platform | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Warnings that were answered by `accept:`: counted, not repeated. */
  readonly answered: number;
}

/** Reads everything, and finds every fault that can be found without writing. Each command begins with it. */
export async function load(options: CommonOptions, terminal: Terminal): Promise<Loaded> {
  const path = resolve(terminal.cwd, options.config);
  const root = dirname(path);
  const read = new Map<string, SourceFile>();
  const diagnostics: Diagnostic[] = [];
  const take = (name: string, limit: number, blame?: Diagnostic['span'], optional = false): void => {
    if (read.has(name)) return;
    const result = readInput(root, name, limit, blame);
    if ('file' in result) read.set(name, result.file);
    else if (!(optional && result.fault.code === 'input/missing')) diagnostics.push(result.fault);
  };
  take(basename(path), maximumConfigBytes);
  const overlays = overlayNames(root);
  diagnostics.push(...overlays.faults);
  for (const name of overlays.names) take(name, maximumConfigBytes);
  take(lockName, maximumReferencedBytes, undefined, true);
  const builtIn = readBuiltInBlueprints();
  const { texts: user, faults } = readUserBlueprints(root);
  diagnostics.push(...faults);
  const catalog = parseCatalog(builtIn, user);
  diagnostics.push(...catalog.diagnostics);
  const main = read.get(basename(path));
  let config: Config | undefined;
  let platform: Platform | undefined;
  if (main !== undefined && catalog.value !== undefined) {
    // The stages know the configuration file by one name, whatever the person calls it.
    const named = [...read.values()].map((file) => (file === main ? { ...file, path: configName } : file));
    const sources = parseSources(named);
    diagnostics.push(...sources.diagnostics);
    if (sources.value !== undefined) {
      // A file that is not there is reported by the model, once, by whoever needs it.
      for (const { path: name, span } of fileReferences(sources.value)) take(name, maximumReferencedBytes, span, true);
      const resolved = resolveConfig(sources.value, catalog.value, await loadSchemaChecks(catalog.value));
      diagnostics.push(...resolved.diagnostics);
      config = resolved.value;
      if (config !== undefined) {
        const built = buildPlatform(config, catalog.value, [...read.values()]);
        diagnostics.push(...built.diagnostics);
        platform = built.value;
      }
    }
  }
  const answers = config === undefined ? { open: diagnostics, answered: [] } : answerWarnings(diagnostics, config);
  const texts = new Map<string, string>();
  for (const file of read.values()) if (typeof file.content === 'string') texts.set(file.path, file.content);
  // Spans say infraflux.yaml; what is printed says the file's own name.
  if (main !== undefined && typeof main.content === 'string') texts.set(configName, main.content);
  for (const [name, text] of builtIn) texts.set(`infraflux:${name}`, text);
  for (const [name, text] of user) texts.set(name, text);
  return {
    root,
    configFile: basename(path),
    files: [...read.values()],
    texts,
    catalog: catalog.value,
    config,
    platform: hasErrors(diagnostics) ? undefined : platform,
    diagnostics: answers.open,
    answered: answers.answered.length,
  };
}

/** environments/*.yaml, sorted, as paths below the root. No such folder is the usual case. */
function overlayNames(root: string): { readonly names: readonly string[]; readonly faults: readonly Diagnostic[] } {
  const folder = join(root, 'environments');
  const refuse = (code: 'input/outside-root' | 'input/not-a-file', message: string, help?: string) => ({
    names: [],
    faults: [diagnostic(code, undefined, message, { help })],
  });
  try {
    const names = readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'))
      .sort()
      .map((name) => `environments/${name}`);
    if (isBelow(realpathSync(root), realpathSync(folder))) return { names, faults: [] };
    return refuse(
      'input/outside-root',
      'environments is a link that leads out of the directory of the configuration file',
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { names: [], faults: [] };
    if (code === 'ENOTDIR')
      return refuse(
        'input/not-a-file',
        'environments is a file, not a directory',
        'make it a directory, or take it away',
      );
    return { names: [], faults: [unreadable('environments', error)] };
  }
}
