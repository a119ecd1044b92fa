import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ClusterId, clusterId } from '../../identity/cluster-id.ts';
import { stateCopiesFolderOf } from '../../identity/view-path.ts';
import type { TerraformPlace } from '../../observe/terraform/run-terraform.ts';
import { parseKnownState, readText } from '../../observe/state-copies.ts';
import { writePrivateBelow } from '../../secrets/write-below.ts';

/** Older copies than this many go. */
const kept = 20;

/**
 * Copies the state of the local backend to .infraflux/states/<environment>/<cluster>/<lineage>-<serial>.tfstate before something
 * changes it: Terraform writes it in place, and a machine that loses power then leaves it empty (1.11.4,
 * statemgr/filesystem.go). What another backend holds is that backend's to keep.
 */
export function snapshotState(root: string, { stateFile, stage }: TerraformPlace): void {
  if (stateFile === undefined) return;
  const text = readText(stateFile);
  if (text !== undefined) keepStateCopy(root, clusterId(stage.environment, stage.cluster), text);
}

/** Keeps a copy of a state of the local backend; nothing where the text is none. */
export function keepStateCopy(root: string, id: ClusterId, text: string): void {
  const name = nameOf(text);
  if (name === undefined) return;
  const place = stateCopiesFolderOf(id);
  writePrivateBelow(root, `${place}/${name}`, text);
  const folder = join(root, place);
  const age = (copy: string): number => statSync(join(folder, copy)).mtimeMs;
  const copies = readdirSync(folder)
    .filter((copy) => copy.endsWith('.tfstate'))
    .sort((a, b) => age(a) - age(b));
  for (const copy of copies.slice(0, Math.max(0, copies.length - kept))) rmSync(join(folder, copy));
}

/** A new state counts from 1 again, under another lineage. Undefined for what is no state. */
function nameOf(text: string): string | undefined {
  const state = parseKnownState(text);
  if (state === undefined) return undefined;
  const lineage = state.lineage.replaceAll(/[^0-9a-z-]/gi, '').slice(0, 8);
  return `${lineage}-${String(state.serial).padStart(6, '0')}.tfstate`;
}
