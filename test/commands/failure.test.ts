import { expect, it } from 'vitest';
import { failure } from '../../src/commands/terminal/failure.ts';

function refused(code: string, syscall: string, path: string): string {
  return failure(Object.assign(new Error('x'), { code, syscall, path }), '/srv').message;
}

it('a folder that cannot be made is not "not found": the nearest one that is there says why', () => {
  // Node says ENOENT of a folder in a tree that is read-only; /proc takes none from any user.
  expect(refused('ENOENT', 'mkdir', '/proc/no/such/folder')).toMatch(
    /^\/proc\/no\/such\/folder: (not permitted \(EPERM|permission denied \(EACCES|read-only file system \(EROFS) in mkdir\)$/,
  );
  expect(refused('ENOENT', 'open', '/srv/gone')).toBe('gone: not found (ENOENT in open)');
  expect(refused('EROFS', 'mkdir', '/srv/a')).toBe('a: read-only file system (EROFS in mkdir)');
});
