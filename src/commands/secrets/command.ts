import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { generatedKinds } from '../../blueprints/generated-kinds.ts';
import { type CommandLine, refuseOptions, unknownVerb } from '../terminal/command-line.ts';
import {
  clusterOption,
  type ConfigOption,
  configOption,
  environmentOption,
  jsonOption,
  noColorOption,
  outOption,
  type PrintOptions,
  repeatable,
  type SelectOptions,
} from '../terminal/options.ts';
import type { ExitCode } from '../terminal/terminal.ts';
import type { AcceptOption, SecretsContext } from './context.ts';

const keyOption = new Option('--key <key>', 'key in the secret');
const fileOption = new Option('--file <file>', 'read the value from a file').conflicts('as');
const acceptOption = new Option(
  '--accept-recipient <recipient>',
  'confirm a recipient that secrets were not encrypted to before (repeatable)',
).argParser(repeatable);
const endpointOption = new Option(
  '--accept-endpoint <url>',
  'confirm the endpoint of a provider that its secret was not written for (repeatable)',
).argParser(repeatable);
const kindOption = new Option('--as <kind>', 'kind of value to generate').choices(generatedKinds);

/** `secrets VERB ...`; without a verb, the list. */
export function secretsDeclaration(line: CommandLine): CommandUnknownOpts {
  return new Command('secrets')
    .description('list, create, change and check secrets; without a verb: list')
    .usage('[options] [command]')
    .argument('[verb]')
    .addOption(configOption)
    .addOption(environmentOption)
    .addOption(clusterOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action((verb, options, command) => {
      if (verb !== undefined) throw unknownVerb(command, verb);
      return run(line, options, async (context) => (await import('./list.ts')).listCommand(context));
    })
    .addCommand(listDeclaration(line))
    .addCommand(initDeclaration(line))
    .addCommand(setDeclaration(line))
    .addCommand(generateDeclaration(line))
    .addCommand(editDeclaration(line))
    .addCommand(rotateDeclaration(line))
    .addCommand(checkDeclaration(line))
    .addCommand(scanDeclaration(line))
    .addCommand(syncDeclaration(line))
    .addCommand(importDeclaration(line))
    .addCommand(execDeclaration(line))
    .addHelpText(
      'after',
      '\nENVIRONMENT is the name of an environment, or `platform` for secrets that all environments share.',
    );
}

async function run(
  { terminal, end }: CommandLine,
  options: ConfigOption & SelectOptions & PrintOptions & AcceptOption,
  verb: (context: SecretsContext) => Promise<ExitCode>,
): Promise<void> {
  end(await (await import('./secrets.ts')).secrets(options, terminal, verb));
}

function listDeclaration(line: CommandLine): CommandUnknownOpts {
  return new Command('list')
    .description('show which secrets are present, missing or unused, what reads them, and how old they are')
    .addOption(configOption)
    .addOption(environmentOption)
    .addOption(clusterOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action((options) => run(line, options, async (context) => (await import('./list.ts')).listCommand(context)));
}

function initDeclaration(line: CommandLine): CommandUnknownOpts {
  return new Command('init')
    .description("create your key, a key for each environment's clusters, and the clusters' machine secrets")
    .addOption(acceptOption)
    .addOption(configOption)
    .addOption(environmentOption)
    .addOption(clusterOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action((options) =>
      run(line, options, async (context) => (await import('./init.ts')).initSecrets(context, options.config)),
    );
}

function setDeclaration(line: CommandLine): CommandUnknownOpts {
  return new Command('set')
    .description('set a value from a prompt, stdin or --file (never from the command line)')
    .usage('[options] ENVIRONMENT NAME')
    .argument('<environment>')
    .argument('<name>')
    .addOption(keyOption)
    .addOption(fileOption)
    .addOption(endpointOption)
    .addOption(acceptOption)
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .allowExcessArguments()
    .action((scope, name, options, { args }) =>
      run(line, options, async (context) =>
        (await import('./set.ts')).setSecret(context, {
          scope,
          name,
          ...options,
          verb: 'set',
          excess: args.length - 2,
        }),
      ),
    );
}

function generateDeclaration(line: CommandLine): CommandUnknownOpts {
  return new Command('generate')
    .description('set a generated value')
    .usage('[options] ENVIRONMENT NAME')
    .argument('<environment>')
    .argument('<name>')
    .addOption(keyOption)
    .addOption(kindOption)
    .addOption(acceptOption)
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .allowExcessArguments()
    .action((scope, name, options, { args }) =>
      run(line, options, async (context) =>
        (await import('./set.ts')).generateSecret(context, {
          scope,
          name,
          ...options,
          verb: 'generate',
          excess: args.length - 2,
        }),
      ),
    );
}

function editDeclaration(line: CommandLine): CommandUnknownOpts {
  return new Command('edit')
    .description('edit the decrypted file in your editor')
    .usage('[options] ENVIRONMENT NAME')
    .argument('<environment>')
    .argument('<name>')
    .addOption(acceptOption)
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action((scope, name, options) =>
      run(line, options, async (context) => (await import('./edit.ts')).editSecret(context, scope, name)),
    );
}

function rotateDeclaration(line: CommandLine): CommandUnknownOpts {
  return new Command('rotate')
    .description(
      'set a new value, and show what must be restarted; without a name: encrypt every file to the recipients in the configuration',
    )
    .usage('[options] [ENVIRONMENT NAME]')
    .argument('[environment]')
    .argument('[name]')
    .addOption(keyOption)
    .addOption(fileOption)
    .addOption(kindOption)
    .addOption(endpointOption)
    .addOption(acceptOption)
    .addOption(configOption)
    .addOption(environmentOption)
    .addOption(clusterOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .allowExcessArguments()
    .action((scope, name, options, command) => {
      if (scope === undefined) {
        refuseOptions(command, ['key', 'file', 'as'], 'without the name of a secret');
        return run(line, options, async (context) => (await import('./rotate.ts')).rotateRecipients(context));
      }
      if (name === undefined) return command.error("error: missing required argument 'name'");
      refuseOptions(command, ['environment', 'cluster'], 'with the name of a secret');
      const excess = command.args.length - 2;
      return run(line, options, async (context) =>
        (await import('./set.ts')).rotateValue(context, { scope, name, ...options, verb: 'rotate', excess }),
      );
    });
}

function checkDeclaration(line: CommandLine): CommandUnknownOpts {
  return new Command('check')
    .description('decrypt and verify every file; compare with the secrets that are needed')
    .addOption(configOption)
    .addOption(environmentOption)
    .addOption(clusterOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action((options) => run(line, options, async (context) => (await import('./check.ts')).checkSecrets(context)));
}

function scanDeclaration(line: CommandLine): CommandUnknownOpts {
  return new Command('scan')
    .description('find plain text secrets in the repository, the compiled files and the last commit')
    .addOption(configOption)
    .addOption(outOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action((options) =>
      run(line, options, async (context) => (await import('./scan.ts')).scanSecrets(context, options.out)),
    );
}

function syncDeclaration(line: CommandLine): CommandUnknownOpts {
  return new Command('sync')
    .description('write the encrypted objects that clusters create their Secrets from')
    .addOption(configOption)
    .addOption(environmentOption)
    .addOption(clusterOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action((options) => run(line, options, async (context) => (await import('./sync.ts')).syncSecrets(context)));
}

function importDeclaration(line: CommandLine): CommandUnknownOpts {
  return new Command('import')
    .description('import machine secrets of talosctl, talhelper or topf')
    .usage('[options] ENVIRONMENT/CLUSTER FILE')
    .argument('<cluster>')
    .argument('<file>')
    .addOption(acceptOption)
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action((cluster, file, options) =>
      run(line, options, async (context) => (await import('./import.ts')).importMachineSecrets(context, cluster, file)),
    );
}

function execDeclaration(line: CommandLine): CommandUnknownOpts {
  return new Command('exec')
    .description('run a command with the Terraform variables of the cluster in its environment')
    .usage('[options] ENVIRONMENT/CLUSTER -- COMMAND...')
    .argument('<cluster>')
    .argument('<command...>')
    .addOption(configOption)
    .addOption(jsonOption)
    .addOption(noColorOption)
    .action((cluster, command, options) =>
      run(line, options, async (context) => (await import('./exec.ts')).execWithSecrets(context, cluster, command)),
    );
}
