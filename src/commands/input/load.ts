import type { Catalog } from '../../blueprints/catalog.ts';
import { parseCatalog } from '../../blueprints/parse-catalog.ts';
import type { Config } from '../../config/config.ts';
import { fileReferences } from '../../config/file-references.ts';
import { answerWarnings } from '../../config/answer-warnings.ts';
import { resolveConfig } from '../../config/resolve-config.ts';
import { loadSchemaChecks } from '../../config/schema-checks.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { buildPlatform } from '../../model/build-platform.ts';
import type { Platform } from '../../model/platform.ts';
import { parseSources } from '../../source/parse-sources.ts';
import type { SourceFile } from '../../source/tree.ts';
import { configName } from './file-names.ts';
import type { ConfigOption } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { maximumReferencedBytes, readInput } from './read-file.ts';
import { type Inputs, readInputs, textsOf } from './read-inputs.ts';

/** What was read and understood, as far as it went. */
export interface Loaded {
  /** Absolute path of the directory of the configuration file. All printed paths are relative to it. */
  readonly root: string;
  /** Name of the configuration file in it. The stages know it as infraflux.yaml; people see its own name. */
  readonly configFile: string;
  readonly files: readonly SourceFile[];
  /** Names of files that the configuration refers to, whether they are there or not. */
  readonly referenced: readonly string[];
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
export async function load(
  options: ConfigOption,
  terminal: Pick<Terminal, 'cwd'>,
  inputs: Inputs = readInputs(options, terminal),
): Promise<Loaded> {
  const { root, builtIn, user } = inputs;
  const read = new Map(inputs.files);
  const diagnostics = [...inputs.diagnostics];
  const referenced = new Set<string>();
  const catalog = parseCatalog(builtIn, user);
  diagnostics.push(...catalog.diagnostics);
  const main = read.get(inputs.main);
  let config: Config | undefined;
  let platform: Platform | undefined;
  if (main !== undefined && catalog.value !== undefined) {
    // The stages know the configuration file by one name, whatever the person calls it.
    const named = [...read.values()].map((file) => (file === main ? { ...file, path: configName } : file));
    const sources = parseSources(named);
    diagnostics.push(...sources.diagnostics);
    if (sources.value !== undefined) {
      // A file that is not there is reported by the model, once, by whoever needs it.
      for (const { path: name, span } of fileReferences(sources.value)) {
        referenced.add(name);
        if (read.has(name)) continue;
        const result = readInput(root, name, maximumReferencedBytes, span);
        if ('file' in result) read.set(name, result.file);
        else if (result.fault.code !== 'input/missing') diagnostics.push(result.fault);
      }
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
  return {
    root,
    configFile: inputs.main,
    files: [...read.values()],
    referenced: [...referenced],
    texts: textsOf(inputs, read.values()),
    catalog: catalog.value,
    config,
    platform: hasErrors(diagnostics) ? undefined : platform,
    diagnostics: answers.open,
    answered: answers.answered.length,
  };
}
