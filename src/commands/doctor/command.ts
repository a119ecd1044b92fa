import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { CommandLine } from '../terminal/command-line.ts';
import { jsonOption, noColorOption } from '../terminal/options.ts';

export function doctorDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('doctor')
    .description('list the installed tools, and what each missing one is needed for')
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (options) => end(await (await import('./doctor.ts')).doctor(options, terminal)));
}
