import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic, Span } from '../../diagnostics/diagnostic.ts';
import { outOfReach } from './out-of-reach.ts';
import type { SourceFile } from '../../source/tree.ts';

/** Bytes that a configuration file may have, looked at before it is read. */
export const maximumConfigBytes = 1024 * 1024;
/** Bytes that a file which the configuration refers to may have. */
export const maximumReferencedBytes = 4 * 1024 * 1024;

export type ReadResult = { readonly file: SourceFile } | { readonly fault: Diagnostic };

/**
 * Reads one input below the root. Never blocks on a FIFO and never follows a link out of the root.
 * `path` is relative to the root, with `/`; `blame` is the place that named it, where there is one.
 */
export function readInput(root: string, path: string, limit: number, blame?: Span): ReadResult {
  const fault = (code: Parameters<typeof diagnostic>[0], message: string): ReadResult => ({
    fault: diagnostic(code, blame ?? wholeFile(path), message),
  });
  if (isAbsolute(path) || path.split('/').includes('..')) {
    return fault('input/outside-root', `${path} is outside of the directory of the configuration file`);
  }
  const full = join(root, path);
  try {
    const real = realpathSync.native(full);
    const home = realpathSync.native(root);
    if (!isBelow(home, real)) {
      return fault(
        'input/outside-root',
        `${path} is a symbolic link to a path outside of the directory of the configuration file`,
      );
    }
    const what = outOfReach(home, real, blame !== undefined || real !== join(home, path));
    if (what !== undefined) return fault('input/reserved-folder', `${path} leads to ${what}, which is never an input`);
    const descriptor = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(descriptor);
      if (!stat.isFile()) return fault('input/not-a-file', `${path} is ${kindOf(stat)}, not a file`);
      if (stat.size > limit) {
        return fault('input/too-large', `${path} has ${stat.size} bytes; the limit is ${limit}`);
      }
      const bytes = readFileSync(descriptor);
      const text = bytes.toString('utf8');
      // Only text that survives the round trip was UTF-8; anything else is reported with its place by the parser.
      return { file: { path, content: Buffer.from(text, 'utf8').equals(bytes) ? text : bytes } };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return { fault: unreadable(path, error, blame) };
  }
}

/** A file as a whole, where no text of it can be shown. */
export function wholeFile(path: string): Span {
  return { file: path, start: 0, end: 0 };
}

/** The fault of an input that the system refused to open, in words. Any other error is a bug of InfraFlux. */
export function unreadable(path: string, error: unknown, blame?: Span): Diagnostic {
  const problem = error as NodeJS.ErrnoException;
  if (problem.code === undefined) throw error;
  const fault = (code: Parameters<typeof diagnostic>[0], message: string) =>
    diagnostic(code, blame ?? wholeFile(path), message);
  if (problem.code === 'ENOENT' || problem.code === 'ENOTDIR') return fault('input/not-found', `${path} not found`);
  if (problem.code === 'ENXIO') return fault('input/not-a-file', `${path} is a FIFO or a socket, not a file`);
  if (problem.code === 'ELOOP') return fault('input/unreadable', `${path} is a symbolic link to itself`);
  return fault('input/unreadable', `${path} cannot be read: ${problem.code}`);
}

export function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!way.startsWith(`..${sep}`) && way !== '..' && !isAbsolute(way));
}

function kindOf(stat: ReturnType<typeof fstatSync>): string {
  if (stat.isDirectory()) return 'a directory';
  if (stat.isFIFO()) return 'a FIFO';
  if (stat.isSocket()) return 'a socket';
  return 'a device';
}
