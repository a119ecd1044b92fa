import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Whether a path is a folder or below it, as it is written or with links followed. `folder` has none. */
export function liesIn(folder: string, path: string): boolean {
  return [resolve(path), realPlace(resolve(path))].some((place) => {
    const way = relative(folder, place);
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  });
}

/** With links followed as far as something is there; the rest as it is written. */
function realPlace(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(realPlace(parent), basename(path));
}
