import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { CommandLine } from '../terminal/command-line.ts';
import { configOption, jsonOption, noColorOption } from '../terminal/options.ts';

export function schemaDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('schema')
    .description('write schema/ for the editor, including your own blueprints')
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (options) => end(await (await import('./schema.ts')).schema(options, terminal)));
}
