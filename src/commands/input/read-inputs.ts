import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { secretPlace } from '../../identity/secret-path.ts';
import { secretFiles } from '../../secrets/secret-files.ts';
import type { SourceFile } from '../../source/tree.ts';
import { configName, lockName } from './file-names.ts';
import type { ConfigOption } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type BlueprintTexts, readBuiltInBlueprints, readUserBlueprints } from './read-catalog.ts';
import { ignoredInputs, missingInput } from './missing-input.ts';
import { isBelow, maximumConfigBytes, maximumReferencedBytes, readInput, unreadable, wholeFile } from './read-file.ts';

/** Everything that is read before anything is understood. */
export interface Inputs {
  /** Absolute path of the directory of the configuration file. */
  readonly root: string;
  /** The configuration file's own name. */
  readonly main: string;
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly builtIn: BlueprintTexts;
  readonly user: BlueprintTexts;
  /** What could not be read. */
  readonly diagnostics: readonly Diagnostic[];
}

export function readInputs(options: ConfigOption, terminal: Pick<Terminal, 'cwd'>): Inputs {
  const path = resolve(terminal.cwd, options.config);
  const root = dirname(path);
  const main = basename(path);
  const files = new Map<string, SourceFile>();
  const diagnostics: Diagnostic[] = [];
  const take = (name: string, limit: number, optional = false): void => {
    if (files.has(name)) return;
    const result = readInput(root, name, limit);
    if ('file' in result) files.set(name, result.file);
    else if (name === main && result.fault.code === 'input/not-found') {
      diagnostics.push(missingInput(root, main, terminal.cwd));
    } else if (!optional || result.fault.code !== 'input/not-found') diagnostics.push(result.fault);
  };
  take(main, maximumConfigBytes);
  diagnostics.push(...ignoredInputs(root, main));
  const overlays = overlayNames(root);
  diagnostics.push(...overlays.faults);
  for (const name of overlays.names) take(name, maximumConfigBytes);
  take(lockName, maximumReferencedBytes, true);
  for (const name of secretObjectNames(root)) take(name, maximumReferencedBytes);
  const { texts: user, faults } = readUserBlueprints(root);
  diagnostics.push(...faults);
  return { root, main, files, builtIn: readBuiltInBlueprints(), user, diagnostics };
}

/** Texts by path, for printing the lines around a fault. */
export function textsOf(inputs: Inputs, files: Iterable<SourceFile>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const file of files) if (typeof file.content === 'string') texts.set(file.path, file.content);
  // Spans refer to infraflux.yaml; the real name of the file is printed.
  const main = inputs.files.get(inputs.main);
  if (typeof main?.content === 'string') texts.set(configName, main.content);
  for (const [name, text] of inputs.builtIn) texts.set(`infraflux:${name}`, text);
  for (const [name, text] of inputs.user) texts.set(name, text);
  return texts;
}

/**
 * Encrypted files that what is compiled depends on, sorted: objects that clusters decrypt, and the secrets of environments
 * that they are made of. Nothing is decrypted.
 */
function secretObjectNames(root: string): readonly string[] {
  return secretFiles(root).filter((path) => {
    const place = secretPlace(path);
    return place.kind === 'object' || (place.kind === 'file' && place.cluster === undefined);
  });
}

/** environments/*.yaml, sorted, as paths below the root. No such folder is the usual case. */
function overlayNames(root: string): { readonly names: readonly string[]; readonly faults: readonly Diagnostic[] } {
  const folder = join(root, 'environments');
  const refuse = (code: 'input/outside-root' | 'input/not-a-file', message: string, help?: string) => ({
    names: [],
    faults: [diagnostic(code, wholeFile('environments'), message, { help })],
  });
  try {
    const names = readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'))
      .sort()
      .map((name) => `environments/${name}`);
    if (isBelow(realpathSync(root), realpathSync(folder))) return { names, faults: [] };
    return refuse(
      'input/outside-root',
      'environments is a symbolic link to a path outside of the directory of the configuration file',
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { names: [], faults: [] };
    if (code === 'ENOTDIR')
      return refuse(
        'input/not-a-file',
        'environments is a file, not a directory',
        'replace it with a directory, or remove it',
      );
    return { names: [], faults: [unreadable('environments', error)] };
  }
}
