import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../../diagnostics/digest.ts';
import type { BoundProvider, BoundProviders, StateIdentity } from '../../plan/bound.ts';
import { parseKnownState } from '../state-copies.ts';
import type { Terraform, TerraformPlace } from './run-terraform.ts';

/**
 * Which state Terraform is asked about: lineage, serial and bytes. `undefined`: the backend did not give it, or what it gave is no
 * state. Read before Terraform plans, so that a state that moves in between is noticed.
 */
export async function readStateIdentity(
  terraform: Terraform,
  { stateFile }: Pick<TerraformPlace, 'stateFile'>,
): Promise<StateIdentity | undefined> {
  if (stateFile !== undefined) return identityOf(readText(stateFile) ?? '');
  const pulled = await terraform(['state', 'pull'], { timeoutSeconds: 300 });
  return pulled.code === 0 ? identityOf(pulled.stdout) : undefined;
}

/** Providers that the root module was initialised with, as its lock file has them. */
export function readProviders({ stage }: Pick<TerraformPlace, 'stage'>): BoundProviders {
  const text = readText(join(stage.root, '.terraform.lock.hcl')) ?? '';
  const found: Record<string, BoundProvider> = {};
  for (const [, source = '', body = ''] of text.matchAll(/^provider "([^"]+)" \{\n([\s\S]*?)^\}/gm)) {
    const version = /^\s*version\s*=\s*"([^"]+)"/m.exec(body)?.[1] ?? '';
    const hashes = [...body.matchAll(/"((?:h1|zh):[^"]+)"/g)].map(([, hash = '']) => hash).sort();
    // Which registry it came from is the engine's and the user's affair.
    found[source.split('/').slice(-2).join('/')] = { version, hashes };
  }
  return found;
}

function identityOf(text: string): StateIdentity | undefined {
  if (text.trim() === '') return 'none';
  const state = parseKnownState(text);
  return state && { lineage: state.lineage, serial: state.serial, digest: sha256Hex(text) };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
