import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { CommandLine } from '../terminal/command-line.ts';
import { configOption, jsonOption, noColorOption } from '../terminal/options.ts';

export function validateDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('validate')
    .description('report all errors and warnings of the input; write nothing')
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (options) => end(await (await import('./validate.ts')).validate(options, terminal)));
}
