import type { Config } from '../config/config.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Platform } from '../model/platform.ts';
import { isRecipient } from './sops-age.ts';
import { type OpenSops, recipientsIn, spanOf } from './sops-open.ts';
import { type SecretId, sharedScope, clusterKeyName } from '../identity/secret-path.ts';

/** The recipients of each secret, from infraflux.yaml. */
export interface Readers {
  /** They read everything. */
  readonly operators: readonly string[];
  /** By environment: those who read its secrets besides the operators. */
  readonly environments: ReadonlyMap<string, readonly string[]>;
}

export function readersOf(platform: Platform, config: Config): Readers {
  const operators = unique(config.root.secrets?.sops?.recipients ?? []);
  return {
    operators,
    environments: new Map(
      platform.environments.map(({ name, recipients }) => [
        name,
        unique(recipients).filter((candidate) => !operators.includes(candidate)),
      ]),
    ),
  };
}

/**
 * Recipients of one file. What all share, and the clusters' own keys, are the operators' alone: who works on one
 * environment must not get at another through them.
 */
export function recipientsOf(readers: Readers, id: SecretId): readonly string[] {
  if (id.scope === sharedScope || id.name === clusterKeyName) return readers.operators;
  return [...readers.operators, ...(readers.environments.get(id.scope) ?? [])];
}

/** A file that opens for others than it should must get no new value. */
export function extraRecipients(readers: Readers, id: SecretId, open: OpenSops | undefined): readonly Diagnostic[] {
  if (open === undefined) return [];
  const allowed = recipientsOf(readers, id);
  const extra = recipientsIn(open).filter((entry) => !allowed.includes(entry));
  if (extra.length === 0) return [];
  const message = `${open.file} is also encrypted to ${extra.join(', ')}, which infraflux.yaml does not list`;
  return [diagnostic('secrets/extra-recipient', spanOf(open.file), message)];
}

/** The list of recipients is outside of the MAC: one that was added since the last write must get no new value either. */
export function addedSince(open: OpenSops | undefined): readonly Diagnostic[] {
  const before = open?.binding?.recipients;
  if (open === undefined || before === undefined) return [];
  const added = recipientsIn(open).filter((recipient) => !before.includes(recipient));
  return added.map((recipient) => {
    const message = `${open.file} lists the recipient ${recipient}, which it was not encrypted to when it was last written`;
    const help = `check who added it (\`git log -S ${recipient}\`); \`secrets rotate --accept-recipient ${recipient}\` confirms it`;
    return diagnostic('secrets/new-recipient', spanOf(open.file), message, { help });
  });
}

/** Typing errors, no recipient at all, and a single key for everything. */
export async function checkReaders(readers: Readers): Promise<readonly Diagnostic[]> {
  if (readers.operators.length === 0) {
    const message = `infraflux.yaml lists no recipients: secrets.sops.recipients is empty`;
    return [diagnostic('secrets/no-recipients', undefined, message)];
  }
  const found: Diagnostic[] = [];
  for (const recipient of new Set([...readers.operators, ...[...readers.environments.values()].flat()])) {
    if (!(await isRecipient(recipient)))
      found.push(diagnostic('secrets/invalid-recipient', undefined, `"${recipient}" is not an age public key`));
  }
  if (readers.operators.length === 1)
    found.push(diagnostic('secrets/one-recipient', undefined, `only ${readers.operators[0]} can read all secrets`));
  return found;
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}
