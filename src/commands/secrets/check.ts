import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { keyFileOf } from '../../secrets/age-keys.ts';
import { addedSince, checkReaders, recipientsOf } from '../../secrets/recipients.ts';
import { clearLeaves, readSops, recipientsIn, spanOf } from '../../secrets/sops-open.ts';
import { type SecretId, secretPath, secretPlace, sharedScope } from '../../identity/secret-path.ts';
import { openSecret, readSecretFile } from '../../secrets/store.ts';
import { listSecrets } from '../../secrets/secret-files.ts';
import { verifyBySops } from '../../secrets/sops-command.ts';
import { checkEndpoint, endpointOf, unboundEndpoint } from '../../secrets/endpoints.ts';
import { checkClusterKeys } from '../../secrets/cluster-key.ts';
import { restrictPrivateFile, restrictPrivatePlaces } from '../../secrets/private-places.ts';
import { secretObjects } from '../../plan/secret-objects.ts';
import { clearValues, staleObjects } from '../../secrets/sync-objects.ts';
import type { ExitCode } from '../terminal/terminal.ts';
import { finish, type SecretsContext } from './context.ts';
import { checkMachineSecrets } from './import.ts';
import { compareWithNeeded, listRows } from './list.ts';
import { sopsOf } from './sync.ts';

/** Decrypts and verifies every file, and compares with what is needed and with who may read it. */
export async function checkSecrets(context: SecretsContext): Promise<ExitCode> {
  const { environments, root, keys } = context;
  const diagnostics: Diagnostic[] = [...keys.diagnostics, ...(await checkReaders(context.readers))];
  const ids = listSecrets(root).filter(
    ({ scope }) => environments === undefined || scope === sharedScope || environments.includes(scope),
  );
  let verified = 0;
  for (const id of ids) {
    const found = await checkFile(context, id);
    diagnostics.push(...found);
    if (found.every((diagnostic) => diagnostic.severity !== 'error')) verified += 1;
  }
  diagnostics.push(...foreignFiles(root), ...looseModes(context), ...compareWithNeeded(listRows(context).rows));
  diagnostics.push(...(await checkMachineSecrets(context)));
  const names = context.platform.environments.map(({ name }) => name);
  diagnostics.push(...checkClusterKeys(root, context.platform.lock.lines, names));
  diagnostics.push(...staleObjects(root, secretObjects(context.platform, context.catalog)));
  const how = keys.identities.length === 0 ? 'read, none decrypted: no age key found' : 'decrypted and verified';
  const text = `${verified} of ${ids.length} ${ids.length === 1 ? 'file' : 'files'} ${how}.\n`;
  return finish(context, diagnostics, { files: ids.length, verified, decrypted: keys.identities.length > 0 }, text);
}

async function checkFile(context: SecretsContext, id: SecretId): Promise<readonly Diagnostic[]> {
  const file = secretPath(id);
  const read = readSops(file, readSecretFile(context.root, file) ?? '');
  if (read.value === undefined) return read.diagnostics;
  const had = recipientsIn(read.value);
  const wanted = recipientsOf(context.readers, id);
  const found: Diagnostic[] = [];
  const added = had.filter((recipient) => !wanted.includes(recipient));
  const lacking = wanted.filter((recipient) => !had.includes(recipient));
  if (added.length + lacking.length > 0) {
    const parts = [
      ...(added.length === 0 ? [] : [`is also encrypted to ${added.join(', ')}`]),
      ...(lacking.length === 0 ? [] : [`is not encrypted to ${lacking.join(', ')}`]),
    ];
    found.push(diagnostic('secrets/other-recipients', spanOf(file), `${file} ${parts.join(' and ')}`));
  }
  for (const leaf of clearLeaves(read.value)) {
    const message = `${file}: the rules of the file leave "${leaf.shown}" in plain text`;
    found.push(diagnostic('secrets/plain-text', spanOf(file), message));
  }
  const { metadata } = read.value;
  if (metadata.age.length === 0 && metadata.others.length > 0)
    return [...found, ...(await verifyBySops(sopsOf(context), file))];
  if (context.keys.identities.length === 0) return found;
  const opened = await openSecret(context.root, id, context.keys.identities);
  if (opened.value !== undefined) {
    if (opened.value.binding === undefined)
      found.push(diagnostic('secrets/not-bound', spanOf(file), `${file} does not record its path and recipients`));
    found.push(...addedSince(opened.value));
    const endpoint = endpointOf(context.platform, id);
    found.push(...checkEndpoint(opened.value, endpoint, context.typed), ...unboundEndpoint(opened.value, id, endpoint));
  }
  return [...found, ...opened.diagnostics];
}

/** Whatever else lies below secrets/ must be encrypted too: a file that no rule matched is how secrets get published. */
function foreignFiles(root: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const walk = (folder: string): void => {
    for (const entry of readEntries(join(root, folder))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && !/^(?:README|\.gitkeep)/.test(entry.name) && !entry.name.endsWith('.tmp')) {
        const text = readSecretFile(root, path) ?? '';
        const clear = clearIn(path, text);
        if (clear.length > 0)
          found.push(
            ...clear.map((shown) =>
              diagnostic(
                'secrets/plain-text',
                spanOf(path),
                `${path}: "${shown}" is plain text among encrypted values`,
              ),
            ),
          );
        else if (!text.includes('ENC[') || !/^sops:/m.test(text))
          found.push(diagnostic('secrets/plain-text', spanOf(path), `${path} is not encrypted`));
      }
    }
  };
  walk('secrets');
  return found;
}

/** Values in clear of what is neither a secret's file (`checkFile` looks at them) nor, as it seems, without any encryption. */
function clearIn(path: string, text: string): readonly string[] {
  const { kind } = secretPlace(path);
  const mayBeSops = kind === 'object' || (kind === 'other' && /\.ya?ml$/.test(path));
  const read = mayBeSops ? readSops(path, text).value : undefined;
  return read === undefined ? [] : clearValues(path, read);
}

function looseModes({ root, terminal }: SecretsContext): readonly Diagnostic[] {
  const key = keyFileOf(terminal.env);
  return [...restrictPrivateFile(key, key), ...restrictPrivatePlaces(root)];
}

function readEntries(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
