import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { CommanderError } from '@commander-js/extra-typings';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import { sharedOptions } from './options.ts';
import { wantsColor } from './color.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** What the declaration of a command is made with. A command's own module is imported only when the command runs. */
export interface CommandLine {
  readonly terminal: Terminal;
  /** Called once, with the exit code of the command that ran. */
  readonly end: (code: ExitCode) => void;
}

/** Thrown when the command line is wrong, or was a request for help. */
export class UsageStop extends Error {
  constructor(
    readonly problem: CommanderError | Diagnostic,
    readonly command: CommandUnknownOpts,
  ) {
    super(problem.message);
  }
}

/**
 * Prepares a program for parsing: faults of the command line are thrown, shared options may stand in front of the command,
 * and those which a command does not take are known to it, so that it can refuse them by name.
 */
export function finishProgram(program: CommandUnknownOpts, terminal: Terminal, json: boolean): void {
  for (const command of allCommands(program)) {
    command.configureOutput({
      writeOut: terminal.out,
      writeErr: json ? () => undefined : terminal.progress,
      // Thrown below, and printed like every other diagnostic.
      outputError: () => undefined,
    });
    if (command.commands.length > 0) command.enablePositionalOptions();
    command.helpOption('-h, --help', 'print this help').exitOverride((error) => {
      throw new UsageStop(error, command);
    });
    for (const option of sharedOptions) if (!takes(command, option)) command.addOption(hidden(option));
  }
  program.hook('preAction', (_, command) => {
    for (const above of ancestorsOf(command)) takeOver(above, command);
    const ignored = command.options.find((option) => option.hidden && isGiven(command, option));
    if (ignored !== undefined) throw new UsageStop(refusal(program, command, ignored), command);
    if (json || !wantsColor(terminal)) command.setOptionValueWithSource('color', false, 'env');
  });
}

/** `infraflux secrets set`, as people type it. */
export function commandName(command: CommandUnknownOpts): string {
  return [...ancestorsOf(command).reverse(), command].map((each) => each.name()).join(' ');
}

/** For a command with subcommands that also runs without one: `verb` is none of them. */
export function unknownVerb(command: CommandUnknownOpts, verb: string): UsageStop {
  const verbs = command.commands.map((each) => each.name());
  const near = closest(verb, verbs);
  const help = near === undefined ? `known: ${verbs.join(', ')}` : `did you mean "${command.name()} ${near}"?`;
  const message = `unknown command "${command.name()} ${verb}"`;
  return new UsageStop(diagnostic('cli/usage', undefined, message, { help }), command);
}

/** Refuses options that would have no effect in this use of a command. */
export function refuseOptions(command: CommandUnknownOpts, names: readonly string[], use: string): void {
  for (const option of command.options) {
    if (!names.includes(option.attributeName()) || !isGiven(command, option)) continue;
    command.error(`error: option '${option.flags}' cannot be used ${use}`, { code: 'commander.conflictingOption' });
  }
}

function allCommands(command: CommandUnknownOpts): readonly CommandUnknownOpts[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

/** From its parent up to the program. */
function ancestorsOf(command: CommandUnknownOpts): CommandUnknownOpts[] {
  return command.parent === null ? [] : [command.parent, ...ancestorsOf(command.parent)];
}

function takes(command: CommandUnknownOpts, option: Option): boolean {
  return command.options.some((each) => each.attributeName() === option.attributeName());
}

function isGiven(command: CommandUnknownOpts, option: Option): boolean {
  return command.getOptionValueSource(option.attributeName()) === 'cli';
}

function hidden(option: Option): Option {
  const made = new Option(option.flags, option.description).hideHelp();
  return option.parseArg === undefined ? made : made.argParser(option.parseArg);
}

/** What was given in front of the command counts, unless it is given behind it as well. */
function takeOver(above: CommandUnknownOpts, command: CommandUnknownOpts): void {
  for (const option of above.options) {
    const name = option.attributeName();
    if (!isGiven(above, option) || isGiven(command, option)) continue;
    command.setOptionValueWithSource(name, above.getOptionValue(name), 'cli');
  }
}

function refusal(program: CommandUnknownOpts, command: CommandUnknownOpts, option: Option): Diagnostic {
  const takers = allCommands(program)
    .filter((each) => each.options.some((own) => own.long === option.long && !own.hidden))
    .map((each) => commandName(each).slice(program.name().length + 1))
    .filter((name) => name !== '');
  return diagnostic('cli/usage', undefined, `${commandName(command)} does not take ${option.long ?? option.flags}`, {
    help: `remove it; it is an option of: ${takers.join(', ')}`,
  });
}
