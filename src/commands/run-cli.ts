import { Command, CommanderError, Option } from 'commander';
import { infrafluxVersion } from '../config/version.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { failure } from './terminal/failure.ts';
import { configName } from './input/file-names.ts';
import { readInputs } from './input/read-inputs.ts';
import type { CommonOptions, ExitCode, Terminal } from './terminal/options.ts';

/** A command's module, imported when it is asked for: what `apply` needs does not slow `validate` down. */
type Action = (options: CommonOptions & Record<string, unknown>, args: readonly string[]) => Promise<ExitCode>;

/** argv to one command, one exit code: 0 done or nothing to do, 1 error, 2 changes where `--detailed-exitcode` asks. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  // Known before the words are understood: what is wrong with them is JSON as well, where JSON was asked for.
  const json = argv.includes('--json');
  const color = terminal.isTty && !json && !argv.includes('--no-color') && (terminal.env['NO_COLOR'] ?? '') === '';
  const nothingRead = { root: terminal.cwd, configFile: configName, files: [], texts: new Map(), answered: 0 };
  const fail = async (fault: Diagnostic): Promise<ExitCode> => {
    const { report } = await import('./terminal/report.ts');
    const options = { config: configName, environment: [], cluster: [], out: 'out', json, color };
    const reported = report(nothingRead, [fault], options, terminal);
    if (json) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
    return 1;
  };
  try {
    return await understand(argv, terminal, json);
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version end this way as well. For people, commander has printed what is wrong with the words.
      if (error.exitCode === 0) return 0;
      return json ? fail(usageFault(error)) : 1;
    }
    if (terminal.env['INFRAFLUX_DEBUG'] !== undefined) {
      terminal.progress(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    }
    return fail(failure(error, terminal.cwd));
  }
}

async function understand(argv: readonly string[], terminal: Terminal, json: boolean): Promise<ExitCode> {
  let code: ExitCode = 0;
  const words = { writeOut: terminal.out, writeErr: json ? () => undefined : terminal.progress };
  const program = new Command('infraflux');
  program
    .description(
      'One typed file compiled into a whole Kubernetes platform; a plan that says what would change; an apply that does exactly that.',
    )
    .version(infrafluxVersion, '-V, --version', 'print the version of InfraFlux')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('(infraflux --help says more)')
    .showSuggestionAfterError(true)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput(words);
  addCommonOptions(program);

  const command = (usage: string, description: string, action: Action): Command => {
    const made = program.command(usage).description(description).exitOverride();
    made.configureOutput(words);
    made.showHelpAfterError(`(infraflux ${made.name()} --help says more)`);
    addCommonOptions(made);
    made.action(async (...received: unknown[]) => {
      const self = received.at(-1) as Command;
      code = await action(optionsOf(program, self, terminal), self.args);
    });
    return made;
  };

  command('init', 'a first infraflux.yaml, by asking or from flags', async (options) =>
    (await import('./init/init.ts')).init(options, terminal),
  )
    .option('--name <name>', 'name of the platform')
    .option('--endpoint <url>', 'address of the Proxmox API')
    .option('--network <cidr>', "the machines' network")
    .option('--gateway <address>', 'its router')
    .option('-y, --yes', 'ask nothing; what is not given by flags is the default');
  command('validate', 'every fault in the input, nothing else', async (options) =>
    (await import('./validate/validate.ts')).validate(options, terminal),
  );
  command('compile', 'write out/', async (options) => {
    const inputs = readInputs(options, terminal);
    return (
      (await import('./compile/unchanged.ts')).reportUnchanged(inputs, options, terminal) ??
      (await import('./compile/compile.ts')).compileCommand(options, terminal, inputs)
    );
  })
    .option('--check', 'write nothing; exit 2 when out/ is not what the input gives')
    .option('--discard', 'write over compiled files that were changed by hand');
  command('plan', 'what would change in the world', async (options) =>
    (await import('./plan/plan.ts')).planCommand(options, terminal),
  )
    .option('--save <file>', 'keep the plan, to apply exactly it')
    .option('--diff', 'show the changes of each file')
    .option('--detailed-exitcode', 'exit 2 when something would change');
  command('apply [file]', 'make exactly that change', async (options, args) =>
    (await import('./apply/apply.ts')).applyCommand(options, args[0], terminal),
  )
    .option('-y, --yes', 'do not ask')
    .option('--resume', 'go on after an interruption')
    .option('--allow <name>', 'a machine that may be destroyed or made anew (repeatable)', repeatable)
    .option('--discard', 'write over compiled files that were changed by hand');
  command('explain <what>', 'where a value, a compiled line or a diagnostic comes from', async (options, args) =>
    (await import('./explain/explain.ts')).explain(options, args[0] ?? '', terminal),
  ).addHelpText(
    'after',
    `
What can be asked:
  prod.main.nodes["main-workers-2"].memory  a value, and the layers behind it
  prod.main                                 a whole cluster, resolved
  out/prod/terraform/main/main.tf:57        where a line of a compiled file comes from
  address/in-use                            what a diagnostic means`,
  );
  command(
    'secrets [verb] [words...]',
    'what must exist and who reads it; makes, changes and checks it',
    async (options, args) => (await import('./secrets/secrets.ts')).secrets(options, args, terminal),
  )
    .option('--key <key>', 'which key of the secret')
    .option('--file <file>', 'take the value from a file')
    .option('--as <kind>', 'what to generate: password, base64, hex or token')
    .addHelpText(
      'after',
      `
Verbs:
  list                       what is there, missing or unused, who reads it, and how old it is
  init                       a key for you, one for each environment's clusters, the clusters' machine secrets
  set ENVIRONMENT NAME       a value from a prompt, stdin or --file (never from the command line)
  generate ENVIRONMENT NAME  a value that is made here
  edit ENVIRONMENT NAME      the whole file in your editor
  rotate ENVIRONMENT NAME    a new value, and what must be restarted
  rotate                     encrypt every file to those whom infraflux.yaml names
  check                      decrypt and verify every file; compare with what is needed
  scan                       find secrets in clear in the repository, the output and the last commit
  sync                       write the encrypted objects that clusters make their Secrets of
  import CLUSTER FILE        machine secrets of talosctl, talhelper or topf
  exec CLUSTER -- COMMAND    run a command with what Terraform wants of the cluster in its environment
ENVIRONMENT is \`platform\` for what all environments share.`,
    );
  command('doctor', 'which engines are here, and what cannot be done without the others', async (options) =>
    (await import('./doctor/doctor.ts')).doctor(options, terminal),
  );
  command('schema', "schema/ for the editor, with the user's own blueprints", async (options) =>
    (await import('./schema/schema.ts')).schema(options, terminal),
  );
  command('lock [action] [words...]', 'what is handed out; `lock fix` mends it after a merge', async (options, args) =>
    (await import('./lock/lock.ts')).lock(options, args, terminal),
  ).addHelpText(
    'after',
    `
Actions:
  fix                                      mend infraflux.lock after a merge; the older line stays
  record CLUSTER talos|kubernetes VERSION  what a cluster runs, after an upgrade by other means`,
  );

  await program.parseAsync([...argv], { from: 'user' });
  return code;
}

/** Common options may stand in front of the command as well; behind it they say more. */
function optionsOf(program: Command, self: Command, terminal: Terminal): CommonOptions & Record<string, unknown> {
  const before = program.opts<Record<string, unknown>>();
  const after = self.opts<Record<string, unknown>>();
  const all: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    all[name] = self.getOptionValueSource(name) === 'cli' ? after[name] : (before[name] ?? after[name]);
  }
  const list = (name: string): readonly string[] => (all[name] as readonly string[] | undefined) ?? [];
  const color = all['color'] !== false && terminal.isTty && all['json'] !== true;
  return {
    ...all,
    config: (all['config'] as string | undefined) ?? configName,
    out: (all['out'] as string | undefined) ?? 'out',
    environment: list('environment'),
    cluster: list('cluster'),
    json: all['json'] === true,
    // https://no-color.org
    color: color && (terminal.env['NO_COLOR'] ?? '') === '',
  };
}

function repeatable(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

function addCommonOptions(command: Command): void {
  command
    .option('--config <file>', `the configuration (default: ${configName})`)
    .option('--environment <name>', 'only this environment (repeatable)', repeatable)
    .option('--cluster <name>', 'only the environment of this cluster, as main or prod/main (repeatable)', repeatable)
    .option('--out <directory>', 'where compiled files stand, from the directory of the configuration (default: out)')
    .option('--no-cache', 'work everything out again; the result is the same')
    .option('--json', 'print JSON for programs')
    .addOption(new Option('--no-color', 'print without colours'));
}

/** What commander would have printed, as a fault: its first line, and the suggestion if it has one. */
function usageFault(error: CommanderError): Diagnostic {
  const [said = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const meant = /Did you mean .*\?/.exec(more.join(' '))?.[0];
  const message = error.code === 'commander.help' ? 'no command was given' : said;
  return diagnostic('cli/usage', undefined, message, { help: meant?.replace(/^D/, 'd') });
}
