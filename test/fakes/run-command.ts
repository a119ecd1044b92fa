import { commandRunner, type RunCommand } from '../../src/observe/run-command.ts';

/** Runs commands in the environment of the test itself, read anew each time: tests change it. */
export const runCommand: RunCommand = (command, args, options) =>
  commandRunner({ env: process.env, cwd: process.cwd() })(command, args, options);
