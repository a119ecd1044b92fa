import { sha256Hex } from '../diagnostics/digest.ts';
import { compareIdentities } from '../identity/identity.ts';
import { formatLeafPath, type LeafPath, parseLeafPath } from '../identity/leaf-path.ts';
import type { Json } from '../source/tree.ts';
import type { Artifact } from './artifact.ts';

/**
 * out/<environment>/inputs.json: what an environment was compiled from, so that the next plan can show causes, and
 * what it compiled to, so that a manual change is detected. No positions, no secrets.
 */
export interface InputsFile {
  readonly format: 1;
  /** Version of InfraFlux that compiled it. */
  readonly infraflux: string;
  /** Digest of the blueprints. */
  readonly catalog: string;
  /** Every resolved leaf. */
  readonly inputs: ReadonlyMap<LeafPath, Json>;
  /** SHA-256 of every other compiled file of the environment, by path below the environment. */
  readonly files: Readonly<Record<string, string>>;
}

/** Canonical JSON: keys sorted, two spaces, one final newline. */
export function formatInputsFile(
  version: string,
  catalogDigest: string,
  inputs: ReadonlyMap<LeafPath, Json>,
  environment: string,
  artifacts: readonly Artifact[],
): string {
  const files: Record<string, string> = {};
  for (const artifact of artifacts) files[artifact.path.slice(environment.length + 1)] = sha256Hex(artifact.text);
  const leaves = [...inputs].sort(([a], [b]) => compareIdentities(a, b));
  const file = {
    format: 1,
    infraflux: version,
    catalog: catalogDigest,
    inputs: Object.fromEntries(leaves.map(([path, value]) => [formatLeafPath(path), value])),
    files: sorted(files),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** As it stands in the file. */
type Written = Omit<InputsFile, 'inputs'> & { readonly inputs: Readonly<Record<string, Json>> };

/** Undefined when the text is not one: it was edited, or has another format. */
export function parseInputsFile(text: string): InputsFile | undefined {
  try {
    const value = JSON.parse(text) as Partial<Written> | null;
    if (value === null || typeof value !== 'object' || value.format !== 1) return undefined;
    if (typeof value.files !== 'object' || value.files === null) return undefined;
    if (typeof value.inputs !== 'object' || value.inputs === null) return undefined;
    const inputs = new Map(Object.entries(value.inputs).map(([path, leaf]) => [parseLeafPath(path), leaf]));
    return { ...(value as Written), inputs };
  } catch {
    return undefined;
  }
}

function sorted<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
