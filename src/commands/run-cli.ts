import { Command, CommanderError, Option } from 'commander';
import { infrafluxVersion } from '../config/version.ts';
import { configName } from './load.ts';
import type { CommonOptions, ExitCode, Terminal } from './options.ts';

/** A command's module, imported when it is asked for: what `apply` needs does not slow `validate` down. */
type Action = (options: CommonOptions & Record<string, unknown>, args: readonly string[]) => Promise<ExitCode>;

/** argv to one command, one exit code: 0 done or nothing to do, 1 error, 2 changes where `--detailed-exitcode` asks. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = new Command('infraflux');
  program
    .description(
      'One typed file compiled into a whole Kubernetes platform; a plan that says what would change; an apply that does exactly that.',
    )
    .version(infrafluxVersion, '-V, --version', 'print the version of InfraFlux')
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError('(infraflux --help says more)')
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.progress });

  const command = (usage: string, description: string, action: Action): Command => {
    const made = program.command(usage).description(description).exitOverride();
    made.configureOutput({ writeOut: terminal.out, writeErr: terminal.progress });
    addCommonOptions(made);
    made.action(async (...received: unknown[]) => {
      const self = received.at(-1) as Command;
      const options = self.opts<CommonOptions & Record<string, unknown>>();
      code = await action({ ...options, color: useColor(options, terminal) }, self.args);
    });
    return made;
  };

  command('init', 'a first infraflux.yaml, by asking or from flags', async (options) =>
    (await import('./init.ts')).init(options, terminal),
  )
    .option('--name <name>', 'name of the platform')
    .option('--endpoint <url>', 'address of the Proxmox API')
    .option('--network <cidr>', "the machines' network")
    .option('--gateway <address>', 'its router')
    .option('-y, --yes', 'ask nothing; what is not given by flags is the default', false);
  command('validate', 'every fault in the input, nothing else', async (options) =>
    (await import('./validate.ts')).validate(options, terminal),
  );
  command('compile', 'write out/', async (options) => (await import('./compile.ts')).compileCommand(options, terminal))
    .option('--check', 'write nothing; exit 2 when out/ is not what the input gives', false)
    .option('--discard', 'write over compiled files that were changed by hand', false);
  command('plan', 'what would change in the world', async (options) =>
    (await import('./plan.ts')).planCommand(options, terminal),
  )
    .option('--save <file>', 'keep the plan, to apply exactly it')
    .option('--diff', 'show the changes of each file', false)
    .option('--detailed-exitcode', 'exit 2 when something would change', false);
  command('apply [file]', 'make exactly that change', async (options, args) =>
    (await import('./apply.ts')).applyCommand(options, args[0], terminal),
  )
    .option('-y, --yes', 'do not ask', false)
    .option('--resume', 'go on after an interruption', false)
    .option('--discard', 'write over compiled files that were changed by hand', false);
  command('explain <what>', 'where a value, a compiled line or a diagnostic comes from', async (options, args) =>
    (await import('./explain.ts')).explain(options, args[0] ?? '', terminal),
  );
  command('secrets', 'what must exist, and who reads it', async (options) =>
    (await import('./secrets.ts')).secrets(options, terminal),
  );
  command('doctor', 'which engines are here, and what cannot be done without the others', async (options) =>
    (await import('./doctor.ts')).doctor(options, terminal),
  );
  command('schema', "schema/ for the editor, with the user's own blueprints", async (options) =>
    (await import('./schema.ts')).schema(options, terminal),
  );
  command('lock [action]', 'what is handed out; `lock fix` mends it after a merge', async (options, args) =>
    (await import('./lock.ts')).lock(options, args[0], terminal),
  );

  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    // commander has printed what is wrong with the words; help and version end this way as well.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    throw error;
  }
}

function addCommonOptions(command: Command): void {
  const repeat = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];
  command
    .option('--config <file>', 'the configuration', configName)
    .option('--environment <name>', 'only this environment (repeatable)', repeat, [])
    .option('--cluster <name>', 'only this cluster, as main or prod/main (repeatable)', repeat, [])
    .option('--out <directory>', 'where compiled files stand, below the directory of the configuration', 'out')
    .option('--json', 'print JSON for programs', false)
    .addOption(new Option('--no-color', 'print without colours'));
}

/** https://no-color.org, and no colour where nobody looks. */
function useColor(options: CommonOptions, terminal: Terminal): boolean {
  return options.color && terminal.isTty && !options.json && (terminal.env['NO_COLOR'] ?? '') === '';
}
