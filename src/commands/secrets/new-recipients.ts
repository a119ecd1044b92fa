import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type SecretId, secretPath } from '../../identity/secret-path.ts';
import { knownFor, readKnown } from '../../secrets/known-recipients.ts';
import { type Readers, recipientsOf } from '../../secrets/recipients.ts';
import type { Identity } from '../../secrets/sops-age.ts';
import { spanOf } from '../../secrets/sops-open.ts';
import { askYes } from '../terminal/ask.ts';
import type { SecretsContext } from './context.ts';

type Asking = Pick<SecretsContext, 'root' | 'print' | 'terminal' | 'accepted'>;

/**
 * Recipients that these files would be encrypted to, and were not when secrets were last written: each is named and asked
 * for. Without this, a branch that adds a recipient receives the secrets that are written next.
 */
export async function confirmRecipients(
  context: Asking,
  readers: Readers,
  identities: readonly Identity[],
  ids: readonly SecretId[],
): Promise<readonly Diagnostic[]> {
  const known = await readKnown(context.root, identities);
  const own = identities.map(({ recipient }) => recipient);
  const found = new Map<string, string[]>();
  for (const id of ids) {
    const before = knownFor(known, id);
    // Nothing was written yet: there is nothing that a recipient could be new to.
    if (before === undefined) continue;
    for (const recipient of recipientsOf(readers, id)) {
      if (before.has(recipient) || own.includes(recipient) || context.accepted.includes(recipient)) continue;
      found.set(recipient, [...(found.get(recipient) ?? []), secretPath(id)]);
    }
  }
  const refused: Diagnostic[] = [];
  for (const [recipient, files] of found) {
    const more = files.length === 1 ? '' : ` and ${files.length - 1} more`;
    const message = `${recipient} is new in infraflux.yaml: ${files[0]}${more} would be encrypted to it`;
    const answer = await askYes(context.terminal, context.print, `${message}. Continue?`);
    if (answer.kind === 'answered' && answer.value) continue;
    const help = `check who added it (\`git log -S ${recipient}\`); \`--accept-recipient ${recipient}\` confirms it`;
    refused.push(diagnostic('secrets/new-recipient', spanOf(files[0] ?? ''), message, { help }));
  }
  return refused;
}
