import { accessSync, constants, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const engines: readonly string[] = ['terraform', 'tofu'];
let made: string | undefined;

/**
 * The PATH of the tests without Terraform and OpenTofu: whether a machine has them changes what plan and apply print and their exit
 * codes, and each start costs more than the command. Folders that have one are replaced by folders of links to everything else.
 */
export function pathWithoutEngines(): string {
  made ??= (process.env['PATH'] ?? '').split(delimiter).map(withoutEngines).join(delimiter);
  return made;
}

function withoutEngines(folder: string): string {
  if (!engines.some((name) => isExecutable(join(folder, name)))) return folder;
  const links = mkdtempSync(join(tmpdir(), 'infraflux-path-'));
  for (const name of readdirSync(folder))
    if (!engines.includes(name)) symlinkSync(join(folder, name), join(links, name));
  return links;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
