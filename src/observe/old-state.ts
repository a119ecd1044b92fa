import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { linkFree } from '../secrets/write-below.ts';
import { writePrivate } from '../secrets/write-private.ts';
import { viewName } from '../identity/view-path.ts';
import { journalFile, neutralFolder, type StateDirectory } from './state-directory.ts';

/** What releases up to 1.0 kept in the checkout and is kept in the state directory now. */
const oldNames = ['journal', 'apply.lock', 'cache', 'terraform'];

/**
 * Takes over the journal of a checkout in which an older release worked: it says whether an apply was interrupted. The
 * rest is left and never read: a cache or provider of unknown origin would have to be trusted, and a Terraform that outlived
 * its apply may still be at work there. To be called when `checkWorkingFiles` found nothing. Gives what to tell, once.
 */
export function moveOldState(root: string, state: StateDirectory): string | undefined {
  const journal = journalFile(state);
  if (isThere(journal)) return undefined;
  const names = oldNames.filter((name) => isThere(join(root, viewName, name)));
  if (names.length === 0) return undefined;
  const old = linkFree(root, `${viewName}/journal`);
  const isFile = lstatSync(old, { throwIfNoEntry: false })?.isFile() === true;
  // Written also where there was none: then nothing is told again.
  writePrivate(journal, isFile ? readFileSync(old, 'utf8') : '');
  if (isFile) rmSync(old);
  const left = names.filter((name) => name !== 'journal').map((name) => `${viewName}/${name}`);
  const moved = isFile ? `; ${viewName}/journal was moved there` : '';
  const unused = left.length === 0 ? '' : `; ${left.join(', ')} can be removed`;
  return `Working state is kept in ${neutralFolder(state)} now${moved}${unused}.`;
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
