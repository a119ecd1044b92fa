import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { CommandLine } from '../terminal/command-line.ts';
import { configOption, jsonOption, noColorOption } from '../terminal/options.ts';

export function initDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('init')
    .description('write a first infraflux.yaml, by asking or from flags')
    .option('--name <name>', 'name of the platform')
    .option('--endpoint <url>', 'address of the Proxmox API')
    .option('--network <cidr>', "the machines' network")
    .option('--gateway <address>', 'its router')
    .option('-y, --yes', 'ask nothing; what no flag gives is the default')
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (options) => end(await (await import('./init.ts')).init(options, terminal)));
}
