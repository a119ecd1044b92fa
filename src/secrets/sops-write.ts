import { randomBytes } from 'node:crypto';
import { formatTime } from '../diagnostics/format-time.ts';
import type { SopsScalar } from './go-scalar.ts';
import { goScalar } from './go-scalar.ts';
import type { Secret } from './secret.ts';
import { type AgeEntry, wrapDataKey } from './sops-age.ts';
import { formatSopsMetadata, parseSopsMetadata, type SopsMetadata } from './sops-metadata.ts';
import { type Binding, type BoundTo, formatBinding } from './sops-binding.ts';
import { macOf, type OpenSops, openWithKey, recipientsIn } from './sops-open.ts';
import { defaultRules, isToBeEncrypted, type SopsRules } from './sops-rules.ts';
import { bindingKey, type Comment, commentsOf, type Leaf, NotSops, parseSopsTree, type SopsTree } from './sops-tree.ts';
import { additionalData, decryptValue, encryptValue } from './sops-value.ts';

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A new file. `plain` is YAML in clear; its layout and comments stay. `bound`: what it is bound to, for files that are read
 * again here; what a cluster reads has rules of its own instead. Throws `NotSops`.
 */
export async function encryptSops(
  plain: string,
  recipients: readonly string[],
  now: Date,
  { rules = defaultRules, bound }: { readonly rules?: SopsRules; readonly bound?: BoundTo | undefined } = {},
): Promise<string> {
  const dataKey = randomBytes(32);
  const age: AgeEntry[] = [];
  for (const recipient of recipients) age.push(await wrapDataKey(dataKey, recipient));
  const data = encryptText(plain, dataKey, rules, new Map());
  const metadata = formatSopsMetadata({ age, rules, lastModified: formatTime(now), mac: 'ENC[]' });
  const binding = bound === undefined ? '' : formatBinding({ ...bound, recipients }, dataKey);
  return seal(`${data}${binding}${metadata}`, dataKey, now);
}

/** A new file of texts by key, in the order given. */
export function plainOf(values: Iterable<readonly [string, Secret]>): string {
  return [...values].map(([key, value]) => `${printKey(key)}: ${JSON.stringify(value.reveal())}\n`).join('');
}

/**
 * The text with these top-level values: only changed ones get new ciphertext, and nothing changes when nothing did. All
 * else (layout, comments, recipients) keeps its bytes. `undefined` takes a value out. Throws `NotSops`.
 */
export function setValues(
  given: OpenSops,
  values: ReadonlyMap<string, Secret | undefined>,
  now: Date,
  bound?: BoundTo,
): string {
  const open = bound === undefined ? given : withUsualRules(given, now);
  const { tree, metadata, dataKey } = open;
  const splices: Splice[] = [];
  let added = '';
  for (const [key, value] of values) {
    const leaf = tree.leaves.find((leaf) => leaf.path.length === 1 && leaf.path[0] === key && leaf.shown === key);
    const inside = tree.leaves.find((leaf) => leaf.path[0] === key);
    if (leaf === undefined && inside !== undefined)
      throw new NotSops(`"${key}" is a map; change it with \`infraflux secrets edit\``);
    const current = leaf === undefined ? undefined : open.values.get(leaf);
    if (value === undefined) {
      if (leaf?.isFlow === true)
        throw new NotSops(`"${key}" is in a map in braces; remove it with \`infraflux secrets edit\``);
      if (leaf !== undefined) splices.push(lineOf(tree, leaf));
      continue;
    }
    const next: SopsScalar = { type: 'str', text: value.reveal() };
    if (leaf !== undefined && current?.type === 'str' && current.text === next.text) continue;
    const written = isToBeEncrypted([key], metadata.rules)
      ? encryptValue(next, dataKey, additionalData([key]))
      : JSON.stringify(next.text);
    if (leaf === undefined) added += `${printKey(key)}: ${printCipher(written, false)}\n`;
    else splices.push(replace(leaf, printCipher(written, leaf.isFlow)));
  }
  splices.push(...bindingSplices(open, bound, recipientsIn(open)));
  if (splices.length === 0 && added === '') return tree.text;
  if (added !== '') {
    const at = Math.min(tree.metadataRange[0], tree.bindingRange[0]);
    const before = tree.text.slice(0, at);
    splices.push({ start: at, end: at, text: before === '' || before.endsWith('\n') ? added : `\n${added}` });
  }
  return seal(splice(tree.text, splices), dataKey, now);
}

/** The text encrypted to these recipients. An added one gets the same data key; with one removed, everything is encrypted again with a new key. */
export async function setRecipients(
  given: OpenSops,
  recipients: readonly string[],
  now: Date,
  bound?: BoundTo,
): Promise<string> {
  const open = bound === undefined ? given : withUsualRules(given, now);
  const had = new Map(open.metadata.age.map((entry) => [entry.recipient, entry]));
  const goes = [...had.keys()].some((recipient) => !recipients.includes(recipient));
  const rebound = bindingSplices(open, bound, recipients);
  if (!goes && recipients.every((recipient) => had.has(recipient)))
    return rebound.length === 0 ? open.tree.text : seal(splice(open.tree.text, rebound), open.dataKey, now);
  if (open.metadata.others.length > 0)
    throw new NotSops(`it is encrypted to ${open.metadata.others.join(', ')} too; use \`sops updatekeys\``);
  const dataKey = goes ? randomBytes(32) : open.dataKey;
  const age: AgeEntry[] = [];
  for (const recipient of recipients) {
    const entry = goes ? undefined : had.get(recipient);
    age.push(entry ?? (await wrapDataKey(dataKey, recipient)));
  }
  if (goes) {
    const data = encryptText(decryptText(open), dataKey, open.metadata.rules, new Map());
    const binding = bindingOf(open, bound, recipients);
    const block = binding === undefined ? '' : formatBinding(binding, dataKey);
    return seal(`${data}${block}${formatSopsMetadata({ ...open.metadata, age })}`, dataKey, now);
  }
  const [start, end] = open.tree.metadataRange;
  const { rules, mac, lastModified } = open.metadata;
  const block = formatSopsMetadata({ age, rules, mac, lastModified });
  const text = splice(open.tree.text, [{ start, end, text: block }, ...rebound]);
  // Where neither values nor key changed, the MAC and its time still hold.
  return rebound.length === 0 ? text : seal(text, dataKey, now);
}

/** The file in clear, for an editor: without the `sops` entry, with everything else where it was. */
export function decryptText(open: OpenSops): string {
  const { tree, metadata, dataKey } = open;
  const splices: Splice[] = [];
  for (const leaf of tree.leaves) {
    const value = open.values.get(leaf);
    if (value === undefined || !isToBeEncrypted(leaf.path, metadata.rules)) continue;
    if (value.type === 'comment') splices.push(listComment(tree, leaf, value.text));
    else splices.push(replace(leaf, printPlain(value, leaf)));
  }
  const paths = [...new Map(tree.entries.map((entry) => [additionalData(entry.path), entry.path])).keys()];
  for (const comment of commentsOf(tree)) {
    for (const path of paths) {
      const value = comment.text === '' ? undefined : decryptValue(comment.text, dataKey, path);
      if (value?.type !== 'comment') continue;
      splices.push({ start: comment.start, end: comment.start + 1 + comment.text.length, text: `#${value.text}` });
      break;
    }
  }
  for (const [start, end] of [tree.bindingRange, tree.metadataRange]) splices.push({ start, end, text: '' });
  return splice(tree.text, splices);
}

/** The file after its text in clear was edited. What stayed the same keeps its ciphertext. Throws `NotSops`. */
export function editSops(given: OpenSops, edited: string, now: Date, bound?: BoundTo): string {
  if (edited === decryptText(given)) return given.tree.text;
  const open = bound === undefined ? given : withUsualRules(given, now);
  const kept = new Map<string, string[]>();
  for (const leaf of open.tree.leaves) {
    const value = open.values.get(leaf);
    if (value === undefined || leaf.scalar === undefined || value.type === 'comment') continue;
    const id = stashId(additionalData(leaf.path), value);
    kept.set(id, [...(kept.get(id) ?? []), leaf.scalar.text]);
  }
  const paths = [...new Set(open.tree.entries.map((entry) => additionalData(entry.path)))];
  for (const comment of commentsOf(open.tree)) {
    for (const path of paths) {
      const value = decryptValue(comment.text, open.dataKey, path);
      if (value?.type === 'comment') kept.set(stashId(path, value), [comment.text]);
    }
  }
  const data = encryptText(edited, open.dataKey, open.metadata.rules, kept);
  const binding = bindingOf(open, bound, recipientsIn(open));
  const isSame = JSON.stringify(binding) === JSON.stringify(open.binding);
  const line =
    binding === undefined
      ? ''
      : isSame
        ? open.tree.text.slice(...open.tree.bindingRange)
        : formatBinding(binding, open.dataKey);
  const block = `${line}${open.tree.text.slice(...open.tree.metadataRange)}`;
  // The same values in another dress: quotes, for example.
  if (`${data}${block}` === open.tree.text) return open.tree.text;
  return seal(`${data}${block}`, open.dataKey, now);
}

/** Ciphertext for each value and comment that the rules want encrypted. `kept` holds ciphertexts to use again. */
function encryptText(
  plain: string,
  dataKey: Uint8Array,
  rules: SopsRules,
  kept: ReadonlyMap<string, string[]>,
): string {
  const text = plain === '' || plain.endsWith('\n') ? plain : `${plain}\n`;
  const tree = parseSopsTree(text);
  if (tree.metadata !== undefined) throw new NotSops('it already has a `sops` entry; that name is reserved');
  if (tree.binding !== undefined) throw new NotSops(`it already has a \`${bindingKey}\` entry; that name is reserved`);
  const splices: Splice[] = [];
  const encrypted = (value: SopsScalar, path: string): string =>
    kept.get(stashId(path, value))?.shift() ?? encryptValue(value, dataKey, path);
  for (const leaf of tree.leaves) {
    if (leaf.scalar === undefined || !isToBeEncrypted(leaf.path, rules)) continue;
    splices.push(replace(leaf, printCipher(encrypted(leaf.scalar, additionalData(leaf.path)), leaf.isFlow)));
  }
  for (const comment of commentsOf(tree)) {
    const path = pathOfComment(tree, comment);
    if (comment.text === '' || !isToBeEncrypted(path, rules)) continue;
    const value: SopsScalar = { type: 'comment', text: comment.text };
    const end = comment.start + 1 + comment.text.length;
    splices.push({ start: comment.start, end, text: `#${encrypted(value, additionalData(path))}` });
  }
  return splice(text, splices);
}

/**
 * The same file with the rules of a new one: what a file says of itself never decides which of its values are encrypted. Its
 * recipients and its data key stay.
 */
function withUsualRules(open: OpenSops, now: Date): OpenSops {
  const { rules, others, age, mac, lastModified } = open.metadata;
  if (!rules.macOnlyEncrypted && rules.unencryptedSuffix === defaultRules.unencryptedSuffix) return open;
  if (others.length > 0)
    throw new NotSops(`it has rules of its own for what is encrypted, and is encrypted to ${others.join(', ')} too`);
  const data = encryptText(decryptText(open), open.dataKey, defaultRules, new Map());
  const metadata = formatSopsMetadata({ age, rules: defaultRules, mac, lastModified });
  const tree = parseSopsTree(seal(`${data}${metadata}`, open.dataKey, now));
  const again = openWithKey(open.file, { tree, metadata: parseSopsMetadata(tree.metadata) }, open.dataKey);
  if (again.value === undefined) throw new NotSops('it cannot be encrypted with the usual rules');
  return { ...again.value, binding: open.binding };
}

/** What the file is bound to from now on: undefined for one that never was, and still is not. */
function bindingOf(open: OpenSops, bound: BoundTo | undefined, recipients: readonly string[]): Binding | undefined {
  const { binding } = open;
  if (bound === undefined && binding === undefined) return undefined;
  const endpoint = bound?.endpoint ?? binding?.endpoint;
  return {
    path: bound?.path ?? binding?.path ?? open.file,
    recipients,
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function bindingSplices(open: OpenSops, bound: BoundTo | undefined, recipients: readonly string[]): readonly Splice[] {
  const binding = bindingOf(open, bound, recipients);
  if (binding === undefined || JSON.stringify(binding) === JSON.stringify(open.binding)) return [];
  const [start, end] = open.tree.bindingRange;
  const before = open.tree.text.slice(0, start);
  const text = formatBinding(binding, open.dataKey);
  return [{ start, end, text: before === '' || before.endsWith('\n') ? text : `\n${text}` }];
}

/** Puts time and MAC of these values into a text that has a `sops` entry. */
function seal(text: string, dataKey: Uint8Array, now: Date): string {
  const tree = parseSopsTree(text);
  const metadata: SopsMetadata = parseSopsMetadata(tree.metadata);
  const values = new Map<Leaf, SopsScalar>();
  for (const leaf of tree.sealed) {
    if (leaf.scalar === undefined) continue;
    const value = isToBeEncrypted(leaf.path, metadata.rules)
      ? decryptValue(leaf.scalar.text, dataKey, additionalData(leaf.path))
      : leaf.scalar;
    if (value === undefined)
      throw new Error(`InfraFlux has a bug: what it encrypted at ${leaf.shown} does not decrypt`);
    values.set(leaf, value);
  }
  const time = formatTime(now);
  const mac = encryptValue({ type: 'str', text: macOf(tree.sealed, values, metadata.rules) }, dataKey, time);
  const splices = [
    { ...scalarRange(tree, 'lastmodified'), text: JSON.stringify(time) },
    { ...scalarRange(tree, 'mac'), text: mac },
  ];
  return splice(text, splices);
}

function scalarRange(tree: SopsTree, key: string): { readonly start: number; readonly end: number } {
  const range = tree.metadataScalars.get(key);
  if (range === undefined) throw new NotSops(`sops.${key} is missing`);
  return range;
}

/** sops binds a comment to the map or list that it stands in. */
function pathOfComment(tree: SopsTree, comment: Comment): readonly string[] {
  const before = tree.entries.findLast((entry) => entry.start < comment.start);
  if (!comment.isOwnLine) return before?.path ?? [];
  const column = comment.start - (tree.text.lastIndexOf('\n', comment.start - 1) + 1);
  const after = tree.entries.find((entry) => entry.start > comment.start);
  const fits = (entry: { readonly column: number } | undefined): boolean => entry?.column === column;
  if (fits(after)) return after?.path ?? [];
  const above = tree.entries.findLast((entry) => entry.start < comment.start && fits(entry));
  return (above ?? after ?? before)?.path ?? [];
}

function replace(leaf: Leaf, text: string): Splice {
  return { start: leaf.start, end: leaf.end, text: leaf.isBlock ? `${text}\n` : text };
}

/** The whole line of a value, or of several lines of one. */
function lineOf(tree: SopsTree, leaf: Leaf): Splice {
  const entry = tree.entries.findLast((entry) => entry.start < leaf.start);
  const start = tree.text.lastIndexOf('\n', (entry?.start ?? leaf.start) - 1) + 1;
  const end = tree.text.indexOf('\n', Math.max(start, leaf.end - 1));
  return { start, end: end === -1 ? tree.text.length : end + 1, text: '' };
}

/** `- ENC[...,type:comment]`, as sops 3.13 writes a comment in a list, becomes a comment again. */
function listComment(tree: SopsTree, leaf: Leaf, text: string): Splice {
  const dash = tree.text.lastIndexOf('-', leaf.start);
  return { start: dash, end: leaf.end, text: `#${text}` };
}

function printCipher(text: string, isFlow: boolean): string {
  return text === '' || (isFlow && !text.startsWith('"')) ? JSON.stringify(text) : text;
}

/** A value in clear as YAML that reads back as the same value: readable where it can be, quoted where it must. */
function printPlain(value: SopsScalar, leaf: Leaf): string {
  if (value.type === 'bool') return value.text.toLowerCase();
  if (value.type === 'float' && value.text.endsWith('Inf')) return value.text === '-Inf' ? '-.inf' : '.inf';
  if (value.type === 'float' && value.text === 'NaN') return '.nan';
  if (value.type === 'float' && /^-?[0-9]+$/.test(value.text)) return `${value.text}.0`;
  if (value.type !== 'str') return value.text;
  const { text } = value;
  if (/^[A-Za-z0-9_./@+=-]+$/.test(text) && goScalar(text)?.type === 'str' && !text.startsWith('-')) return text;
  if (!leaf.isFlow && /^(?:[\x20-\x7E]*\n)+$/.test(text) && !/^[ \n]|[ ]\n|\n\n$/.test(text)) {
    const indent = ' '.repeat(leaf.column + 2);
    return `|\n${text
      .slice(0, -1)
      .split('\n')
      .map((line) => (line === '' ? '' : `${indent}${line}`))
      .join('\n')}`;
  }
  return JSON.stringify(text);
}

/** Keys that YAML 1.1 readers take for something else than a text are quoted. */
function printKey(key: string): string {
  const isPlain = /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(key) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(key);
  return isPlain ? key : JSON.stringify(key);
}

function stashId(path: string, value: SopsScalar): string {
  return `${path}\0${value.type}\0${value.text}`;
}

function splice(text: string, splices: readonly Splice[]): string {
  let out = text;
  for (const splice of [...splices].sort((a, b) => b.start - a.start || b.end - a.end))
    out = out.slice(0, splice.start) + splice.text + out.slice(splice.end);
  return out;
}
