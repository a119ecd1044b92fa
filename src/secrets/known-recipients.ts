import { clusterKeyName, type SecretId, secretPath, sharedScope } from '../identity/secret-path.ts';
import type { Identity } from './sops-age.ts';
import { listSecrets } from './secret-files.ts';
import { recipientsIn } from './sops-open.ts';
import { openSecret } from './store.ts';

/** Recipients of each file when it was last written: authenticated where the file is bound, as its entry says elsewhere. */
export interface Known {
  readonly id: SecretId;
  readonly recipients: readonly string[];
}

export async function readKnown(root: string, identities: readonly Identity[]): Promise<readonly Known[]> {
  const known: Known[] = [];
  for (const id of listSecrets(root)) {
    const open = (await openSecret(root, id, identities)).value;
    if (open === undefined) continue;
    known.push({ id, recipients: open.binding?.recipients ?? recipientsIn(open) });
  }
  return known;
}

/** Of the file itself, else of those with the same readers, else of all. Undefined where there are none. */
export function knownFor(known: readonly Known[], id: SecretId): ReadonlySet<string> | undefined {
  const isOperators = ({ scope, name }: SecretId): boolean => scope === sharedScope || name === clusterKeyName;
  const choices: readonly ((other: SecretId) => boolean)[] = [
    (other) => secretPath(other) === secretPath(id),
    (other) => (isOperators(id) ? isOperators(other) : other.scope === id.scope && !isOperators(other)),
    isOperators,
    () => true,
  ];
  for (const fits of choices) {
    const same = known.filter((entry) => fits(entry.id));
    if (same.length > 0) return new Set(same.flatMap(({ recipients }) => recipients));
  }
  return undefined;
}
