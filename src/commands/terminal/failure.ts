import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, isAbsolute, relative } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { Refusal } from '../../diagnostics/refusal.ts';

/**
 * What ended a command that no stage reported. The operating system's refusals (no permission, no space) are said with
 * the path; anything else is our own mistake, and is called that. Paths are relative to `cwd` where they lie below it.
 */
export function failure(error: unknown, cwd: string): Diagnostic {
  if (error instanceof Refusal) return error.fault;
  const problem = error as NodeJS.ErrnoException;
  if (error instanceof Error && typeof problem.code === 'string' && typeof problem.syscall === 'string') {
    const real = problem.syscall === 'mkdir' && problem.code === 'ENOENT' ? whyNoFolder(problem.path) : undefined;
    const code = real ?? problem.code;
    const what = reasons[code] ?? 'refused by the operating system';
    const path = shownPath(problem.path, cwd);
    const subject = path === undefined ? problem.syscall : path;
    return diagnostic('cli/system-error', undefined, `${subject}: ${what} (${code} in ${problem.syscall})`);
  }
  const text = error instanceof Error ? error.message : String(error);
  const [line = ''] = text.split('\n');
  const message = line.startsWith('InfraFlux has a bug') ? line : `InfraFlux has a bug: ${line}`;
  return diagnostic('cli/internal-error', undefined, message);
}

/** Node says ENOENT of a folder that cannot be made where the file system is read-only: the nearest one that is there says why. */
function whyNoFolder(path: string | undefined): string | undefined {
  let folder = path;
  while (folder !== undefined && !existsSync(folder)) folder = dirname(folder) === folder ? undefined : dirname(folder);
  if (folder === undefined) return undefined;
  try {
    accessSync(folder, constants.W_OK);
    return 'EPERM';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOENT: 'not found',
  EEXIST: 'already exists',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'quota exceeded',
  EROFS: 'read-only file system',
  ELOOP: 'symbolic link loop',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'path too long',
  EXDEV: 'on another file system',
};

function shownPath(path: string | undefined, cwd: string): string | undefined {
  if (path === undefined) return undefined;
  const way = relative(cwd, path);
  return way === '' ? '.' : way.startsWith('..') || isAbsolute(way) ? path : way;
}
