import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { Refusal } from '../diagnostics/refusal.ts';
import { replaceFile, writePrivate } from './write-private.ts';

/**
 * Writes a file that only its owner may read. No folder between `root` and it may be a symbolic link, nor may the file:
 * what is in a checkout came with a branch, and must not lead a write out of it. Paths are relative to `root`, with `/`.
 */
export function writePrivateBelow(root: string, path: string, text: string): void {
  writePrivate(placeBelow(root, path, 0o700), text);
}

/** The same for a public file: it keeps its mode. */
export function replaceBelow(root: string, path: string, text: string): void {
  replaceFile(placeBelow(root, path), text);
}

/** The absolute path of a file to be written, without a link on the way. Folders that are missing are made, with `mode`. */
export function placeBelow(root: string, path: string, mode = 0o777): string {
  const full = linkFree(root, path);
  for (const folder of levelsOf(path).slice(0, -1)) mkdirSync(join(root, folder), { recursive: true, mode });
  return full;
}

/** The absolute path of what may be there; throws a `Refusal` where a link is on the way. */
export function linkFree(root: string, path: string): string {
  for (const level of levelsOf(path)) {
    if (lstatSync(join(root, level), { throwIfNoEntry: false })?.isSymbolicLink() !== true) continue;
    throw new Refusal(diagnostic('checkout/link', undefined, `${level} is a symbolic link`));
  }
  return join(root, path);
}

/** `a`, `a/b`, `a/b/c`. */
function levelsOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}
