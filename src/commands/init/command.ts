import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { CommandLine } from '../terminal/command-line.ts';
import { configOption, jsonOption, noColorOption } from '../terminal/options.ts';

export function initDeclaration({ terminal, end }: CommandLine): CommandUnknownOpts {
  return new Command('init')
    .description('create infraflux.yaml, from prompts or flags, or the blueprint of a component')
    .option('--name <name>', 'name of the platform')
    .option('--endpoint <url>', 'address of the Proxmox API')
    .option('--network <cidr>', 'network of the machines')
    .option('--gateway <address>', 'gateway of the network')
    .option('--repository <url>', 'Git repository that Argo CD watches')
    .option('--component <name>', 'create blueprints/platform/<name> instead, for a component of your own')
    .option('-y, --yes', 'do not prompt; use defaults for missing flags')
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action(async ({ component, ...options }) =>
      end(
        component === undefined
          ? await (await import('./init.ts')).init(options, terminal)
          : await (await import('./init-component.ts')).initComponent(component, options, terminal),
      ),
    );
}
