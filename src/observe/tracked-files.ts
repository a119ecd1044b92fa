import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Checked, checked } from '../diagnostics/diagnostic.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { gitAt, gitMissing, gitReason } from './git-command.ts';
import type { RunCommand } from './run-command.ts';

/**
 * Paths that Git tracks at or below one of the places, or above it: a submodule, a link or a file may stand in for a folder.
 * Both are relative to `root`, with `/`. Nothing is tracked where there is no repository.
 */
export async function trackedFiles(
  run: RunCommand,
  root: string,
  places: readonly string[],
): Promise<Checked<readonly string[]>> {
  if (places.length === 0 || repositoryOf(root) === undefined) return checked([]);
  const listed = await gitAt(run, root)(['ls-files', '-z', '--cached']);
  if (listed.code === 127)
    return checked<readonly string[]>(undefined, [diagnostic('engine/git-missing', undefined, gitMissing)]);
  if (listed.code !== 0) {
    const message = `git ls-files in ${root}: ${gitReason(listed)}`;
    return checked<readonly string[]>(undefined, [diagnostic('checkout/not-checked', undefined, message)]);
  }
  const wanted = places.map(comparable);
  return checked(
    listed.stdout.split('\0').filter((path) => {
      const name = comparable(path);
      return path !== '' && wanted.some((place) => name.startsWith(place) || place.startsWith(`${name}/`));
    }),
  );
}

/** The directory that holds `.git`, links followed. As Git looks for it: upwards, and not into another file system. */
export function repositoryOf(root: string): string | undefined {
  let folder = realpathSync(root);
  const device = lstatSync(folder).dev;
  for (;;) {
    if (lstatSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined) return folder;
    const above = dirname(folder);
    if (above === folder || lstatSync(above).dev !== device) return undefined;
    folder = above;
  }
}

/**
 * Names that are one file on some file system are equal after this: other case (macOS, Windows), other Unicode forms and
 * characters that take no place (macOS), dots and spaces at the end and short names (Windows).
 */
function comparable(path: string): string {
  return path
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .split('/')
    .map((part) => part.replace(/[. ]+$/, '').replace(/^infraf~\d+$/, '.infraflux'))
    .join('/');
}
