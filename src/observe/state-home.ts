import { accessSync, constants, existsSync, lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { restrictMode } from '../secrets/write-private.ts';
import { liesIn } from './real-place.ts';
import { repositoryOf } from './tracked-files.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder in which this user keeps working state of all checkouts: `infraflux` in XDG_STATE_HOME (freedesktop.org, base
 * directory specification: ~/.local/state where it is not set), else a private folder among the temporary files. Never one
 * in the repository that `root` lies in: what is there may have come with a branch.
 */
export function stateHome(root: string, env: Environment): Checked<string> {
  const wanted = wantedHome(env);
  const why = wanted === undefined ? 'there is no home directory' : unusable(root, wanted, false);
  if (wanted !== undefined && why === undefined) return checked(wanted, closed(wanted));
  const temporary = join(env['TMPDIR'] || tmpdir(), `infraflux-${process.getuid?.() ?? 'user'}`);
  const whyNot = unusable(root, temporary, true);
  if (whyNot === undefined)
    return checked(temporary, [
      diagnostic('state/temporary', undefined, `working state is kept in ${temporary}, because ${why}`),
    ]);
  return checked<string>(undefined, [
    diagnostic('state/not-writable', undefined, `working state cannot be kept: ${why}, and ${whyNot}`),
  ]);
}

/** A relative path counts as none, as the specification says: it would depend on where the command is started. */
function wantedHome(env: Environment): string | undefined {
  const given = env['XDG_STATE_HOME'] ?? '';
  if (isAbsolute(given)) return join(given, 'infraflux');
  const home = env['HOME'] || userHome();
  return home !== undefined && existsSync(home) ? join(home, '.local', 'state', 'infraflux') : undefined;
}

/** Undefined where the system knows none: a user without an entry in its list. */
function userHome(): string | undefined {
  try {
    return homedir();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

/** Why the folder cannot be used; it is made where it is missing. In a shared place it must be ours from the beginning. */
function unusable(root: string, folder: string, isShared: boolean): string | undefined {
  try {
    const repository = repositoryOf(root);
    if (repository !== undefined && liesIn(repository, folder)) return `${folder} lies in the checkout`;
    makeFolder(folder);
    const stat = isShared ? lstatSync(folder) : statSync(folder);
    if (!stat.isDirectory()) return `${folder} is not a directory`;
    const self = process.getuid?.();
    if (self !== undefined) {
      if (stat.uid !== self && (isShared || self !== 0)) return `${folder} belongs to another user`;
      if ((stat.mode & 0o077) !== 0 && isShared) return `${folder} is open to other users`;
    }
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return `${folder} cannot be written (${code})`;
  }
}

/** One by one: `recursive` of Node 20 never ends where a system makes no directories (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Takes from others what they may do there: the key of saved plans is in it. */
function closed(folder: string): readonly Diagnostic[] {
  if (!restrictMode(realpathSync(folder), 0o700)) return [];
  const message = `${folder} could be read by others; its mode is 0700 now`;
  return [diagnostic('secrets/loose-mode', { file: folder, start: 0, end: 0 }, message)];
}
