import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { Refusal } from '../diagnostics/refusal.ts';
import { replaceFile, writePrivate } from './write-private.ts';

/**
 * Writes a file that only its owner may read. No folder between `root` and it may be a symbolic link, nor may the file:
 * what is in a checkout came with a branch, and must not lead a write out of it.
 */
export function writePrivateBelow(root: string, path: string, text: string): void {
  writePrivate(placeBelow(root, path, 0o700), text);
}

/** The same for a file that is no secret: it keeps the mode it has. */
export function replaceBelow(root: string, path: string, text: string): void {
  replaceFile(placeBelow(root, path), text);
}

/** The absolute path of a file to be written. Folders that are missing are made, with `mode`. */
export function placeBelow(root: string, path: string, mode = 0o777): string {
  const parts = path.split('/');
  let full = root;
  for (const [at, part] of parts.entries()) {
    full = join(full, part);
    const stat = lstatSync(full, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink() === true) {
      const message = `${parts.slice(0, at + 1).join('/')} is a symbolic link`;
      throw new Refusal(diagnostic('checkout/link', undefined, message));
    }
    if (stat === undefined && at < parts.length - 1) mkdirSync(full, { mode });
  }
  return full;
}
