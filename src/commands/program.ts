import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { infrafluxVersion } from '../config/version.ts';
import { applyDeclaration } from './apply/command.ts';
import { compileDeclaration } from './compile/command.ts';
import { doctorDeclaration } from './doctor/command.ts';
import { explainDeclaration } from './explain/command.ts';
import { initDeclaration } from './init/command.ts';
import { lockDeclaration } from './lock/command.ts';
import { planDeclaration } from './plan/command.ts';
import { schemaDeclaration } from './schema/command.ts';
import { secretsDeclaration } from './secrets/command.ts';
import type { CommandLine } from './terminal/command-line.ts';
import { jsonOption, noColorOption } from './terminal/options.ts';
import { stateDeclaration } from './state/command.ts';
import { validateDeclaration } from './validate/command.ts';

const declarations = [
  initDeclaration,
  validateDeclaration,
  compileDeclaration,
  planDeclaration,
  applyDeclaration,
  explainDeclaration,
  secretsDeclaration,
  doctorDeclaration,
  schemaDeclaration,
  lockDeclaration,
  stateDeclaration,
];

/** Every command with its options. Nothing runs yet. */
export function buildProgram(line: CommandLine): CommandUnknownOpts {
  const program = new Command('infraflux')
    .description(
      'One typed file compiled into a whole Kubernetes platform; a plan that shows what would change; an apply that does exactly that.',
    )
    .version(infrafluxVersion, '-V, --version', 'print the version of InfraFlux')
    .helpCommand('help [command]', 'print the help of a command')
    .addOption(jsonOption)
    .addOption(noColorOption)
    .addHelpText('after', '\nOptions of a command: infraflux <command> --help');
  for (const declare of declarations) program.addCommand(declare(line));
  return program;
}
