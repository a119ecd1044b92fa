import { join } from 'node:path';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { makePrivateFolder, readEdited, runEditor } from '../../secrets/edit-file.ts';
import { addedSince, checkReaders, extraRecipients, recipientsOf } from '../../secrets/recipients.ts';
import { editBySops } from '../../secrets/sops-command.ts';
import { decryptText, editSops, encryptSops } from '../../secrets/sops-write.ts';
import { type SecretId, secretPath } from '../../identity/secret-path.ts';
import { openSecret, readSecretFile, refusing, writeSecretFile } from '../../secrets/store.ts';
import { writePrivate } from '../../secrets/write-private.ts';
import { askYes } from '../terminal/ask.ts';
import type { ExitCode } from '../terminal/terminal.ts';
import { fail, finish, parseSecretId, type SecretsContext, writeCreationRules } from './context.ts';
import { confirmRecipients } from './new-recipients.ts';
import { sopsOf, syncAll } from './sync.ts';
import { restartAdvice } from './restart.ts';

/** `edit ENV NAME`: the file in clear in $EDITOR. What is saved unchanged changes no byte. */
export async function editSecret(context: SecretsContext, scope: string, name: string): Promise<ExitCode> {
  const id = parseSecretId(context, scope, name);
  if (id.value === undefined) return finish(context, id.diagnostics, {}, '');
  const target = id.value;
  const path = secretPath(target);
  const readers = await checkReaders(context.readers);
  const opened = await openSecret(context.root, target, context.keys.identities);
  if (opened.diagnostics.some((diagnostic) => diagnostic.code === 'secrets/needs-sops'))
    return editThroughSops(context, target);
  const diagnostics: Diagnostic[] = [
    ...context.keys.diagnostics,
    ...readers.filter((diagnostic) => diagnostic.severity === 'error'),
    ...opened.diagnostics,
    ...extraRecipients(context.readers, target, opened.value),
    ...addedSince(opened.value),
  ];
  if (opened.value === undefined && !hasErrors(diagnostics))
    diagnostics.push(...(await confirmRecipients(context, context.readers, context.keys.identities, [target])));
  if (hasErrors(diagnostics)) return finish(context, diagnostics, {}, '');
  const bound = { path };
  const old = opened.value;
  const plain = old === undefined ? '' : decryptText(old);
  const folder = makePrivateFolder(context.terminal.env);
  try {
    const file = join(folder.path, `${name}.yaml`);
    writePrivate(file, plain);
    for (;;) {
      const code = await runEditor(context.terminal.env, file);
      if (code !== 0) {
        const failed = fail('secrets/invalid-value', undefined, `the editor exited with ${code}; ${path} is unchanged`);
        return finish(context, [...diagnostics, ...failed.diagnostics], {}, '');
      }
      const edited = readEdited(file);
      if (edited === plain) {
        return finish(
          context,
          diagnostics,
          { file: path, changed: false },
          `${path}: unchanged; nothing was written.\n`,
        );
      }
      const text = await refusing(path, () =>
        old === undefined
          ? encryptSops(edited, recipientsOf(context.readers, target), new Date(), { bound })
          : editSops(old, edited, new Date(), bound),
      );
      // Half an hour of typing must not be lost to a tab.
      if (text.value === undefined && (await asksToFix(context, text.diagnostics))) continue;
      const found = [...diagnostics, ...text.diagnostics];
      if (text.value !== undefined)
        found.push(...writeSecretFile(context.root, path, text.value, old?.tree.text ?? null));
      if (!hasErrors(found)) found.push(...writeCreationRules(context), ...(await syncAll(context)).diagnostics);
      const words = [`${path}: written.`, ...restartAdvice(context, target)].map((line) => `${line}\n`).join('');
      return finish(context, found, { file: path, changed: !hasErrors(found) }, hasErrors(found) ? '' : words);
    }
  } finally {
    folder.wipe();
  }
}

/** A file whose keys are in a KMS, PGP or Vault: sops opens it, starts the editor and closes it again. */
async function editThroughSops(context: SecretsContext, id: SecretId): Promise<ExitCode> {
  const path = secretPath(id);
  const before = readSecretFile(context.root, path) ?? '';
  const text = await editBySops(sopsOf(context), path, before);
  const found = [...context.keys.diagnostics, ...text.diagnostics];
  if (text.value === undefined) return finish(context, found, {}, '');
  if (text.value === before)
    return finish(context, found, { file: path, changed: false }, `${path}: unchanged; nothing was written.\n`);
  found.push(...writeSecretFile(context.root, path, text.value, before));
  if (!hasErrors(found)) found.push(...(await syncAll(context)).diagnostics);
  const words = [`${path}: written.`, ...restartAdvice(context, id)].map((line) => `${line}\n`).join('');
  return finish(context, found, { file: path, changed: !hasErrors(found) }, hasErrors(found) ? '' : words);
}

async function asksToFix(context: SecretsContext, diagnostics: readonly Diagnostic[]): Promise<boolean> {
  const problems = diagnostics.map((each) => each.message).join('; ');
  const answer = await askYes(context.terminal, context.print, `${problems}. Edit it again?`);
  return answer.kind === 'answered' && answer.value;
}
