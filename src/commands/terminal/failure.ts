import { isAbsolute, relative } from 'node:path';
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
    const what = reasons[problem.code] ?? 'refused by the operating system';
    const path = shownPath(problem.path, cwd);
    const subject = path === undefined ? problem.syscall : path;
    return diagnostic('cli/system-error', undefined, `${subject}: ${what} (${problem.code} in ${problem.syscall})`);
  }
  const text = error instanceof Error ? error.message : String(error);
  const [line = ''] = text.split('\n');
  const message = line.startsWith('InfraFlux has a bug') ? line : `InfraFlux has a bug: ${line}`;
  return diagnostic('cli/internal-error', undefined, message);
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
