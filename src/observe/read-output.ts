import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { isTerraformsOwn } from './terraform/own-files.ts';

/** Bytes beyond which a file is none of ours: the largest that InfraFlux compiles has a hundredth of it. */
const maximumFileBytes = 16 * 1024 * 1024;

/**
 * Files in the output directory, by path below it. `environments` undefined: all. Links are not followed: one that
 * stands in the way is an error, because writing through it would change a file somewhere else.
 */
export function readOutput(
  directory: string,
  environments: readonly string[] | undefined,
): Checked<Map<string, string>> {
  const files = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const refuse = (message: string) => diagnostics.push(diagnostic('output/not-a-directory', undefined, message));
  const walk = (below: string) => {
    for (const entry of list(join(directory, below))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (below === '' && environments !== undefined && !environments.includes(entry.name)) continue;
      if (isTerraformsOwn(path)) continue;
      if (entry.isSymbolicLink()) refuse(`${path} in the output directory is a symbolic link`);
      else if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && lstatSync(join(directory, path)).size <= maximumFileBytes) {
        files.set(path, readFileSync(join(directory, path), 'utf8'));
      }
    }
  };
  const kind = lstatSync(directory, { throwIfNoEntry: false });
  if (kind === undefined) return checked(files);
  if (!kind.isDirectory()) refuse(`${directory} is ${kind.isSymbolicLink() ? 'a symbolic link' : 'no directory'}`);
  else walk('');
  return checked(files, diagnostics);
}

function list(directory: string): Dirent[] {
  return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
