import { PassThrough } from 'node:stream';
import { runCli } from '../../src/commands/run-cli.ts';
import type { ExitCode } from '../../src/commands/terminal/terminal.ts';
import { fakeTerminal } from './terminal.ts';

export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What is piped in. */
  readonly input?: string | undefined;
}

/** What a command answered: standard output, standard error, and both as they came. */
export interface Answered {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
  readonly all: string;
}

/**
 * Runs a command in this process, with the words, directory and environment of one of its own. Starting the program costs three
 * times what a command does, so a test starts it only where the process itself is what is tested: signals, its memory, its umask.
 */
export async function runHere(
  args: readonly string[],
  { cwd, env, input: piped = '' }: Surroundings,
): Promise<Answered> {
  const input = new PassThrough();
  input.end(Buffer.from(piped, 'utf8'));
  const terminal = fakeTerminal({ cwd, env, input });
  const code = await runCli(args, terminal);
  const { out, progress, all } = terminal.printed;
  return { code, out, err: progress, all };
}
