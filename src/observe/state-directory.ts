import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked } from '../diagnostics/diagnostic.ts';
import { sha256Hex } from '../diagnostics/digest.ts';
import { Refusal } from '../diagnostics/refusal.ts';
import { placeBelow } from '../secrets/write-below.ts';
import { replaceFile, writePrivate } from '../secrets/write-private.ts';
import { viewName } from '../identity/view-path.ts';
import { stateHome } from './state-home.ts';

declare const kind: unique symbol;

/**
 * Where the working state of one checkout is kept, outside of it: what a branch can commit is never taken for what
 * InfraFlux wrote. This module alone knows what lies where. It may be deleted at any time while no apply is at work.
 */
export interface StateDirectory {
  readonly [kind]: 'state directory';
}

const idPath = `${viewName}/id`;
/** In the state directory: the checkout that it belongs to. */
const ownerName = 'checkout';
/** A state directory whose checkout is gone is removed when it was not used for so long. */
const abandonedMilliseconds = 30 * 24 * 3600 * 1000;

/**
 * Opens the state directory of a checkout, which is made where there is none. Its name is a random id that stands in
 * `.infraflux/id`. The state directory in turn names the checkout that it belongs to, so an id that came with a copy or a
 * branch leads to no other checkout's state; a checkout that was moved keeps its own.
 */
export function openStateDirectory(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Checked<StateDirectory> {
  const home = stateHome(root, env);
  if (home.value === undefined) return checked<StateDirectory>(undefined, home.diagnostics);
  try {
    const here = realpathSync(root);
    const id = idOf(here, home.value);
    return checked(claim(home.value, id, here), home.diagnostics);
  } catch (error) {
    if (error instanceof Refusal) return checked<StateDirectory>(undefined, [error.fault]);
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const message = `working state cannot be kept: ${path ?? home.value} (${code})`;
    return checked<StateDirectory>(undefined, [diagnostic('state/not-writable', undefined, message)]);
  }
}

export function cacheFile(state: StateDirectory, name: string): string {
  return join(folderOf(state), 'cache', name);
}

export function journalFile(state: StateDirectory): string {
  return join(folderOf(state), 'journal');
}

export function applyLockFile(state: StateDirectory): string {
  return join(folderOf(state), 'apply.lock');
}

/** A repository of InfraFlux's own: a cache of a remote, or what reads the embedded one. */
export function repositoryFolder(state: StateDirectory, name: string): string {
  return join(folderOf(state), 'git', `${name}.git`);
}

/** For files that are needed while a commit is made. */
export function draftsFolder(state: StateDirectory): string {
  return join(folderOf(state), 'drafts');
}

/** The key that saved plans are signed with: that of the user, so that one checkout can apply what another planned. */
export function planKeyFile(state: StateDirectory): string {
  return join(dirname(folderOf(state)), 'plan-key');
}

/** The key that caches are authenticated with: that of the user, beside the checkouts and not in any of them. */
export function cacheKeyFile(state: StateDirectory): string {
  return join(dirname(folderOf(state)), 'cache-key');
}

/** Where Terraform works for one cluster. */
export function terraformFolder(state: StateDirectory, environment: string, cluster: string): string {
  return join(folderOf(state), 'terraform', environment, cluster);
}

/** A working directory outside of the checkout, for programs that look around in theirs. */
export function neutralFolder(state: StateDirectory): string {
  return folderOf(state);
}

function folderOf(state: StateDirectory): string {
  return state as unknown as string;
}

function idOf(here: string, home: string): string {
  const found = readId(here) ?? makeId(here);
  const owner = readOwner(join(home, found));
  if (owner === undefined || owner === here || readId(owner) !== found) return found;
  // A copy. Two commands at once give it the same id, because it follows from what both see.
  return keepId(here, derivedId(found, here));
}

/** Undefined where there is none: a link, or what has another form, is none. */
function readId(root: string): string | undefined {
  if (lstatSync(join(root, viewName), { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  if (lstatSync(join(root, idPath), { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  let file: number;
  try {
    file = openSync(join(root, idPath), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > 64) return undefined;
    return /^([0-9a-f]{32})\n?$/.exec(readFileSync(file, 'utf8'))?.[1];
  } finally {
    closeSync(file);
  }
}

/** Of two commands that make one at once, both use that of the first. */
function makeId(here: string): string {
  const made = randomBytes(16).toString('hex');
  try {
    const place = placeBelow(here, idPath, 0o700);
    hideFromGit(here);
    const draft = `${place}.${made}`;
    writeFileSync(draft, `${made}\n`, { mode: 0o600, flag: 'wx' });
    try {
      linkSync(draft, place);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        writeFileSync(place, `${made}\n`, { mode: 0o600, flag: 'wx' });
    } finally {
      rmSync(draft, { force: true });
    }
  } catch (error) {
    if (!isUnwritable(error)) throw error;
  }
  // Nothing that can be read: something else stands in its place, or the checkout cannot be written.
  return readId(here) ?? keepId(here, derivedId('', here));
}

/** So that a checkout whose .gitignore does not name the folder stays clean. */
function hideFromGit(here: string): void {
  const path = placeBelow(here, `${viewName}/.gitignore`);
  try {
    writeFileSync(path, '*\n', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function keepId(here: string, id: string): string {
  try {
    replaceFile(placeBelow(here, idPath, 0o700), `${id}\n`);
  } catch (error) {
    // In a checkout that cannot be written it follows from the path again each time.
    if (!isUnwritable(error)) throw error;
  }
  return id;
}

function isUnwritable(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EEXIST', 'ENOTDIR'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );
}

function derivedId(from: string, here: string): string {
  return sha256Hex(`${from}\0${here}`).slice(0, 32);
}

function claim(home: string, id: string, here: string): StateDirectory {
  const folder = join(home, id);
  const place = join(folder, ownerName);
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) {
    removeAbandoned(home);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  if (readOwner(folder) !== here) writePrivate(place, `${JSON.stringify(here)}\n`);
  else if (Date.now() - statSync(place).mtimeMs > abandonedMilliseconds / 10) {
    const now = new Date();
    utimesSync(place, now, now);
  }
  return folder as unknown as StateDirectory;
}

/** The checkout that a state directory belongs to. */
function readOwner(folder: string): string | undefined {
  try {
    const owner = JSON.parse(readFileSync(join(folder, ownerName), 'utf8')) as unknown;
    return typeof owner === 'string' ? owner : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw error;
  }
}

/** Providers of a checkout that was deleted are hundreds of megabytes. */
function removeAbandoned(home: string): void {
  for (const id of readdirSync(home)) {
    const folder = join(home, id);
    const owner = /^[0-9a-f]{32}$/.test(id) ? readOwner(folder) : undefined;
    if (owner === undefined || readId(owner) === id) continue;
    if (Date.now() - statSync(join(folder, ownerName)).mtimeMs < abandonedMilliseconds) continue;
    rmSync(folder, { recursive: true, force: true });
  }
}
