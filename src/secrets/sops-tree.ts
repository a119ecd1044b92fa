import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, Scalar, type YAMLMap } from 'yaml';
import { goScalar, type SopsScalar } from './go-scalar.ts';

/** One scalar of a document, in the order of the text. */
export interface Leaf {
  /** Keys alone: what sops binds the value to. */
  readonly path: readonly string[];
  /** The same for people: `spec.list[2].name`. */
  readonly shown: string;
  /** Undefined for null, which sops leaves as it is. */
  readonly scalar: SopsScalar | undefined;
  /** Half-open offsets of the scalar in the text. */
  readonly start: number;
  readonly end: number;
  /** A block scalar (`|`, `>`), whose range has the line's end in it. */
  readonly isBlock: boolean;
  /** In `[...]` or `{...}`, where a plain scalar may not hold every character. */
  readonly isFlow: boolean;
  /** Column (from 0) that the lines of a block scalar in this place must be right of. */
  readonly column: number;
}

/** Where a comment of that line belongs to: a key or an item of a list. */
export interface Entry {
  readonly start: number;
  readonly column: number;
  readonly path: readonly string[];
}

export interface SopsTree {
  readonly text: string;
  /** Values of the secret. */
  readonly leaves: readonly Leaf[];
  /** The same with those of the binding, in the order of the text: what the MAC covers. */
  readonly sealed: readonly Leaf[];
  readonly entries: readonly Entry[];
  /** The map under the top-level key `sops`, as plain values; undefined when there is none. */
  readonly metadata: unknown;
  /** The value of `infraflux_binding`, which is none of the secret; undefined when there is none. */
  readonly binding: Leaf | undefined;
  /** Half-open offsets of that entry; empty, before the metadata, where there is none. */
  readonly bindingRange: readonly [number, number];
  /** Half-open offsets of the whole `sops` entry; the end of the text where there is none. */
  readonly metadataRange: readonly [number, number];
  /** Scalars of the metadata by key, for `lastmodified` and `mac`. */
  readonly metadataScalars: ReadonlyMap<string, { readonly start: number; readonly end: number }>;
}

/** Where the binding of a file stands (`sops-binding.ts`). */
export const bindingKey = 'infraflux_binding';

/** Why a text is none that sops could have written. One line, without any value of the text. */
export class NotSops extends Error {}

const maximumBytes = 1 << 20;

/** Takes a YAML text apart without changing a byte of it. Throws `NotSops`. */
export function parseSopsTree(text: string): SopsTree {
  if (text.length > maximumBytes) throw new NotSops('it is larger than 1 MiB');
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, {
    schema: 'failsafe',
    version: '1.2',
    uniqueKeys: true,
    strict: true,
    lineCounter: counter,
    prettyErrors: false,
  });
  if (!Array.isArray(documents) || documents.length === 0) throw new NotSops('it is empty');
  if (documents.length > 1) throw new NotSops('it contains more than one document');
  const [document] = documents;
  if (document === undefined) throw new NotSops('it is empty');
  const fault = document.errors[0];
  if (fault !== undefined) {
    const at = counter.linePos(fault.pos[0]);
    throw new NotSops(
      `line ${at.line}, column ${at.col}: invalid YAML (${fault.code.toLowerCase().replaceAll('_', ' ')})`,
    );
  }
  const root = document.contents;
  if (root === null || (isScalar(root) && goScalarOf(root) === undefined)) throw new NotSops('it is empty');
  if (!isMap(root)) throw new NotSops('its top level is not a map');
  const leaves: Leaf[] = [];
  const sealed: Leaf[] = [];
  const entries: Entry[] = [];
  const columnOf = (offset: number): number => counter.linePos(offset).col - 1;

  const walk = (node: unknown, path: readonly string[], shown: string, column: number, isFlow: boolean): void => {
    if (isAlias(node)) throw new NotSops(`"${shown}" is an alias; sops does not write aliases`);
    if (isMap(node)) {
      refuseProperties(node, shown);
      for (const pair of node.items) {
        const key = keyOf(pair.key, shown);
        const start = (pair.key as Scalar).range?.[0] ?? 0;
        entries.push({ start, column: columnOf(start), path });
        const name = shown === '' ? key : `${shown}.${key}`;
        if (path.length === 0 && shown === '' && key === 'sops') continue;
        walk(pair.value, [...path, key], name, columnOf(start), isFlow || node.flow === true);
      }
    } else if (isSeq(node)) {
      refuseProperties(node, shown);
      // A comment of an item begins where its dash does.
      const dash = node.flow === true ? undefined : node.range?.[0];
      node.items.forEach((item, index) => {
        const start = startOf(item);
        const own = start === undefined ? column : columnOf(start);
        if (start !== undefined) entries.push({ start, column: dash === undefined ? own : columnOf(dash), path });
        walk(item, path, `${shown}[${index}]`, own, isFlow || node.flow === true);
      });
    } else if (isScalar(node)) {
      refuseProperties(node, shown);
      const [start, end] = node.range ?? [0, 0];
      const isBlock = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
      const leaf = { path, shown, scalar: goScalarOf(node), start, end, isBlock, isFlow, column };
      sealed.push(leaf);
      if (path[0] !== bindingKey) leaves.push(leaf);
    }
    // What is left is a key without a value at all: null.
  };
  walk(root, [], '', 0, false);

  const entryOf = (name: string) => root.items.find((pair) => isScalar(pair.key) && pair.key.value === name);
  const rangeOf = (pair: (typeof root.items)[number]): readonly [number, number] => [
    (pair.key as Scalar).range?.[0] ?? 0,
    (pair.value as Scalar | null)?.range?.[2] ?? text.length,
  ];
  const own = entryOf('sops');
  const bound = entryOf(bindingKey);
  if (bound !== undefined && (root.flow === true || !isScalar(bound.value)))
    throw new NotSops(`${bindingKey} is not a text on a line of its own`);
  const [start, end] = own === undefined ? [text.length, text.length] : rangeOf(own);
  const parts = {
    text,
    leaves,
    sealed,
    entries,
    binding: sealed.find((leaf) => leaf.shown === bindingKey),
    bindingRange: bound === undefined ? ([start, start] as const) : rangeOf(bound),
    metadataRange: [start, end] as const,
  };
  if (own === undefined) return { ...parts, metadata: undefined, metadataScalars: new Map() };
  const metadataScalars = new Map<string, { start: number; end: number }>();
  if (isMap(own.value)) {
    for (const pair of own.value.items) {
      if (isScalar(pair.key) && isScalar(pair.value) && pair.value.range)
        metadataScalars.set(String(pair.key.value), { start: pair.value.range[0], end: pair.value.range[1] });
    }
  }
  const metadata: unknown = isMap(own.value) ? (own.value as YAMLMap).toJS(document, { maxAliasCount: 0 }) : null;
  return { ...parts, metadata, metadataScalars };
}

/** Offsets and texts (without `#`) of the comments of a text. */
export interface Comment {
  readonly start: number;
  readonly text: string;
  /** Nothing but blanks before it on its line. */
  readonly isOwnLine: boolean;
}

/** A comment's `#` follows a blank or begins a line, and stands in no scalar. */
export function commentsOf(tree: SopsTree): readonly Comment[] {
  const inScalar = (offset: number): boolean =>
    tree.leaves.some((leaf) => offset > leaf.start && offset < leaf.end) ||
    [tree.metadataRange, tree.bindingRange].some(([start, end]) => offset >= start && offset < end);
  const found: Comment[] = [];
  for (const match of tree.text.matchAll(/(^|[ \t])#([^\n\r]*)/gm)) {
    const start = match.index + (match[1] ?? '').length;
    const lineStart = tree.text.lastIndexOf('\n', start - 1) + 1;
    // `a: x # b # c` is one comment.
    const last = found.at(-1);
    if (inScalar(start) || inKey(tree, start) || (last !== undefined && start < last.start + 1 + last.text.length))
      continue;
    found.push({ start, text: match[2] ?? '', isOwnLine: tree.text.slice(lineStart, start).trim() === '' });
  }
  return found;
}

/** Quoted keys may hold ` #`. */
function inKey(tree: SopsTree, offset: number): boolean {
  const line = tree.text.lastIndexOf('\n', offset - 1) + 1;
  const entry = tree.entries.findLast((entry) => entry.start >= line && entry.start < offset);
  if (entry === undefined) return false;
  const quote = tree.text[entry.start];
  if (quote !== '"' && quote !== "'") return false;
  const closing = tree.text.indexOf(`${quote}:`, entry.start + 1);
  return closing === -1 || offset < closing;
}

function goScalarOf(node: Scalar): SopsScalar | undefined {
  const value = typeof node.value === 'string' ? node.value : '';
  return node.type === Scalar.PLAIN || node.type === undefined ? goScalar(value) : { type: 'str', text: value };
}

function keyOf(key: unknown, shown: string): string {
  const scalar = isScalar(key) ? goScalarOf(key) : undefined;
  if (scalar?.type === 'str' && isScalar(key)) {
    refuseProperties(key, shown);
    return scalar.text;
  }
  throw new NotSops(`${shown === '' ? 'it' : `"${shown}"`} has a key that is not text; sops requires text`);
}

function refuseProperties(node: { anchor?: string; tag?: string }, shown: string): void {
  if (node.anchor !== undefined) throw new NotSops(`"${shown}" has an anchor; sops does not write anchors`);
  if (node.tag !== undefined && !/^tag:yaml\.org,2002:(?:str|map|seq)$/.test(node.tag))
    throw new NotSops(`"${shown}" has a tag`);
}

function startOf(item: unknown): number | undefined {
  const range = (item as { range?: readonly number[] | null } | null)?.range;
  return range?.[0];
}
