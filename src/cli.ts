#!/usr/bin/env node
import { runCli } from './commands/run-cli.ts';

// A reader that goes away (`infraflux plan | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  progress: (text) => process.stderr.write(text),
  env: process.env,
  cwd: process.cwd(),
  columns: process.stdout.columns,
  isTty: process.stdout.isTTY === true,
  isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
});
