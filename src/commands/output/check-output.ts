import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { inputsPath } from '../../identity/artifact-path.ts';
import { isBelow } from '../input/read-file.ts';
import type { Output } from './write-output.ts';

/** Folders of a repository that do not contain compiled files. Replacing one of them would lose it. */
const inputs = ['environments', 'blueprints', 'schema', 'secrets', '.infraflux', '.git', '.github', 'node_modules'];

/**
 * Compiling swaps the output directory whole, so `--out` must name a directory of its own. Looks, never writes.
 * `root` is the directory of infraflux.yaml.
 */
export function checkOutputPlace(root: string, output: Output): readonly Diagnostic[] {
  const refuse = (why: string): readonly Diagnostic[] => [
    diagnostic('output/not-managed', undefined, `--out ${output.name === '' ? '""' : output.name} ${why}`),
  ];
  const directory = realPlace(output.directory);
  const home = realPlace(root);
  if (isBelow(directory, home)) return refuse('is the directory of infraflux.yaml, or a parent of it');
  if (isBelow(home, directory)) {
    const [first = ''] = relative(home, directory).split(sep);
    return inputs.includes(first) ? refuse(`is inside ${first}, which contains other files`) : [];
  }
  if (!existsSync(directory)) return [];
  try {
    const names = readdirSync(directory);
    const isOurs = names.some((name) => existsSync(join(directory, inputsPath(name))));
    return names.length === 0 || isOurs ? [] : refuse('is not empty, and was not created by InfraFlux');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
    throw error;
  }
}

/** With links followed as far as something is there; the rest as it is written. */
function realPlace(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(realPlace(parent), basename(path));
}
