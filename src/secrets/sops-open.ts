import { createHash } from 'node:crypto';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic, type Span } from '../diagnostics/diagnostic.ts';
import { sha256Hex } from '../diagnostics/digest.ts';
import { secretPlace } from '../identity/secret-path.ts';
import type { SopsScalar } from './go-scalar.ts';
import { type AgeEntry, type Identity, isArmored, unwrapDataKey } from './sops-age.ts';
import { parseSopsMetadata, type SopsMetadata } from './sops-metadata.ts';
import { type Binding, parseBinding } from './sops-binding.ts';
import { defaultRules, isToBeEncrypted, type SopsRules } from './sops-rules.ts';
import { bindingKey, type Leaf, NotSops, parseSopsTree, type SopsTree } from './sops-tree.ts';
import { additionalData, decryptValue, isEncrypted } from './sops-value.ts';

/** A file with verified MAC, recipients and values. Contains plaintext: never print it. */
export interface OpenSops {
  /** Path below the root, for messages. */
  readonly file: string;
  readonly tree: SopsTree;
  readonly metadata: SopsMetadata;
  readonly dataKey: Uint8Array;
  /** What it is bound to; undefined in a file that InfraFlux has not written since it does that. */
  readonly binding: Binding | undefined;
  /** The plaintext of each leaf; absent for null. */
  readonly values: ReadonlyMap<Leaf, SopsScalar>;
}

/** A file's text taken apart, nothing decrypted. */
export interface ClosedSops {
  readonly tree: SopsTree;
  readonly metadata: SopsMetadata;
}

/** To whom the file is encrypted with age, in its own order. */
export function recipientsIn({ metadata }: Pick<ClosedSops, 'metadata'>): readonly string[] {
  return metadata.age.map((entry) => entry.recipient);
}

/**
 * Values in clear beside those whose name says so (`*_unencrypted`): rules of a file can leave any value in clear. An empty
 * text has no ciphertext.
 */
export function clearLeaves({ tree }: ClosedSops): readonly Leaf[] {
  return tree.leaves.filter(
    ({ path, scalar }) =>
      scalar !== undefined &&
      scalar.text !== '' &&
      isToBeEncrypted(path, defaultRules) &&
      !(scalar.type === 'str' && isEncrypted(scalar.text)),
  );
}

/** What can be checked in a file without any key: whether it is SOPS, to whom it is encrypted, and that no value is in clear. */
export function readSops(file: string, text: string): Checked<ClosedSops> {
  const span = spanOf(file);
  let closed: ClosedSops;
  try {
    const tree = parseSopsTree(text);
    if (tree.metadata === undefined)
      return fault('secrets/plain-text', span, `${file} is not encrypted: it has no \`sops\` entry`);
    closed = { tree, metadata: parseSopsMetadata(tree.metadata) };
  } catch (error) {
    if (!(error instanceof NotSops)) throw error;
    return fault('secrets/unreadable', span, `${file} is not a SOPS file: ${error.message}`);
  }
  const clear: Diagnostic[] = [];
  for (const leaf of closed.tree.leaves) {
    if (!isToBeEncrypted(leaf.path, closed.metadata.rules) || leaf.scalar === undefined) continue;
    const { type, text: value } = leaf.scalar;
    if (value === '' && type === 'str') continue;
    if (type !== 'str' || !isEncrypted(value))
      clear.push(
        value.startsWith('ENC[')
          ? diagnostic('secrets/tampered', span, `${file}: the ciphertext of "${leaf.shown}" was modified`)
          : diagnostic('secrets/plain-text', span, `${file}: "${leaf.shown}" is plain text among encrypted values`),
      );
  }
  return clear.length > 0 ? checked<ClosedSops>(undefined, clear) : checked(closed);
}

/** Decrypts and verifies everything. Nothing of a file is believed before its MAC was. */
export async function openSops(
  file: string,
  text: string,
  identities: readonly Identity[],
): Promise<Checked<OpenSops>> {
  const closed = readSops(file, text);
  if (closed.value === undefined) return checked<OpenSops>(undefined, closed.diagnostics);
  const key = await findDataKey(file, closed.value.metadata, identities);
  if (key.value === undefined) return checked<OpenSops>(undefined, key.diagnostics);
  const opened = openWithKey(file, closed.value, key.value);
  const { binding } = opened.value ?? {};
  // What lies elsewhere (a file that is imported) is not bound to its place.
  if (binding === undefined || binding.path === file || secretPlace(file).kind === 'other') return opened;
  const message = `${file} was written as ${binding.path}, and copied or moved since`;
  return fault('secrets/misplaced', spanOf(file), message);
}

/** The same with the data key. */
export function openWithKey(file: string, { tree, metadata }: ClosedSops, dataKey: Uint8Array): Checked<OpenSops> {
  const span = spanOf(file);
  const values = new Map<Leaf, SopsScalar>();
  const touched: Diagnostic[] = [];
  for (const leaf of tree.sealed) {
    if (leaf.scalar === undefined) continue;
    if (!isToBeEncrypted(leaf.path, metadata.rules)) {
      values.set(leaf, leaf.scalar);
      continue;
    }
    const value = decryptValue(leaf.scalar.text, dataKey, additionalData(leaf.path));
    if (value === undefined)
      touched.push(diagnostic('secrets/tampered', span, `${file}: the ciphertext of "${leaf.shown}" was modified`));
    else values.set(leaf, value);
  }
  if (touched.length > 0) return checked<OpenSops>(undefined, touched);
  // The MAC covers the binding too, which is no value of the secret.
  const own = new Map([...values].filter(([leaf]) => leaf.path[0] !== bindingKey));
  const stored = decryptValue(metadata.mac, dataKey, metadata.lastModified);
  if (stored === undefined || stored.text !== macOf(tree.sealed, values, metadata.rules)) {
    const which =
      stored === undefined ? '"sops.mac" or "sops.lastmodified" was modified' : 'its MAC does not match its values';
    return fault('secrets/tampered', span, `${file}: ${which}`);
  }
  const bound = tree.binding;
  const text =
    bound === undefined || !isToBeEncrypted(bound.path, metadata.rules) ? undefined : values.get(bound)?.text;
  try {
    const binding = text === undefined ? undefined : parseBinding(text);
    return checked({ file, tree, metadata, dataKey, values: own, binding });
  } catch (error) {
    if (!(error instanceof NotSops)) throw error;
    return fault('secrets/tampered', span, `${file}: ${error.message}`);
  }
}

/**
 * SHA-512 over all values in their order, as upper-case hex (sops@v3.13.2:sops.go, Tree.Encrypt). Comments are left out;
 * sops 3.13 writes one in a list as an item, and leaves that out as well.
 */
export function macOf(leaves: readonly Leaf[], values: ReadonlyMap<Leaf, SopsScalar>, rules: SopsRules): string {
  const hash = createHash('sha512');
  // SHA-256 of "sops": a MAC of encrypted values alone never equals one of all.
  if (rules.macOnlyEncrypted) hash.update(sha256Hex('sops'), 'hex');
  for (const leaf of leaves) {
    const value = values.get(leaf);
    if (value === undefined || value.type === 'comment') continue;
    if (!rules.macOnlyEncrypted || isToBeEncrypted(leaf.path, rules)) hash.update(value.text, 'utf8');
  }
  return hash.digest('hex').toUpperCase();
}

/** Secret files are never printed line by line: a diagnostic names the file and the path in it. */
export function spanOf(file: string): Span {
  return { file, start: 0, end: 0 };
}

/**
 * The data key, from each entry that one of the identities opens. They must agree, and an entry must say the recipient
 * that it really is for: else the next `rotate` would encrypt to another recipient.
 */
async function findDataKey(
  file: string,
  metadata: SopsMetadata,
  identities: readonly Identity[],
): Promise<Checked<Uint8Array>> {
  const span = spanOf(file);
  let found: Uint8Array | undefined;
  const diagnostics: Diagnostic[] = [];
  for (const [index, entry] of metadata.age.entries()) {
    const path = `sops.age[${index}]`;
    if (!(await isArmored(entry.enc))) {
      diagnostics.push(diagnostic('secrets/tampered', span, `${file}: "${path}.enc" was modified`));
      continue;
    }
    const opened = await openEntry(entry, identities);
    const isOurs = identities.some((identity) => identity.recipient === entry.recipient);
    if (opened === undefined) {
      if (isOurs) diagnostics.push(diagnostic('secrets/tampered', span, `${file}: "${path}.enc" was modified`));
      continue;
    }
    if (opened.identity.recipient !== entry.recipient) {
      const message = `${file}: "${path}.recipient" was modified: the key in it is for ${opened.identity.recipient}`;
      diagnostics.push(diagnostic('secrets/tampered', span, message));
    }
    if (found !== undefined && !Buffer.from(found).equals(opened.key))
      diagnostics.push(
        diagnostic('secrets/tampered', span, `${file}: "${path}.enc" contains another key than the others`),
      );
    found ??= opened.key;
  }
  if (diagnostics.length > 0) return checked<Uint8Array>(undefined, diagnostics);
  if (found !== undefined) return checked(found);
  if (metadata.age.length === 0) {
    const message = `${file} is encrypted to ${metadata.others.join(', ') || 'no recipient'}, but not to an age key`;
    return fault('secrets/needs-sops', span, message);
  }
  const whose =
    identities.length === 0
      ? 'no age key found on this machine'
      : `none of the ${identities.length} age keys on this machine can decrypt it`;
  return fault('secrets/no-key', span, `${file} cannot be decrypted: ${whose}`);
}

async function openEntry(
  entry: AgeEntry,
  identities: readonly Identity[],
): Promise<{ readonly identity: Identity; readonly key: Uint8Array } | undefined> {
  for (const identity of identities) {
    const key = await unwrapDataKey(entry, identity);
    if (key !== undefined) return { identity, key };
  }
  return undefined;
}

function fault<T>(code: Diagnostic['code'], span: Span, message: string): Checked<T> {
  return checked<T>(undefined, [diagnostic(code, span, message)]);
}
