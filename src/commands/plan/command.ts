import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { type CommandLine, refuseOptions } from '../terminal/command-line.ts';
import { parseDuration } from '../terminal/duration.ts';
import {
  clusterOption,
  configOption,
  environmentOption,
  fromBranchOption,
  jsonOption,
  noCacheOption,
  noColorOption,
  outOption,
} from '../terminal/options.ts';

export function planDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('plan')
    .description('show what would change')
    .option('--save <file>', 'keep the plan, to apply exactly it')
    .addOption(
      new Option(
        '--valid-for <time>',
        'how long the kept plan can be applied, for example 45m or 7d (default: 24h)',
      ).argParser(parseDuration),
    )
    .addOption(new Option('--diff', 'show the changes of each file').conflicts('json'))
    .addOption(
      new Option(
        '--untrusted',
        'for a branch that was not reviewed: reads no credentials, dials nothing, uses no overlay of a built-in file',
      ).conflicts(['save', 'fromBranch']),
    )
    .option('--detailed-exitcode', 'exit 2 when something would change')
    .addOption(configOption)
    .addOption(environmentOption)
    .addOption(clusterOption)
    .addOption(outOption)
    .addOption(fromBranchOption)
    .addOption(noCacheOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (options, command) => {
      if (options.save === undefined) refuseOptions(command, ['validFor'], 'without --save');
      end(await (await import('./plan.ts')).planCommand(options, terminal));
    });
}
