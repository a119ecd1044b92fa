import { sha256Hex } from '../diagnostics/digest.ts';
import type { Json } from '../source/tree.ts';
import type { Artifact } from './artifact.ts';

/**
 * out/<environment>/inputs.json: what an environment was compiled from, so that the next plan can say "because", and
 * what came out, so that a change by hand is seen. No positions, no secrets.
 */
export interface InputsFile {
  readonly format: 1;
  /** Version of InfraFlux that compiled it. */
  readonly infraflux: string;
  /** Digest of the blueprints. */
  readonly catalog: string;
  /** Every resolved leaf, by path as `explain` takes it, without the environment. */
  readonly inputs: Readonly<Record<string, Json>>;
  /** SHA-256 of every other compiled file of the environment, by path below the environment. */
  readonly files: Readonly<Record<string, string>>;
}

export const inputsFileName = 'inputs.json';

/** Canonical JSON: keys sorted, two spaces, one final newline. */
export function formatInputsFile(
  version: string,
  catalogDigest: string,
  inputs: ReadonlyMap<string, Json>,
  environment: string,
  artifacts: readonly Artifact[],
): string {
  const files: Record<string, string> = {};
  for (const artifact of artifacts) files[artifact.path.slice(environment.length + 1)] = sha256Hex(artifact.text);
  const file: InputsFile = {
    format: 1,
    infraflux: version,
    catalog: catalogDigest,
    inputs: sorted(Object.fromEntries(inputs)),
    files: sorted(files),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Undefined when the text is not one: somebody edited it, or another format wrote it. */
export function parseInputsFile(text: string): InputsFile | undefined {
  try {
    const value = JSON.parse(text) as Partial<InputsFile> | null;
    if (value === null || typeof value !== 'object' || value.format !== 1) return undefined;
    if (typeof value.files !== 'object' || value.files === null) return undefined;
    if (typeof value.inputs !== 'object' || value.inputs === null) return undefined;
    return value as InputsFile;
  } catch {
    return undefined;
  }
}

function sorted<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
