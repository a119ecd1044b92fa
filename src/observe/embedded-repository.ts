import { closeSync, fsyncSync, lstatSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { linkFree, placeBelow } from '../secrets/write-below.ts';
import { type Git, gitIn } from './git-command.ts';
import { makeRepository, ownRepository } from './make-repository.ts';
import type { RunCommand } from './run-command.ts';
import { viewName } from '../identity/view-path.ts';
import { repositoryFolder, type StateDirectory } from './state-directory.ts';

/**
 * The bare repository in a checkout that is published to where no `gitops` is set. People and Argo CD may clone it; git is
 * never started in it here. Its objects are read and written through a repository in the state directory, whose
 * configuration InfraFlux wrote, and its branches are files. So nothing else of it counts: no configuration, hook,
 * attribute, worktree or remote that objects would be fetched from.
 */
const place = `${viewName}/gitops.git`;

/** Whether there is one. */
export function hasEmbedded(root: string): boolean {
  return lstatSync(join(root, place), { throwIfNoEntry: false }) !== undefined;
}

/** Makes it where there is none. Gives git's words when it cannot. */
export async function makeEmbedded(run: RunCommand, root: string, branch: string): Promise<string | undefined> {
  return hasEmbedded(root) ? undefined : makeRepository(run, placeBelow(root, place, 0o700), branch);
}

/** git on the objects of the embedded repository, which need not be there yet: then there is nothing to ask. */
export async function openEmbedded(run: RunCommand, root: string, state: StateDirectory): Promise<Checked<Git>> {
  if (lstatSync(linkFree(root, place), { throwIfNoEntry: false })?.isDirectory() === false)
    return checked<Git>(undefined, [embeddedFault('is not a directory')]);
  const directory = repositoryFolder(state, 'embedded');
  const objects = join(root, place, 'objects');
  const git = gitIn(run, { directory, objects, isOurs: true });
  if (!hasEmbedded(root)) return checked(git);
  for (const name of ['alternates', 'http-alternates']) {
    if (lstatSync(join(objects, 'info', name), { throwIfNoEntry: false }) === undefined) continue;
    const message = `${place}/objects/info/${name} takes objects from another repository`;
    return checked<Git>(undefined, [diagnostic('checkout/foreign-objects', undefined, message)]);
  }
  const fault = await ownRepository(run, directory);
  return fault === undefined
    ? checked(git)
    : checked<Git>(undefined, [diagnostic('publish/unreachable', undefined, `${directory} cannot be made: ${fault}`)]);
}

/** The commit that a branch is at; undefined where there is no such branch. */
export function embeddedCommit(root: string, branch: string): Checked<string | undefined> {
  const ref = `refs/heads/${branch}`;
  const refuse = (why: string) => checked<string>(undefined, [embeddedFault(why)]);
  if (read(root, `${place}/reftable`) !== undefined) return refuse('keeps its branches in another format than files');
  const text = read(root, `${place}/${ref}`) ?? packedCommit(read(root, `${place}/packed-refs`), ref);
  if (text === undefined) return checked<string>(undefined);
  const commit = /^([0-9a-f]{40})\n?$/.exec(text)?.[1];
  return commit === undefined ? refuse(`has no commit in ${ref}`) : checked(commit);
}

export function embeddedFault(why: string): Diagnostic {
  const help = 'it holds nothing but what was published: remove it, and the next apply recreates it';
  return diagnostic('publish/unreachable', undefined, `${place} ${why}`, { help });
}

/**
 * Lets a branch be at `commit` if it is at `before` (undefined: if there is no such branch), under the lock that git
 * itself takes. Gives the reason when it does not.
 */
export function moveEmbedded(
  root: string,
  branch: string,
  commit: string,
  before: string | undefined,
): string | undefined {
  const path = placeBelow(root, `${place}/refs/heads/${branch}`, 0o700);
  const lock = `${path}.lock`;
  let file: number;
  try {
    file = openSync(lock, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return `cannot lock ref: ${lock} exists`;
    throw error;
  }
  try {
    const now = embeddedCommit(root, branch);
    if (now.diagnostics.length > 0 || now.value !== before) {
      rmSync(lock);
      return 'incorrect old value: the branch moved';
    }
    writeSync(file, `${commit}\n`);
    fsyncSync(file);
    renameSync(lock, path);
    return undefined;
  } catch (error) {
    rmSync(lock, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Undefined where nothing is; empty for what is no file. */
function read(root: string, path: string): string | undefined {
  const full = linkFree(root, path);
  const stat = lstatSync(full, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  return stat.isFile() ? readFileSync(full, 'utf8') : '';
}

/** `git gc` moves branches into one file: `<commit> <ref>` a line. */
function packedCommit(text: string | undefined, ref: string): string | undefined {
  const line = text?.split('\n').find((one) => one.endsWith(` ${ref}`));
  return line?.slice(0, -ref.length - 1);
}
