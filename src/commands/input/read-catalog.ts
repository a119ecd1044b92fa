import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { type Diagnostic, invariant } from '../../diagnostics/diagnostic.ts';
import { isBelow, maximumReferencedBytes, readInput, unreadable } from './read-file.ts';

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

/** Read once: an installation stays as it is while it runs. */
export function readBuiltInBlueprints(): BlueprintTexts {
  return (builtIn ??= readInstalled());
}

let builtIn: BlueprintTexts | undefined;

function readInstalled(): BlueprintTexts {
  const root = installation();
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

export interface UserBlueprints {
  readonly texts: BlueprintTexts;
  /** What could not be read: FIFOs, links out of the directory, files that are too large or not text. */
  readonly faults: readonly Diagnostic[];
}

/** The user's own blueprints, next to their infraflux.yaml. In InfraFlux' own repository these are the built-in ones. */
export function readUserBlueprints(root: string): UserBlueprints {
  const texts = new Map<string, string>();
  const faults: Diagnostic[] = [];
  const refuse = (code: Parameters<typeof diagnostic>[0], message: string, help?: string): void => {
    faults.push(diagnostic(code, undefined, message, { help }));
  };
  const walk = (path: string): void => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      const inner = `${path}/${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) {
        try {
          walk(inner);
        } catch (error) {
          faults.push(unreadable(inner, error));
        }
        continue;
      }
      const read = readInput(root, inner, maximumReferencedBytes);
      if ('fault' in read) faults.push(read.fault);
      else if (typeof read.file.content === 'string') texts.set(inner, read.file.content);
      else refuse('input/not-a-file', `${inner} is not UTF-8 text`, 'save it as UTF-8, or remove it');
    }
  };
  const own = join(root, 'blueprints');
  try {
    const stat = lstatSync(own, { throwIfNoEntry: false });
    if (stat === undefined) return { texts, faults };
    const real = realpathSync(own);
    if (real === realpathSync(join(installation(), 'blueprints'))) return { texts, faults };
    if (!isBelow(realpathSync(root), real)) {
      refuse(
        'input/outside-root',
        'blueprints is a symbolic link to a path outside of the directory of the configuration file',
      );
    } else if (!lstatSync(real).isDirectory())
      refuse('input/not-a-file', 'blueprints is not a directory', 'replace it with a directory, or remove it');
    else walk('blueprints');
  } catch (error) {
    faults.push(unreadable('blueprints', error));
  }
  return { texts, faults };
}
