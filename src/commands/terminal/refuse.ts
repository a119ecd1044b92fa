import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { configName } from '../input/file-names.ts';
import type { PrintOptions } from './options.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { report } from './report.ts';

/** Ends a command with one fault, before anything was read. */
export function refuse(fault: Diagnostic, root: string, options: PrintOptions, terminal: Terminal): ExitCode {
  const nothingRead = { root, configFile: configName, files: [], texts: new Map(), answered: 0 };
  const reported = report(nothingRead, [fault], options, terminal);
  if (options.json === true) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
  return 1;
}
