import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from '../../src/commands/input/load.ts';
import type { Catalog } from '../../src/blueprints/catalog.ts';
import type { Platform } from '../../src/model/platform.ts';

/** The repository's own example, and every whole platform among the tests. */
export const platformFolders: readonly string[] = [
  '.',
  ...['test/platforms', 'test/golden'].flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .sort()
          .map((name) => join(folder, name))
          .filter((path) => existsSync(join(path, 'infraflux.yaml')))
      : [],
  ),
];

/** A platform as the commands read it, or undefined where its input has errors on purpose. */
export async function readPlatform(
  folder: string,
): Promise<{ readonly platform: Platform; readonly catalog: Catalog } | undefined> {
  const { platform, catalog } = await load({ config: join(folder, 'infraflux.yaml') }, { cwd: process.cwd() });
  return platform === undefined || catalog === undefined ? undefined : { platform, catalog };
}
