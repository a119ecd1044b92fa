import { existsSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { wholeFile } from './read-file.ts';

/** How far above the directory of the command a configuration is looked for: for words alone, it is not read. */
const levels = 8;

/** A configuration file that does not exist, with the one that was probably meant: by the other suffix, or in a directory above. */
export function missingInput(root: string, main: string, cwd: string): Diagnostic {
  const span = wholeFile(main);
  const other = otherSuffix(main);
  if (other !== undefined && existsSync(join(root, other))) {
    const help = `rename ${other} to ${main}, or pass --config ${other}`;
    return diagnostic('input/not-found', span, `${main} not found, but ${other} is there`, { help });
  }
  const above = directoryAbove(root, main);
  if (above === undefined) return diagnostic('input/not-found', span, `${main} not found`);
  const path = relative(cwd, join(above, main));
  const help = `run the command in ${relative(cwd, above)}, or pass --config ${path}`;
  return diagnostic('input/not-found', span, `${main} not found here, but ${path} is there`, { help });
}

/** A file that is easily taken for the configuration, and is not read. */
export function ignoredInputs(root: string, main: string): readonly Diagnostic[] {
  const other = otherSuffix(main);
  if (other === undefined || !existsSync(join(root, main)) || !existsSync(join(root, other))) return [];
  const span = wholeFile(other);
  const help = `remove it, or pass --config ${other}`;
  return [diagnostic('input/ignored-file', span, `${other} is not read: ${main} is next to it`, { help })];
}

function otherSuffix(main: string): string | undefined {
  const suffix = extname(main);
  const other = suffix === '.yaml' ? '.yml' : suffix === '.yml' ? '.yaml' : undefined;
  return other === undefined ? undefined : `${main.slice(0, -suffix.length)}${other}`;
}

function directoryAbove(root: string, main: string): string | undefined {
  let directory = root;
  for (let level = 0; level < levels; level += 1) {
    const parent = dirname(directory);
    if (parent === directory) return undefined;
    if (existsSync(join(parent, main))) return parent;
    directory = parent;
  }
  return undefined;
}
