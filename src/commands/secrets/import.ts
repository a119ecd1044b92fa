import { formatClusterId, idOfCluster } from '../../identity/cluster-id.ts';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import type { Cluster } from '../../model/platform.ts';
import { readPins, recordPin } from '../../secrets/lock-secrets.ts';
import {
  checkBundle,
  machineId,
  missingMachineSecrets,
  otherMachineSecrets,
  readMachineSecrets,
} from '../../secrets/machine-secrets.ts';
import { type Readers, checkReaders, recipientsOf } from '../../secrets/recipients.ts';
import type { Identity } from '../../secrets/sops-age.ts';
import { openSops, spanOf } from '../../secrets/sops-open.ts';
import { decryptText, editSops, encryptSops } from '../../secrets/sops-write.ts';
import { secretPath } from '../../identity/secret-path.ts';
import { openSecret, readSecretFile, refusing, writeSecretFile } from '../../secrets/store.ts';
import { fingerprintOf, formatTalosBundle, mintTalosBundle, type TalosBundle } from '../../secrets/talos-bundle.ts';
import type { ExitCode } from '../terminal/terminal.ts';
import { fail, finish, type SecretsContext, writeCreationRules } from './context.ts';
import { confirmRecipients } from './new-recipients.ts';

/** `import CLUSTER FILE`: a bundle of `talosctl gen secrets`, talhelper or topf, in clear or encrypted by sops. */
export async function importMachineSecrets(context: SecretsContext, name: string, file: string): Promise<ExitCode> {
  const clusters = clustersOf(context);
  const cluster = clusters.find((cluster) => formatClusterId(idOfCluster(cluster)) === name);
  if (cluster === undefined) {
    const message = `unknown cluster "${name}"; known: ${clusters.map(idOfCluster).join(', ')}`;
    return finish(context, [diagnostic('secrets/unknown-cluster', undefined, message)], {}, '');
  }
  const readers = await checkReaders(context.readers);
  const diagnostics = [...context.keys.diagnostics, ...readers.filter((diagnostic) => diagnostic.severity === 'error')];
  const bundle = await readBundle(context, resolve(context.terminal.cwd, file), file);
  diagnostics.push(...bundle.diagnostics);
  if (bundle.value === undefined || hasErrors(diagnostics)) return finish(context, diagnostics, {}, '');
  const fingerprint = fingerprintOf(bundle.value);
  const path = secretPath(machineId(cluster));
  const remembered = readPins(context.root, 'secrets').get(idOfCluster(cluster));
  if (remembered !== undefined && remembered !== fingerprint) {
    const message = `${file} contains machine secrets of another cluster than ${name}: ${fingerprint}, not ${remembered}`;
    return finish(
      context,
      [...diagnostics, diagnostic('secrets/machine-secrets-mismatch', spanOf(path), message)],
      {},
      '',
    );
  }
  if (readSecretFile(context.root, path) === undefined)
    diagnostics.push(
      ...(await confirmRecipients(context, context.readers, context.keys.identities, [machineId(cluster)])),
    );
  if (hasErrors(diagnostics)) return finish(context, diagnostics, {}, '');
  const written = await writeBundle(context, cluster, bundle.value, context.readers);
  diagnostics.push(...written.diagnostics);
  if (!hasErrors(diagnostics)) {
    if (remembered === undefined) recordPin(context.root, 'secrets', cluster.environment, cluster.name, fingerprint);
    diagnostics.push(...writeCreationRules(context));
  }
  const words = `${path}: ${written.value === true ? 'imported' : 'already imported'}. Now delete ${file} if it is in plain text.\n`;
  return finish(context, diagnostics, { file: path, fingerprint }, hasErrors(diagnostics) ? '' : words);
}

/**
 * Machine secrets for each cluster that never had any. A cluster that the lock file remembers gets none: its own must be
 * brought back. The file is written first, so the lock never records secrets that do not exist.
 */
export async function mintMachineSecrets(
  context: SecretsContext,
  readers: Readers,
  identities: readonly Identity[],
): Promise<Checked<readonly string[]>> {
  const diagnostics: Diagnostic[] = [];
  const minted: string[] = [];
  const remembered = readPins(context.root, 'secrets');
  for (const cluster of clustersOf(context)) {
    const found = await fingerprintInFile(context.root, cluster, identities);
    diagnostics.push(...found.diagnostics);
    if (hasErrors(found.diagnostics)) continue;
    const expected = remembered.get(idOfCluster(cluster));
    if (found.value === undefined && expected !== undefined) {
      diagnostics.push(missingMachineSecrets(cluster, expected));
      continue;
    }
    if (found.value !== undefined) {
      if (expected !== undefined && expected !== found.value)
        diagnostics.push(otherMachineSecrets(cluster, found.value, expected));
      if (expected === undefined) recordPin(context.root, 'secrets', cluster.environment, cluster.name, found.value);
      continue;
    }
    const bundle = mintTalosBundle(cluster.talosContract, new Date());
    const written = await writeBundle(context, cluster, bundle, readers);
    diagnostics.push(...written.diagnostics);
    if (hasErrors(written.diagnostics)) continue;
    // Proof that what was just written can be read again by a key of this machine.
    const again = await fingerprintInFile(context.root, cluster, identities);
    diagnostics.push(...again.diagnostics);
    if (again.value === undefined) continue;
    recordPin(context.root, 'secrets', cluster.environment, cluster.name, again.value);
    minted.push(secretPath(machineId(cluster)));
  }
  return checked(minted, diagnostics);
}

/** Whether each cluster's machine secrets are those that the lock file remembers. */
export async function checkMachineSecrets(context: SecretsContext): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  const remembered = readPins(context.root, 'secrets');
  for (const cluster of clustersOf(context)) {
    const expected = remembered.get(idOfCluster(cluster));
    if (readSecretFile(context.root, secretPath(machineId(cluster))) === undefined) {
      if (expected !== undefined) found.push(missingMachineSecrets(cluster, expected));
      continue;
    }
    if (context.keys.identities.length === 0) continue;
    const own = await fingerprintInFile(context.root, cluster, context.keys.identities);
    // What is wrong with the file itself was reported with the other files.
    if (own.value === undefined)
      found.push(...own.diagnostics.filter((diagnostic) => diagnostic.code === 'secrets/invalid-bundle'));
    else if (expected !== undefined && own.value !== expected)
      found.push(otherMachineSecrets(cluster, own.value, expected));
  }
  return found;
}

export function clustersOf(context: SecretsContext): readonly Cluster[] {
  return context.platform.environments
    .filter(({ name }) => context.environments === undefined || context.environments.includes(name))
    .flatMap((environment) => environment.clusters);
}

/** True when the file changed. */
async function writeBundle(
  context: SecretsContext,
  cluster: Cluster,
  bundle: TalosBundle,
  readers: Readers,
): Promise<Checked<boolean>> {
  const id = machineId(cluster);
  const path = secretPath(id);
  const plain = formatTalosBundle(bundle);
  const opened = await openSecret(context.root, id, context.keys.identities);
  if (hasErrors(opened.diagnostics)) return checked<boolean>(undefined, opened.diagnostics);
  const bound = { path };
  const text = await refusing(path, () =>
    opened.value === undefined
      ? encryptSops(plain, recipientsOf(readers, id), new Date(), { bound })
      : editSops(opened.value, plain, new Date(), bound),
  );
  if (text.value === undefined) return checked<boolean>(undefined, text.diagnostics);
  return checked(text.value !== opened.value?.tree.text, writeSecretFile(context.root, path, text.value));
}

async function readBundle(context: SecretsContext, path: string, name: string): Promise<Checked<TalosBundle>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return fail(
      'secrets/invalid-bundle',
      spanOf(name),
      `${name} cannot be read: ${(error as NodeJS.ErrnoException).code}`,
    );
  }
  if (/^sops:/m.test(text)) {
    const opened = await openSops(name, text, context.keys.identities);
    if (opened.value === undefined) return checked<TalosBundle>(undefined, opened.diagnostics);
    return checkBundle(name, decryptText(opened.value));
  }
  return checkBundle(name, text);
}

/** Undefined without diagnostics: there is no file. */
async function fingerprintInFile(
  root: string,
  cluster: Cluster,
  identities: readonly Identity[],
): Promise<Checked<string>> {
  const read = await readMachineSecrets(root, cluster, identities);
  return checked(read.value === undefined ? undefined : fingerprintOf(read.value), read.diagnostics);
}
