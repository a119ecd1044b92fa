import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { addRecipient } from '../../secrets/add-recipient.ts';
import { addKey, isInRepository, keyFileOf } from '../../secrets/age-keys.ts';
import { checkReaders, type Readers, recipientsOf } from '../../secrets/recipients.ts';
import { checkClusterKeys, clusterRecipient } from '../../secrets/cluster-key.ts';
import { readPins, recordPin } from '../../secrets/lock-secrets.ts';
import { machineId } from '../../secrets/machine-secrets.ts';
import { idOfCluster } from '../../identity/cluster-id.ts';
import { Secret } from '../../secrets/secret.ts';
import { type Identity, makeIdentity } from '../../secrets/sops-age.ts';
import { spanOf } from '../../secrets/sops-open.ts';
import { encryptSops, plainOf } from '../../secrets/sops-write.ts';
import { type SecretId, secretPath, clusterKeyName } from '../../identity/secret-path.ts';
import { openSecret, readSecretFile, refusing, writeSecretFile } from '../../secrets/store.ts';
import { replaceBelow } from '../../secrets/write-below.ts';
import { configName } from '../input/file-names.ts';
import type { ExitCode } from '../terminal/terminal.ts';
import { finish, type SecretsContext, writeCreationRules } from './context.ts';
import { clustersOf, mintMachineSecrets } from './import.ts';
import { confirmRecipients } from './new-recipients.ts';

/**
 * `init`: the operator's key, its recipient in infraflux.yaml, .sops.yaml, a key for the clusters of each environment,
 * and the machine secrets of clusters that never had any. Each step asks first whether it is done already.
 */
export async function initSecrets(context: SecretsContext, config: string): Promise<ExitCode> {
  const { terminal, root, keys } = context;
  const done: string[] = [];
  const diagnostics: Diagnostic[] = [...keys.diagnostics];
  if (hasErrors(diagnostics)) return finish(context, diagnostics, {}, '');

  const path = keyFileOf(terminal.env);
  let mine =
    keys.identities.find((identity) => context.readers.operators.includes(identity.recipient)) ?? keys.identities[0];
  if (mine === undefined) {
    if (isInRepository(path, root)) {
      const message = `${path} is inside the repository of ${configName}`;
      return finish(context, [diagnostic('secrets/key-in-repository', spanOf(path), message)], {}, '');
    }
    try {
      mine = await addKey(path, new Date());
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const fault = diagnostic('secrets/not-written', spanOf(path), `${path} could not be written: ${code ?? message}`);
      return finish(context, [fault], {}, '');
    }
    done.push(`${path}: a new age key. Keep a copy of it off this machine: without it the secrets are lost.`);
  }
  const identities: readonly Identity[] = keys.identities.includes(mine) ? keys.identities : [...keys.identities, mine];

  const configPath = resolve(terminal.cwd, config);
  let readers = context.readers;
  if (!readers.operators.includes(mine.recipient)) {
    const text = readFileSync(configPath, 'utf8');
    const wanted = addRecipient(text, mine.recipient);
    if (wanted === undefined) {
      done.push(
        `Add this to ${config}, then run it again:`,
        '  secrets:',
        `    sops: {recipients: [${mine.recipient}]}`,
      );
      return finish(context, diagnostics, { recipient: mine.recipient, keyFile: path, done }, lines(done));
    }
    replaceBelow(root, basename(configPath), wanted);
    readers = withOperator(readers, mine.recipient);
    done.push(`${config}: added the recipient ${mine.recipient}.`);
    if (readers.operators.length > 1)
      done.push('  It can decrypt existing files after another operator runs `infraflux secrets rotate`.');
  }
  diagnostics.push(...(await checkReaders(readers)));
  if (hasErrors(diagnostics)) return finish(context, diagnostics, {}, lines(done));
  const wanted = idsToCreate(context);
  diagnostics.push(...(await confirmRecipients(context, readers, identities, wanted)));
  if (hasErrors(diagnostics)) return finish(context, diagnostics, {}, lines(done));
  diagnostics.push(...writeCreationRules(context, readers));

  for (const environment of context.platform.environments) {
    if (context.environments !== undefined && !context.environments.includes(environment.name)) continue;
    const made = await makeClusterKey(context, readers, identities, environment.name);
    diagnostics.push(...made);
  }
  if (!hasErrors(diagnostics)) {
    const minted = await mintMachineSecrets({ ...context, keys: { ...keys, identities } }, readers, identities);
    diagnostics.push(...minted.diagnostics);
    for (const file of minted.value ?? [])
      done.push(`${file}: machine secrets, generated once. Commit it with infraflux.lock.`);
  }
  if (done.length === 0 && !hasErrors(diagnostics)) done.push('Everything already exists.');
  return finish(context, diagnostics, { recipient: mine.recipient, keyFile: path, done }, lines(done));
}

/**
 * The key that the clusters of an environment decrypt with. The operators alone can read it here; each cluster gets it by
 * its bootstrap, and with it opens what was encrypted for that environment and nothing else.
 */
async function makeClusterKey(
  context: SecretsContext,
  readers: Readers,
  identities: readonly Identity[],
  environment: string,
): Promise<readonly Diagnostic[]> {
  const id: SecretId = { scope: environment, name: clusterKeyName };
  const path = secretPath(id);
  if (readSecretFile(context.root, path) !== undefined) {
    const opened = await openSecret(context.root, id, identities);
    // A user without a key for it leaves the pin to those who have one.
    if (opened.value !== undefined) pinClusterKey(context, environment);
    return checkClusterKeys(context.root, context.platform.lock.lines, [environment]);
  }
  const identity = await makeIdentity();
  const plain = `${plainOf([['key', new Secret(identity.reveal())]])}recipient_unencrypted: ${identity.recipient}\n`;
  const text = await refusing(path, () =>
    encryptSops(plain, recipientsOf(readers, id), new Date(), { bound: { path } }),
  );
  if (text.value === undefined) return text.diagnostics;
  const written = writeSecretFile(context.root, path, text.value);
  if (written.length > 0) return written;
  const again = await openSecret(context.root, id, identities);
  if (again.value !== undefined) pinClusterKey(context, environment);
  return again.diagnostics;
}

/** Records the public half in infraflux.lock for each cluster of the environment that has none recorded. */
function pinClusterKey(context: SecretsContext, environment: string): void {
  const recipient = clusterRecipient(context.root, environment);
  if (recipient === undefined) return;
  const pins = readPins(context.root, 'cluster-key');
  for (const cluster of clustersOf(context)) {
    if (cluster.environment !== environment || pins.has(idOfCluster(cluster))) continue;
    recordPin(context.root, 'cluster-key', environment, cluster.name, recipient);
  }
}

/** Secrets of InfraFlux's own that do not exist yet. */
function idsToCreate(context: SecretsContext): readonly SecretId[] {
  const keys = context.platform.environments
    .filter(({ name }) => context.environments?.includes(name) ?? true)
    .map(({ name }) => ({ scope: name, name: clusterKeyName }));
  return [...keys, ...clustersOf(context).map(machineId)].filter(
    (id) => readSecretFile(context.root, secretPath(id)) === undefined,
  );
}

function withOperator(readers: Readers, recipient: string): Readers {
  return {
    operators: [...readers.operators, recipient],
    environments: new Map(
      [...readers.environments].map(([name, list]) => [name, list.filter((item) => item !== recipient)]),
    ),
  };
}

function lines(done: readonly string[]): string {
  return done.map((line) => `${line}\n`).join('');
}
