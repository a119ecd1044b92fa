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
    .option('--check', 'write nothing; exit 2 when the compiled files are not what the input gives')
    .addOption(new Option('--discard', 'overwrite compiled files that were changed by hand').conflicts('check'))
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
