import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { readInputs } from '../input/read-inputs.ts';
import type { CommandLine } from '../terminal/command-line.ts';
import {
  clusterOption,
  configOption,
  environmentOption,
  jsonOption,
  noCacheOption,
  noColorOption,
  outOption,
} from '../terminal/options.ts';

export function compileDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('compile')
    .description('write the compiled files')
    .option('--check', 'write nothing; exit 2 when the compiled files differ from what the input compiles to')
    .addOption(new Option('--discard', 'overwrite compiled files that were modified manually').conflicts('check'))
    .addOption(configOption)
    .addOption(environmentOption)
    .addOption(clusterOption)
    .addOption(outOption)
    .addOption(noCacheOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (options) => {
      const inputs = readInputs(options, terminal);
      const unchanged = (await import('./unchanged.ts')).reportUnchanged(inputs, options, terminal);
      end(unchanged ?? (await (await import('./compile.ts')).compileCommand(options, terminal, inputs)));
    });
}
