/** What a command answered. A command that fails is an answer, not an exception. */
export interface CommandResult {
  /** Exit code; 127 when there is no such command, 124 when it took too long. */
  readonly code: number;
  readonly stdout: string;
  /** The same as bytes, for what is not text. */
  readonly bytes: Uint8Array;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string | undefined;
  /** Laid over the environment of this process; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly input?: string | undefined;
  readonly timeoutSeconds?: number | undefined;
}

/** Starts a process and waits for it. Handed in everywhere, so that tests can record instead of run. */
export type RunCommand = (command: string, args: readonly string[], options?: CommandOptions) => Promise<CommandResult>;

const defaultTimeoutSeconds = 60;

/**
 * Runs by zx, which is loaded on first use (it takes 80 ms). Each argument is one template value, so it is quoted and
 * never read by the shell. The process gets its own group: Ctrl-C reaches InfraFlux, which lets the step finish.
 */
export const runCommand: RunCommand = async (command, args, options = {}) => {
  const words = [command, ...args];
  // The shell would cut the argument at a NUL and run something else than was asked.
  if (words.some((word) => word.includes('\0'))) return failed(126, 'an argument holds a NUL character');
  const { $ } = await import('zx');
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...process.env, ...options.env })) {
    if (value !== undefined) env[name] = value;
  }
  const seconds = options.timeoutSeconds ?? defaultTimeoutSeconds;
  // /bin/sh and single quotes, because a machine with nothing but Node and git may have no bash.
  const posix = process.platform === 'win32' ? {} : { shell: '/bin/sh', prefix: '', postfix: '', quote: quotePosix };
  const shell = $({
    ...posix,
    env,
    cwd: options.cwd ?? process.cwd(),
    input: options.input ?? '',
    timeout: `${seconds}s`,
    nothrow: true,
    quiet: true,
    verbose: false,
    detached: process.platform !== 'win32',
  });
  const began = performance.now();
  try {
    const running = shell`${words}`;
    // A command that ends before it has read everything says why by its exit code; the broken pipe says nothing.
    running.child?.stdin?.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
    const output = await running;
    // 143 is what a shell says of a command that was told to end, here after the time that it had.
    const wasEnded = output.signal === 'SIGTERM' || output.exitCode === 143;
    const isLate = wasEnded && performance.now() - began >= seconds * 1000;
    const code = isLate ? 124 : (output.exitCode ?? 1);
    const stderr = code === 124 ? `${command} did not answer within ${seconds} s` : output.stderr;
    return { code, stdout: output.stdout, bytes: output.buffer(), stderr };
  } catch (error) {
    return failed(126, error instanceof Error ? error.message : String(error));
  }
};

function quotePosix(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function failed(code: number, stderr: string): CommandResult {
  return { code, stdout: '', bytes: new Uint8Array(), stderr };
}
