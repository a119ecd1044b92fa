import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { type CommandLine, unknownVerb } from '../terminal/command-line.ts';
import { configOption, jsonOption, noColorOption } from '../terminal/options.ts';

export function stateDeclaration(line: CommandLine): CommandUnknownOpts {
  return new Command('state')
    .description('list and restore the copies of local Terraform states that apply keeps')
    .usage('[command]')
    .argument('[verb]')
    .action((verb, _, command) => {
      if (verb !== undefined) throw unknownVerb(command, verb);
      command.help();
    })
    .addCommand(listDeclaration(line))
    .addCommand(restoreDeclaration(line));
}

function listDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('list')
    .description('list the state of a cluster and its copies')
    .argument('<cluster>', 'for example prod/main')
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (cluster, options) => end(await (await import('./list.ts')).listStates(options, cluster, terminal)));
}

function restoreDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('restore')
    .description('restore a copy of the state of a cluster: the newest, or the one that is named')
    .argument('<cluster>', 'for example prod/main')
    .argument('[copy]', 'as `state list` shows it')
    .option('--replace', 'also where the present state can be read and has resources; a copy of it is kept')
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (cluster, copy, options) =>
      end(await (await import('./restore.ts')).restoreState(options, cluster, copy, terminal)),
    );
}
