import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stateDirectoryName } from '../../observe/read-published.ts';
import type { TerraformPlace } from '../../observe/terraform/run-terraform.ts';
import { writePrivate } from '../../secrets/write-private.ts';

/** Older copies than this many go. */
const kept = 20;

/**
 * Copies the state of the local backend to .infraflux/states/<environment>/<cluster>/<serial>.tfstate before something
 * changes it: Terraform writes it in place, and a machine that loses power then leaves it empty (1.11.4,
 * statemgr/filesystem.go). What another backend holds is that backend's to keep.
 */
export function snapshotState(root: string, { stateFile, stage }: TerraformPlace): void {
  if (stateFile === undefined) return;
  const text = read(stateFile);
  const serial = text === undefined ? undefined : serialOf(text);
  if (text === undefined || serial === undefined) return;
  const folder = join(root, stateDirectoryName, 'states', stage.environment, stage.cluster);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writePrivate(join(folder, `${String(serial).padStart(6, '0')}.tfstate`), text);
  const copies = readdirSync(folder)
    .filter((name) => name.endsWith('.tfstate'))
    .sort();
  for (const name of copies.slice(0, Math.max(0, copies.length - kept))) rmSync(join(folder, name));
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined for what is no state. */
function serialOf(text: string): number | undefined {
  try {
    const { serial } = JSON.parse(text) as { readonly serial?: unknown };
    return typeof serial === 'number' ? serial : undefined;
  } catch {
    return undefined;
  }
}
