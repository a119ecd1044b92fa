import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { replaceFile } from '../secrets/write-private.ts';
import { gitIn, gitReason } from './git-command.ts';
import type { RunCommand } from './run-command.ts';

/**
 * Makes a bare repository where there is none. Made beside and renamed into place, so that half of it is never visible,
 * whatever else is running and whenever this process is killed. Gives git's words when it cannot.
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
    // Another process was first.
    if (existsSync(directory)) return undefined;
    throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** All that git is told in a repository of ours: no remote, no command, no format but the usual one. */
const configuration = '[core]\n\trepositoryformatversion = 0\n\tbare = true\n';

/** A bare repository in the state directory, made where there is none, with a configuration that was written just now. */
export async function ownRepository(run: RunCommand, directory: string): Promise<string | undefined> {
  const fault = await makeRepository(run, directory, 'none');
  if (fault !== undefined) return fault;
  const path = join(directory, 'config');
  if (readFileSync(path, 'utf8') !== configuration) replaceFile(path, configuration);
  return undefined;
}
