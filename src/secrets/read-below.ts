import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { Refusal } from '../diagnostics/refusal.ts';
import { linkFree } from './write-below.ts';

/**
 * The text of a file of the checkout, undefined where there is none. Never follows a link, never waits for a FIFO or a device,
 * and never reads more than `limit` bytes: what is there may have come with a branch. Throws a `Refusal`.
 */
export function readBelow(root: string, path: string, limit: number): string | undefined {
  const full = linkFree(root, path);
  let descriptor: number;
  try {
    descriptor = openSync(full, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Refusal(diagnostic('input/not-a-file', undefined, `${path} is not a file`));
    if (stat.size > limit) {
      const message = `${path} has ${stat.size} bytes; the limit is ${limit}`;
      throw new Refusal(diagnostic('input/too-large', undefined, message));
    }
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}
