import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { CommandLine } from '../terminal/command-line.ts';
import { configOption, jsonOption, noColorOption, outOption } from '../terminal/options.ts';

export function explainDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('explain')
    .description('show where a value, a compiled line or a diagnostic comes from')
    .argument('<what>')
    .addOption(configOption)
    .addOption(outOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .addHelpText(
      'after',
      `
What can be explained:
  prod.main.nodes["main-workers-2"].memory  a value, and the layers behind it
  prod.main                                 a whole cluster, resolved
  prod.main.layout                          how Talos divides the disks of its machines
  out/prod/terraform/main/main.tf:57        where a line of a compiled file comes from
  address/in-use                            what a diagnostic means`,
    )
    .action(async (what, options) => end(await (await import('./explain.ts')).explain(options, what, terminal)));
}
