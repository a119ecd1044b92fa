import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterId } from '../identity/cluster-id.ts';
import { stateCopiesFolderOf } from '../identity/view-path.ts';

/** A state of the local backend, as far as it is told apart by. */
export interface KnownState {
  readonly lineage: string;
  readonly serial: number;
  /** How many resources it has; undefined where it is encrypted. */
  readonly resources: number | undefined;
  readonly text: string;
}

/** A copy that apply kept. */
export interface StateCopy extends KnownState {
  readonly name: string;
  /** When it was written, milliseconds since 1970. */
  readonly time: number;
}

/** A state has some kilobytes for each machine. */
const maximumBytes = 64 * 1024 * 1024;

/** Copies of a cluster's state, newest first. What is no state is left out: it cannot be restored. */
export function stateCopies(root: string, id: ClusterId): readonly StateCopy[] {
  const folder = join(root, stateCopiesFolderOf(id));
  return namesIn(folder)
    .filter((name) => name.endsWith('.tfstate'))
    .flatMap((name) => {
      const text = readText(join(folder, name));
      const state = text === undefined ? undefined : parseKnownState(text);
      return state === undefined ? [] : [{ ...state, name, time: lstatSync(join(folder, name)).mtimeMs }];
    })
    .sort((a, b) => b.time - a.time || b.serial - a.serial);
}

/** Undefined: torn, empty, or something else. */
export function parseKnownState(text: string): KnownState | undefined {
  try {
    const { lineage, serial, resources } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (typeof lineage !== 'string' || typeof serial !== 'number') return undefined;
    return { lineage, serial, resources: Array.isArray(resources) ? resources.length : undefined, text };
  } catch {
    return undefined;
  }
}

/** Undefined: it is not there, or is no file that could be a state. */
export function readText(path: string): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size <= maximumBytes ? readFileSync(path, 'utf8') : undefined;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return [];
  }
}
