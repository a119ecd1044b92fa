import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { objectDigest, type SecretObject } from '../plan/secret-objects.ts';
import type { Readers } from './recipients.ts';
import { recipientsOf } from './recipients.ts';
import type { Identity } from './sops-age.ts';
import { clusterRecipient } from './cluster-key.ts';
import { knownFor, readKnown } from './known-recipients.ts';
import { clearLeaves, type ClosedSops, openSops, readSops, recipientsIn, spanOf } from './sops-open.ts';
import type { SopsRules } from './sops-rules.ts';
import { decryptBySops, type SopsCommand } from './sops-command.ts';
import { editSops, encryptSops, setRecipients } from './sops-write.ts';
import { type SecretId, secretPath, secretPlace, sharedScope } from '../identity/secret-path.ts';
import type { Leaf } from './sops-tree.ts';
import { isEncrypted } from './sops-value.ts';
import { readSecretFile, refusing, writeSecretFile } from './store.ts';
import { secretFiles } from './secret-files.ts';

/** The operator reads everything below `spec.secretTemplates`; the API server changes the rest, so the MAC leaves it out. */
const rules: SopsRules = { encryptedSuffix: 'Templates', macOnlyEncrypted: true };
const annotation = 'infraflux.dev/source-digest';

export interface Synced {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Writes an encrypted object for each Secret that components read, from the secrets files. What stayed the same keeps its
 * bytes. `annotations` are lines of YAML that every object carries. An object whose source is missing is left out: the plan shows that as blocked.
 */
export async function syncObjects(
  root: string,
  objects: readonly SecretObject[],
  annotations: readonly string[],
  scopes: readonly string[],
  readers: Readers,
  identities: readonly Identity[],
  sops?: SopsCommand,
): Promise<Synced> {
  const diagnostics: Diagnostic[] = [];
  const texts = new Map<string, string>();
  const known = await readKnown(root, identities);
  const own = identities.map(({ recipient }) => recipient);
  // What `secrets rotate` has not confirmed yet reads no object either.
  const readersOf = (id: SecretId): readonly string[] => {
    const before = knownFor(known, id);
    return recipientsOf(readers, id).filter(
      (recipient) => before === undefined || before.has(recipient) || own.includes(recipient),
    );
  };
  for (const object of objects) {
    const made = await makeObject(root, object, annotations, readersOf, identities, diagnostics, sops);
    if (made !== undefined) texts.set(object.path, made);
  }
  if (hasErrors(diagnostics)) return { written: [], removed: [], diagnostics };
  const written = [...texts].filter(([path, text]) => readSecretFile(root, path) !== text);
  for (const [path, text] of written) diagnostics.push(...writeSecretFile(root, path, text));
  const wanted = new Set(objects.map((object) => object.path));
  const removed = listObjects(root, scopes).filter((path) => !wanted.has(path));
  for (const path of removed) rmSync(join(root, path));
  return { written: written.map(([path]) => path), removed, diagnostics };
}

/** Objects that are not there, were made from other values, or for another reader. Needs no key. */
export function staleObjects(root: string, objects: readonly SecretObject[]): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const object of objects) {
    const source = ciphertextsOf(root, object);
    if (source === undefined) continue;
    const text = readSecretFile(root, object.path);
    const digest = text === undefined ? undefined : digestIn(text);
    if (digest === objectDigest(object, source)) continue;
    const what = text === undefined ? 'does not exist yet' : `does not match ${sourceOf(root, object)} or its reader`;
    found.push(diagnostic('secrets/stale-object', spanOf(object.path), `${object.path} ${what}`));
  }
  return found;
}

/**
 * Values in clear of an encrypted file, whatever rules it brings along. Of an object: everything but what Kubernetes needs to
 * file it.
 */
export function clearValues(path: string, read: ClosedSops): readonly string[] {
  const clear = secretPlace(path).kind === 'object' ? clearInObject(read) : clearLeaves(read);
  return clear.map(({ shown }) => shown);
}

function clearInObject({ tree }: ClosedSops): readonly Leaf[] {
  return tree.leaves
    .filter(({ path: keys }) => !['apiVersion', 'kind', 'metadata'].includes(keys[0] ?? ''))
    .filter(({ scalar }) => scalar !== undefined && scalar.text !== '' && !isEncrypted(scalar.text));
}

/** Paths of all objects below secrets/ that InfraFlux wrote. */
function listObjects(root: string, scopes: readonly string[]): string[] {
  return secretFiles(root).filter((path) => {
    const place = secretPlace(path);
    if (place.kind !== 'object' || !scopes.includes(place.environment)) return false;
    return (readSecretFile(root, path) ?? '').includes(annotation);
  });
}

async function makeObject(
  root: string,
  object: SecretObject,
  annotations: readonly string[],
  readersOf: (id: SecretId) => readonly string[],
  identities: readonly Identity[],
  diagnostics: Diagnostic[],
  sops: SopsCommand | undefined,
): Promise<string | undefined> {
  const ciphertexts = ciphertextsOf(root, object);
  const cluster = clusterRecipient(root, object.environment);
  if (ciphertexts === undefined || cluster === undefined) return undefined;
  const source = sourceOf(root, object);
  const values = await valuesOf(root, source, identities, sops);
  diagnostics.push(...values.diagnostics);
  if (values.value === undefined) return undefined;
  const keys = object.keys.filter((key) => values.value?.has(key));
  if (keys.length === 0) return undefined;
  const digest = objectDigest(object, ciphertexts);
  const plain = printObject(object, annotations, digest, keys, values.value);
  const recipients = [...readersOf({ scope: object.environment, name: object.name }), cluster];
  const before = readSecretFile(root, object.path);
  const old = before === undefined ? undefined : await openSops(object.path, before, identities);
  const text = await refusing(object.path, async () => {
    // A user who decrypts the source only by KMS or PGP cannot decrypt the object; an up-to-date one stays unchanged.
    if (before !== undefined && old?.value === undefined && isFor(before, object.path, digest, recipients))
      return before;
    // An object that cannot be decrypted is created again: its source contains everything.
    if (old?.value === undefined) return encryptSops(plain, recipients, new Date(), { rules });
    const edited = editSops(old.value, plain, new Date());
    const again = await openSops(object.path, edited, identities);
    return again.value === undefined ? edited : setRecipients(again.value, recipients, new Date());
  });
  diagnostics.push(...text.diagnostics);
  return text.value;
}

/** The source's values as text, by age, else by sops where its keys are of another kind. */
async function valuesOf(
  root: string,
  source: string,
  identities: readonly Identity[],
  sops: SopsCommand | undefined,
): Promise<Checked<ReadonlyMap<string, string>>> {
  const opened = await openSops(source, readSecretFile(root, source) ?? '', identities);
  if (sops !== undefined && opened.diagnostics.some((diagnostic) => diagnostic.code === 'secrets/needs-sops'))
    return decryptBySops(sops, source);
  if (opened.value === undefined) return checked<ReadonlyMap<string, string>>(undefined, opened.diagnostics);
  return checked(
    new Map([...opened.value.values].map(([leaf, value]) => [leaf.shown, value.text])),
    opened.diagnostics,
  );
}

/** Whether an object was made from these values, for these recipients. */
function isFor(text: string, path: string, digest: string, recipients: readonly string[]): boolean {
  const read = readSops(path, text).value;
  const had = read === undefined ? [] : recipientsIn(read);
  return digestIn(text) === digest && [...had].sort().join() === [...recipients].sort().join();
}

function digestIn(text: string): string | undefined {
  return new RegExp(`${annotation}: "?([0-9a-f]+)`).exec(text)?.[1];
}

function printObject(
  object: SecretObject,
  annotations: readonly string[],
  digest: string,
  keys: readonly string[],
  values: ReadonlyMap<string, string>,
): string {
  return [
    'apiVersion: isindir.github.com/v1alpha3',
    'kind: SopsSecret',
    'metadata:',
    '    annotations:',
    ...annotations.map((line) => `        ${line}`),
    `        ${annotation}: "${digest}"`,
    `    name: ${object.name}`,
    `    namespace: ${object.namespace}`,
    'spec:',
    '    secretTemplates:',
    `        - name: ${object.name}`,
    '          stringData:',
    ...keys.map((key) => `            ${JSON.stringify(key)}: ${JSON.stringify(values.get(key))}`),
    '',
  ].join('\n');
}

/** The environment's own file, else the platform's. */
function sourceOf(root: string, object: SecretObject): string {
  const own = secretPath({ scope: object.environment, name: object.name });
  return readSecretFile(root, own) === undefined ? secretPath({ scope: sharedScope, name: object.name }) : own;
}

/** Undefined when there is no source, or none that can be read. */
function ciphertextsOf(root: string, object: SecretObject): ReadonlyMap<string, string> | undefined {
  const path = sourceOf(root, object);
  const text = readSecretFile(root, path);
  const read = text === undefined ? undefined : readSops(path, text).value;
  if (read === undefined) return undefined;
  return new Map(read.tree.leaves.map((leaf) => [leaf.shown, leaf.scalar?.text ?? '']));
}
