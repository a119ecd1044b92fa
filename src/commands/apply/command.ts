import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { type CommandLine, refuseOptions } from '../terminal/command-line.ts';
import {
  clusterOption,
  configOption,
  environmentOption,
  fromBranchOption,
  jsonOption,
  noCacheOption,
  noColorOption,
  outOption,
  repeatable,
} from '../terminal/options.ts';

export function applyDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('apply')
    .description('show the plan, ask, and make exactly that change')
    .argument('[file]', 'a plan that `plan --save` kept')
    .option('-y, --yes', 'do not ask')
    .option('--resume', 'continue an apply that was interrupted')
    .addOption(
      new Option(
        '--allow <name>',
        'a machine that may be destroyed or recreated, or a protected cluster that may be removed (repeatable)',
      ).argParser(repeatable),
    )
    .option('--discard', 'overwrite compiled files that were changed by hand')
    .addOption(configOption)
    .addOption(environmentOption)
    .addOption(clusterOption)
    .addOption(outOption)
    .addOption(fromBranchOption)
    .addOption(noCacheOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (file, options, command) => {
      if (file !== undefined) refuseOptions(command, ['environment', 'cluster', 'fromBranch'], 'with a saved plan');
      end(await (await import('./apply.ts')).applyCommand(options, file, terminal));
    });
}
