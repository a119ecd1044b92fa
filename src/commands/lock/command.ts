import { Argument, Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { type CommandLine, unknownVerb } from '../terminal/command-line.ts';
import {
  clusterOption,
  configOption,
  environmentOption,
  jsonOption,
  noColorOption,
  outOption,
  repeatable,
} from '../terminal/options.ts';

export function lockDeclaration(line: CommandLine): CommandUnknownOpts {
  const { terminal, end } = line;
  return new Command('lock')
    .description('show the addresses, VM IDs and hosts in infraflux.lock; `lock fix` repairs it after a merge')
    .usage('[options] [command]')
    .argument('[verb]')
    .addOption(configOption)
    .addOption(environmentOption)
    .addOption(clusterOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (verb, options, command) => {
      if (verb !== undefined) throw unknownVerb(command, verb);
      end(await (await import('./lock.ts')).showLock(options, terminal));
    })
    .addCommand(fixDeclaration(line))
    .addCommand(recordDeclaration(line))
    .addCommand(renameDeclaration(line))
    .addCommand(forgetDeclaration(line));
}

function fixDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('fix')
    .description('repair infraflux.lock after a merge; the older line wins')
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (options) => end(await (await import('./fix.ts')).fixCommand(options, terminal)));
}

function recordDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('record')
    .description('record the version that a cluster runs, after an upgrade outside of InfraFlux')
    .argument('<cluster>', 'for example prod/main')
    .addArgument(new Argument('<what>').choices(['talos', 'kubernetes'] as const))
    .argument('<version>', 'as 1.13.6')
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (cluster, what, version, options) =>
      end(await (await import('./record.ts')).recordVersion(options, cluster, what, version, terminal)),
    );
}

function renameDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('rename')
    .description('keep the numbers of a node, pool, cluster or environment that got another name in infraflux.yaml')
    .argument('<from>', 'its old name, for example dev/main/w-1, dev/main/workers, dev/old or dev')
    .argument('<to>', 'its new name')
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (from, to, options) =>
      end(await (await import('./rename.ts')).renameInLock(options, from, to, terminal)),
    );
}

function forgetDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('forget')
    .description('forget a removed cluster that was destroyed manually, or never created')
    .argument('<cluster>', 'for example prod/old')
    .addOption(new Option('--allow <cluster>', 'forget it even if it is protected').argParser(repeatable))
    .addOption(configOption)
    .addOption(outOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async (cluster, options) =>
      end(await (await import('./forget.ts')).forgetCluster(options, cluster, terminal)),
    );
}
