import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invariant } from '../diagnostics/diagnostic.ts';

/** Texts of blueprint files by path: `blueprints/platform/<name>/values.yaml.hbs`. */
export type BlueprintTexts = ReadonlyMap<string, string>;

/** The directory that InfraFlux itself is installed in: it holds blueprints/ and schema/. */
export function installation(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'blueprints', 'capabilities.yaml'))) {
    const parent = dirname(folder);
    invariant(parent !== folder, 'the built-in blueprints are missing from the installation');
    folder = parent;
  }
  return folder;
}

export function readBuiltInBlueprints(): BlueprintTexts {
  return readTexts(installation());
}

/** The user's own blueprints, beside their infraflux.yaml. In InfraFlux' own repository these are the built-in ones. */
export function readUserBlueprints(root: string): BlueprintTexts {
  const own = join(root, 'blueprints');
  if (!existsSync(own)) return new Map();
  if (realpathSync(own) === realpathSync(join(installation(), 'blueprints'))) return new Map();
  return readTexts(root);
}

function readTexts(root: string): BlueprintTexts {
  const texts = new Map<string, string>();
  const walk = (path: string): void => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      const inner = `${path}/${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) walk(inner);
      else if (entry.isFile()) texts.set(inner, readFileSync(join(root, inner), 'utf8'));
    }
  };
  walk('blueprints');
  return texts;
}
