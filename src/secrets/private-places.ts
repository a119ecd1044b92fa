import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { restrictMode } from './write-private.ts';

/**
 * Below the directory of infraflux.yaml: clients' keys, copies of Terraform's state, and the state of its local backend,
 * next to which a repository may contain files of others.
 */
const folders: readonly (readonly [folder: string, files: RegExp | undefined])[] = [
  ['.infraflux/clusters', undefined],
  ['.infraflux/states', undefined],
  ['state', /\.tfstate(?:\.|$)/],
];

/**
 * Takes from others what they may do with what is private: Terraform run by hand, a copy or a backup leave modes behind
 * that was not intended. A warning for each, since another user may have read it.
 */
export function restrictPrivatePlaces(root: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  // The folder alone: what only stands in it cannot be reached by others then.
  fixModeOf(join(root, '.infraflux'), '.infraflux', 0o700, found);
  for (const [folder, files] of folders) fixModesBelow(root, folder, files, found);
  return found;
}

/** One file. `name`: as the warning calls it. */
export function restrictPrivateFile(path: string, name: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  fixModeOf(path, name, 0o600, found);
  return found;
}

function fixModesBelow(root: string, name: string, files: RegExp | undefined, found: Diagnostic[]): void {
  const path = join(root, name);
  if (isLinked(root, name) || lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  if (files === undefined) fixModeOf(path, name, 0o700, found);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = `${name}/${entry.name}`;
    if (entry.isDirectory()) fixModesBelow(root, inner, files, found);
    else if (entry.isFile() && files?.test(entry.name) !== false) fixModeOf(join(root, inner), inner, 0o600, found);
  }
}

/** Whether a folder above it is a link: then it is not below `root`. */
function isLinked(root: string, name: string): boolean {
  const [first = ''] = name.split('/');
  return lstatSync(join(root, first), { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function fixModeOf(path: string, name: string, mode: 0o600 | 0o700, found: Diagnostic[]): void {
  if (!restrictMode(path, mode)) return;
  const message = `${name} was readable by other users; its mode is now 0${mode.toString(8)}`;
  found.push(diagnostic('secrets/loose-mode', { file: name, start: 0, end: 0 }, message));
}
