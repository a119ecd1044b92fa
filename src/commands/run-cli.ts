import type { CommanderError } from '@commander-js/extra-typings';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { buildProgram } from './program.ts';
import { wantsColor } from './terminal/color.ts';
import { commandName, finishProgram, UsageStop } from './terminal/command-line.ts';
import { failure } from './terminal/failure.ts';
import type { ExitCode, Terminal } from './terminal/terminal.ts';

/** argv to one command, one exit code: see `ExitCode`. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  // Known before the words are understood: what is wrong with them is JSON as well, where JSON was asked for.
  const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const json = own.includes('--json');
  const color = wantsColor(terminal) && !json && !own.includes('--no-color');
  const fail = async (fault: Diagnostic): Promise<ExitCode> =>
    (await import('./terminal/refuse.ts')).refuse(fault, terminal.cwd, { json, color }, terminal);
  let code: ExitCode = 0;
  try {
    const program = buildProgram({
      terminal,
      end: (ended) => {
        code = ended;
      },
    });
    finishProgram(program, terminal, json);
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof UsageStop) {
      if (!('exitCode' in error.problem)) return fail(error.problem);
      // Help and version end this way as well.
      if (error.problem.exitCode === 0) return 0;
      // Without a command, the help was printed for people.
      if (error.problem.code === 'commander.help' && !json) return 1;
      return fail(usageFault(error.problem, commandName(error.command)));
    }
    if (terminal.env['INFRAFLUX_DEBUG'] !== undefined) {
      terminal.progress(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    }
    return fail(failure(error, terminal.cwd));
  }
}

/** What commander would have printed, as a diagnostic: its first line, and its suggestion or where the help is. */
function usageFault(error: CommanderError, command: string): Diagnostic {
  const [message = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /Did you mean .*\?/.exec(more.join(' '))?.[0].replace(/^D/, 'd');
  const help = suggestion ?? `\`${command} --help\` lists its arguments and options`;
  return diagnostic('cli/usage', undefined, error.code === 'commander.help' ? 'no command was given' : message, {
    help,
  });
}
