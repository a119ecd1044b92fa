import { constants } from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import { childEnvironment } from './child-environment.ts';
import { redactingStream, redactor } from '../secrets/redact.ts';
import type { Secret } from '../secrets/secret.ts';

/** What a command answered. A command that fails is an answer, not an exception. */
export interface CommandResult {
  /** Exit code; 127 when there is no such command, 124 when it took too long, 128 and the number of the signal that ended it. */
  readonly code: number;
  readonly stdout: string;
  /** The same as bytes, for what is not text. */
  readonly bytes: Uint8Array;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string | undefined;
  /** Variables for an environment that has none of that name. */
  readonly defaults?: Readonly<Record<string, string>> | undefined;
  /** Laid over the environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly input?: string | undefined;
  /** What a shell runs, where the command is one: it gets the variables of that. */
  readonly program?: string | undefined;
  /** The terminal of this process instead of `input`. The command stays in the group of this process then. */
  readonly stdin?: 'inherit' | undefined;
  /**
   * When that is over, the command's group is told to end by SIGTERM, once, and waited for: nothing is ever killed. 60 s
   * when it is not said; Infinity: as long as it takes.
   */
  readonly timeoutSeconds?: number | undefined;
  /** What it may know and must not say: removed from all that it prints before it is shown, in every form (`formsOf`). */
  readonly secrets?: readonly Secret[] | undefined;
  /**
   * Gets what the command prints as it comes, without the secrets. A piece that may be the beginning of one is held back
   * until it is certain. The answer still contains everything.
   */
  readonly onOutput?: ((text: string, from: 'stdout' | 'stderr') => void) | undefined;
  /** What the files that it makes are not allowed to be: `0o077` for what is private. Nothing on Windows. */
  readonly umask?: number | undefined;
  /**
   * Aborting it sends one SIGINT to the command's group, as Ctrl-C would, and goes on waiting: how it ends is its own
   * business. Aborted before it started, it is not started.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Starts a process and waits for it. Passed in everywhere, so that tests can record instead of run. */
export type RunCommand = (command: string, args: readonly string[], options?: CommandOptions) => Promise<CommandResult>;

const defaultTimeoutSeconds = 60;
/** The longest that a timer can wait: 24 days. */
const longestTimer = 2 ** 31 - 1;

/** What a process has where nothing else is asked for. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Starts processes in these surroundings: those of the terminal. */
export function commandRunner(surroundings: Surroundings): RunCommand {
  return (command, args, options = {}) => runCommand(surroundings, command, args, options);
}

/**
 * Runs by zx, which is loaded on first use (it takes 80 ms). Each argument is one template value, so it is quoted and
 * never read by the shell. The process gets its own group: Ctrl-C reaches InfraFlux, which lets the step finish.
 */
async function runCommand(
  surroundings: Surroundings,
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const redact = redactor(options.secrets ?? []);
  const words = [command, ...args];
  // The shell would cut the argument at a NUL and run something else than was asked.
  if (words.some((word) => word.includes('\0'))) return failed(126, 'an argument holds a NUL character');
  const { $ } = await import('zx');
  if (options.signal?.aborted === true) return failed(130, `${command} was not started: interrupted`);
  const ownGroup = process.platform !== 'win32' && options.stdin === undefined;
  const shell = $({
    ...shellFor(options.umask),
    env: environmentOf({
      ...options.defaults,
      ...childEnvironment(command, surroundings.env, options.program),
      ...options.env,
    }),
    cwd: options.cwd ?? surroundings.cwd,
    ...(options.stdin === 'inherit' ? { stdio: ['inherit', 'pipe', 'pipe'] } : { input: options.input ?? '' }),
    nothrow: true,
    quiet: true,
    verbose: false,
    detached: ownGroup,
  });
  try {
    const running = shell`${words}`;
    const { child } = running;
    // A command that ends before it has read everything says why by its exit code; the broken pipe says nothing.
    child?.stdin?.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
    const flush = (['stdout', 'stderr'] as const).map((from) => follow(child?.[from], from, options));
    const seconds = options.timeoutSeconds ?? defaultTimeoutSeconds;
    const ending = endOnTime(seconds, options.signal, (signal) => send(child?.pid, ownGroup, signal));
    const output = await running.finally(() => ending.stop());
    for (const rest of flush) rest();
    const stdout = redact(output.stdout);
    const bytes = stdout === output.stdout ? output.buffer() : Buffer.from(stdout, 'utf8');
    if (ending.isLate()) return { code: 124, stdout, bytes, stderr: `${command} did not answer within ${seconds} s` };
    // Ended by a signal, a process has no exit code; a shell would say 128 and the number of the signal.
    const code = output.exitCode ?? (output.signal === null ? 1 : 128 + constants.signals[output.signal]);
    return { code, stdout, bytes, stderr: redact(output.stderr) };
  } catch (error) {
    return failed(126, redact(error instanceof Error ? error.message : String(error)));
  }
}

/**
 * /bin/sh and single quotes, because a machine with nothing but Node and git may have no bash. `exec`: the shell becomes
 * the command, so that a signal reaches it alone and its exit code is its own.
 */
function shellFor(umask: number | undefined) {
  if (process.platform === 'win32') return {};
  const mask = umask === undefined ? '' : `umask ${(umask & 0o777).toString(8).padStart(3, '0')}; `;
  return { shell: '/bin/sh', prefix: `${mask}exec `, postfix: '', quote: quotePosix };
}

function environmentOf(variables: Surroundings['env']): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value !== undefined) env[name] = value;
  }
  return env;
}

/** Hands on what a stream brings, without the secrets. The answer gives what was held back until the end. */
function follow(
  stream: NodeJS.ReadableStream | null | undefined,
  from: 'stdout' | 'stderr',
  { onOutput, secrets }: CommandOptions,
): () => void {
  if (onOutput === undefined || stream === null || stream === undefined) return () => undefined;
  // A character may be cut in two between pieces, as a secret may.
  const decoder = new StringDecoder('utf8');
  const clean = redactingStream(secrets ?? [], (text) => {
    if (text !== '') onOutput(text, from);
  });
  stream.on('data', (piece: Buffer) => clean.write(decoder.write(piece)));
  return () => {
    clean.write(decoder.end());
    clean.end();
  };
}

/** SIGTERM when the time is over, SIGINT when the user interrupts; each once at most. */
function endOnTime(seconds: number, signal: AbortSignal | undefined, tell: (signal: 'SIGTERM' | 'SIGINT') => boolean) {
  let isLate = false;
  const onTime = (): void => {
    isLate = tell('SIGTERM');
  };
  const milliseconds = seconds * 1000;
  const timer = milliseconds <= longestTimer ? setTimeout(onTime, milliseconds) : undefined;
  const onAbort = (): void => {
    tell('SIGINT');
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    isLate: () => isLate,
    stop: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** False when it had ended already. */
function send(pid: number | undefined, ownGroup: boolean, signal: 'SIGTERM' | 'SIGINT'): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(ownGroup ? -pid : pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

function quotePosix(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function failed(code: number, stderr: string): CommandResult {
  return { code, stdout: '', bytes: new Uint8Array(), stderr };
}
