import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isRunning } from './is-running.ts';

/**
 * Writes a file that only its owner may read: beside the old one first, to the disk, then renamed over it. Killed at any
 * moment, the path holds the old file whole or the new one whole. Throws the error of the operating system.
 */
export function writePrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  write(path, text, 0o600);
}

/** The same for a public file: it keeps its mode. */
export function replaceFile(path: string, text: string): void {
  write(path, text, (lstatSync(path, { throwIfNoEntry: false })?.mode ?? 0o644) & 0o777);
}

function write(path: string, text: string, mode: number): void {
  const folder = dirname(path);
  if (isLink(path)) throw new Error('it is a symbolic link');
  removeLeftovers(folder, basename(path));
  const owner = process.pid.toString(16).padStart(8, '0');
  const beside = join(folder, `.${basename(path)}.${owner}${randomBytes(4).toString('hex')}.tmp`);
  const file = openSync(
    beside,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0),
    mode,
  );
  try {
    try {
      const bytes = Buffer.from(text, 'utf8');
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(folder);
}

/** Takes from others what they may do with a private file. True when there was something to take. */
export function restrictMode(path: string, mode: 0o600 | 0o700): boolean {
  if (process.platform === 'win32') return false;
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.isSymbolicLink() || (stat.mode & 0o077) === 0) return false;
  if (process.getuid?.() !== stat.uid) return false;
  chmodSync(path, mode);
  return true;
}

/** What a killed writer left: ciphertext, or a key file that never got its name. A writer that is alive still needs its own. */
function removeLeftovers(folder: string, name: string): void {
  const pattern = new RegExp(
    `^\\.${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\.([0-9a-f]{8})[0-9a-f]{4,8}\\.tmp$`,
  );
  for (const other of readdirSync(folder)) {
    const owner = pattern.exec(other)?.[1];
    const pid = owner === undefined ? undefined : Number.parseInt(owner, 16);
    if (pid !== undefined && (pid === process.pid || !isRunning(pid))) rmSync(join(folder, other), { force: true });
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** So that the new name survives a power cut. Not every system lets a directory be synced. */
function syncFolder(folder: string): void {
  let handle: number;
  try {
    handle = openSync(folder, 'r');
  } catch (error) {
    if (process.platform === 'win32') return;
    throw error;
  }
  try {
    fsyncSync(handle);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'EPERM') throw error;
  } finally {
    closeSync(handle);
  }
}
