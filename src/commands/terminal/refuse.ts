import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { configName } from '../input/file-names.ts';
import type { CommonOptions, ExitCode, Terminal } from './options.ts';
import { report } from './report.ts';

/** Ends a command with one fault, before anything was read. */
export function refuse(fault: Diagnostic, root: string, options: CommonOptions, terminal: Terminal): ExitCode {
  const nothingRead = { root, configFile: configName, files: [], texts: new Map(), answered: 0 };
  const reported = report(nothingRead, [fault], options, terminal);
  if (options.json) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
  return 1;
}
