import { diagnostic } from '../../diagnostics/catalogue.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { checkReaders, recipientsOf } from '../../secrets/recipients.ts';
import { recipientsIn, spanOf } from '../../secrets/sops-open.ts';
import { endpointOf } from '../../secrets/endpoints.ts';
import { setRecipients } from '../../secrets/sops-write.ts';
import { secretPath, sharedScope } from '../../identity/secret-path.ts';
import { openSecret, refusing, writeSecretFile } from '../../secrets/store.ts';
import { listSecrets } from '../../secrets/secret-files.ts';
import type { ExitCode } from '../terminal/terminal.ts';
import { finish, type SecretsContext, writeCreationRules } from './context.ts';
import { confirmRecipients } from './new-recipients.ts';
import { syncAll } from './sync.ts';

/** `rotate` without a name: every file encrypted to the recipients that infraflux.yaml lists now. */
export async function rotateRecipients(context: SecretsContext): Promise<ExitCode> {
  const { environments, readers, root } = context;
  const diagnostics: Diagnostic[] = [...context.keys.diagnostics, ...(await checkReaders(readers))];
  if (hasErrors(diagnostics)) return finish(context, diagnostics, {}, '');
  const ids = listSecrets(root).filter(
    ({ scope }) => environments === undefined || scope === sharedScope || environments.includes(scope),
  );
  diagnostics.push(...(await confirmRecipients(context, readers, context.keys.identities, ids)));
  if (hasErrors(diagnostics)) return finish(context, diagnostics, {}, '');
  // All are read before the first is written, so that one that cannot be opened stops the others.
  const texts = new Map<string, string>();
  const changes: { readonly file: string; readonly added: readonly string[]; readonly removed: readonly string[] }[] =
    [];
  const foreign: string[] = [];
  for (const id of ids) {
    const file = secretPath(id);
    const recipients = recipientsOf(readers, id);
    const opened = await openSecret(root, id, context.keys.identities);
    // Its recipients are in .sops.yaml, which only sops reads.
    if (opened.diagnostics.some((diagnostic) => diagnostic.code === 'secrets/needs-sops')) {
      foreign.push(`${file}: not encrypted to an age key; run \`sops updatekeys ${file}\`\n`);
      continue;
    }
    diagnostics.push(...opened.diagnostics);
    if (opened.value === undefined) continue;
    const open = opened.value;
    const had = recipientsIn(open);
    const change = {
      file,
      added: recipients.filter((recipient) => !had.includes(recipient)),
      removed: had.filter((recipient) => !recipients.includes(recipient)),
    };
    const endpoint = endpointOf(context.platform, id);
    const isAccepted = endpoint !== undefined && context.acceptedEndpoints.includes(endpoint);
    const isBound =
      open.binding?.recipients.join() === had.join() && (!isAccepted || open.binding.endpoint === endpoint);
    // A file that is not bound yet is written again for that alone.
    if (change.added.length + change.removed.length === 0 && isBound) continue;
    const bound = { path: file, ...(isAccepted ? { endpoint } : {}) };
    if (recipients.length === 0) {
      diagnostics.push(diagnostic('secrets/no-recipients', spanOf(file), `${file} would have no recipients`));
      continue;
    }
    const text = await refusing(file, () => setRecipients(open, recipients, new Date(), bound));
    diagnostics.push(...text.diagnostics);
    if (text.value !== undefined) texts.set(file, text.value);
    changes.push(change);
  }
  if (hasErrors(diagnostics)) return finish(context, diagnostics, {}, '');
  for (const [file, text] of texts) diagnostics.push(...writeSecretFile(root, file, text));
  diagnostics.push(...writeCreationRules(context), ...(await syncAll(context)).diagnostics);
  const lines = changes.map(({ file, added, removed }) => {
    const parts = [
      ...(added.length === 0 ? [] : [`encrypted to ${added.join(', ')} too`]),
      ...(removed.length === 0 ? [] : [`encrypted again without ${removed.join(', ')}`]),
    ];
    return `${file}: ${parts.join('; ') || 'bound to its path, recipients and endpoint'}\n`;
  });
  if (changes.length === 0) lines.push('Every file is encrypted to the recipients in infraflux.yaml.\n');
  lines.push(...foreign);
  if (changes.some(({ removed }) => removed.length > 0)) {
    lines.push(
      'Removed recipients can still decrypt the old values in the Git history: rotate the values too (`infraflux secrets rotate ENVIRONMENT NAME`).\n',
    );
  }
  return finish(context, diagnostics, { changes }, hasErrors(diagnostics) ? '' : lines.join(''));
}
