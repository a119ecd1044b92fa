import type { FileReference } from '../../config/file-references.ts';
import { loadSchemaChecks } from '../../config/schema-checks.ts';
import { type Checked, checked } from '../../diagnostics/diagnostic.ts';
import { type Resolved, resolvePlatform } from '../../resolve-platform.ts';
import type { SourceFile } from '../../source/tree.ts';
import type { EarlierEnvironment } from '../../model/retained/earlier.ts';
import type { AllowOption, ConfigOption, OutputOption } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { readEarlier } from './read-earlier.ts';
import { maximumReferencedBytes, readInput } from './read-file.ts';
import { readFolder } from './read-folder.ts';
import { type Inputs, readInputs, textsOf } from './read-inputs.ts';
import { catalogOf } from './catalog-of.ts';

/** What was read and resolved, as far as it came. */
export interface Loaded extends Omit<Resolved, 'answered'> {
  /** Absolute path of the directory of the configuration file. All printed paths are relative to it. */
  readonly root: string;
  /** Name of the configuration file in it. The stages know it as infraflux.yaml; people see its own name. */
  readonly configFile: string;
  /** Texts by path, for printing the lines around a fault. */
  readonly texts: ReadonlyMap<string, string>;
  /** Blueprints of the user's, by path. */
  readonly userBlueprints: ReadonlyMap<string, string>;
  /** How many warnings `accept:` answers: counted, not repeated. */
  readonly answered: number;
}

/**
 * Reads everything, and finds every fault that can be found without writing. Each command begins with it. `published`: what
 * is published of clusters that are no longer in the configuration, where that was read.
 */
export async function load(
  options: ConfigOption & Partial<OutputOption> & AllowOption,
  terminal: Pick<Terminal, 'cwd'>,
  inputs: Inputs = readInputs(options, terminal),
  published: readonly EarlierEnvironment[] = [],
  leaveOut: ReadonlySet<string> = new Set(),
): Promise<Loaded> {
  const { root, main, builtIn, user, diagnostics } = inputs;
  const catalog = catalogOf(builtIn, user);
  const readReferenced = ({ path, span, kind }: FileReference): Checked<readonly SourceFile[]> => {
    if (kind === 'folder') return readFolder(root, path, span);
    const read = readInput(root, path, maximumReferencedBytes, span);
    if ('file' in read) return checked([read.file]);
    // The model reports missing files, once, where they are needed.
    return checked<readonly SourceFile[]>(undefined, read.fault.code === 'input/not-found' ? [] : [read.fault]);
  };
  const resolved = resolvePlatform(
    { files: [...inputs.files.values()], catalog, main, diagnostics },
    {
      readReferenced,
      leaveOut,
      readEarlier: (config) => readEarlier(root, config, { ...options, published }),
      ...(catalog.value === undefined ? {} : { checks: await loadSchemaChecks(catalog.value) }),
    },
  );
  const texts = textsOf(inputs, resolved.files);
  return { ...resolved, root, configFile: main, texts, userBlueprints: user, answered: resolved.answered.length };
}
