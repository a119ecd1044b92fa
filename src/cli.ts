#!/usr/bin/env node
import { failure } from './commands/terminal/failure.ts';
import { runCli } from './commands/run-cli.ts';

// A reader that goes away (`infraflux plan | head`) is no fault; a disk that is full is one, and is said once.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = 1;
    if (stream === process.stdout) process.stderr.write(`error: the output cannot be written: ${error.code}\n`);
  });
}

// Errors outside of any promise (a timer, a signal) end like all others: one line, no stack.
process.on('uncaughtException', (error) => {
  const { message } = failure(error, '/');
  const detail = process.env['INFRAFLUX_DEBUG'] === undefined ? '' : `\n${error.stack}`;
  process.stderr.write(`error: ${message}${detail}\n`);
  process.exit(1);
});

const exitCode = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  progress: (text) => process.stderr.write(text),
  env: process.env,
  input: process.stdin,
  screen: process.stderr,
  cwd: process.cwd(),
  columns: process.stdout.columns,
  isTty: process.stdout.isTTY === true,
  isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
});
if (exitCode !== 0) process.exitCode = exitCode;
