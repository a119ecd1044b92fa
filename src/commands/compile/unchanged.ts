import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from '../cache/cache-file.ts';
import { checkOutputPlace } from '../output/check-output.ts';
import { findLastRun } from '../cache/last-run.ts';
import { openStateDirectory } from '../../observe/state-directory.ts';
import type { CompileOptions } from '../terminal/options.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { type Inputs, textsOf } from '../input/read-inputs.ts';
import { report } from '../terminal/report.ts';

/**
 * Prints what `compile` prints when nothing changed since it last ran, without computing it again. Undefined when something
 * may have changed. Kept apart from the compile, so that its code need not even be loaded.
 */
export function reportUnchanged(inputs: Inputs, options: CompileOptions, terminal: Terminal): ExitCode | undefined {
  if (build === undefined || !options.cache || inputs.diagnostics.length > 0) return undefined;
  if (options.environment !== undefined || options.cluster !== undefined) return undefined;
  const directory = resolve(inputs.root, options.out);
  // What a killed compile left is for the next one to clear away.
  if (checkOutputPlace(inputs.root, { directory, name: options.out }).length > 0) return undefined;
  if (existsSync(`${directory}.new`) || existsSync(`${directory}.old`)) return undefined;
  const state = openStateDirectory(inputs.root, terminal.env).value;
  const found = state === undefined ? undefined : findLastRun(state, inputs, options, directory);
  if (found === undefined) return undefined;
  const { run: last, files } = found;
  const loaded = {
    root: inputs.root,
    configFile: inputs.main,
    files,
    texts: textsOf(inputs, files),
    answered: last.answered,
  };
  const reported = report(loaded, last.diagnostics, options, terminal);
  if (options.json === true) {
    const nothing = { added: [], changed: [], removed: [], edited: [], unchanged: last.files, lockChanged: false };
    terminal.out(`${JSON.stringify({ ...reported.json, ...nothing }, null, 2)}\n`);
  } else terminal.out(`${options.out} is up to date: ${last.files} ${last.files === 1 ? 'file' : 'files'}.\n`);
  return 0;
}
