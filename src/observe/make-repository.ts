import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gitIn, gitReason } from './git-command.ts';
import type { RunCommand } from './run-command.ts';

/**
 * Makes a bare repository where there is none. Made beside and renamed into place, so that nobody ever sees half of
 * one, whoever else is at work and whenever this process is killed. Gives git's words when it cannot.
 */
export async function makeRepository(run: RunCommand, directory: string, branch: string): Promise<string | undefined> {
  if (existsSync(directory)) return undefined;
  mkdirSync(dirname(directory), { recursive: true, mode: 0o700 });
  const draft = mkdtempSync(join(dirname(directory), `${basename(directory)}.new-`));
  try {
    const made = await gitIn(run, { directory: draft })([
      'init',
      '--quiet',
      '--bare',
      '--template=',
      `--initial-branch=${branch}`,
      draft,
    ]);
    if (made.code !== 0) return gitReason(made);
    renameSync(draft, directory);
    return undefined;
  } catch (error) {
    // Somebody else was first.
    if (existsSync(directory)) return undefined;
    throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
