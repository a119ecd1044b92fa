import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Scalar as ScalarNode,
  type YAMLMap,
} from 'yaml';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic, Fix, Related, Span } from '../diagnostics/diagnostic.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import { remove, replace } from '../diagnostics/fix.ts';
import { hasForbiddenValue } from './decode.ts';
import { type Budget, limits } from './limits.ts';
import { readPlain } from './plain-scalar.ts';
import type { ListTree, MapEntry, MapTree, ScalarTree, Tree } from './tree.ts';

/** A tree, and how many nodes it has when all its aliases are written out. */
interface Sized {
  readonly tree: Tree;
  readonly size: number;
}

interface Builder {
  readonly path: string;
  readonly diagnostics: Diagnostic[];
  readonly budget: Budget;
  /** By name: the latest before an alias counts (YAML 1.2.2, section 3.2.2.2). `open` while its content is being read. */
  readonly anchors: Map<string, Sized | 'open'>;
  /** A fault that hides content: the tree is no use to later stages. */
  broken: boolean;
}

/** The one key that changes an object instead of being set in it. Others, such as `constructor`, are keys like any. */
const reserved = new Set(['__proto__']);

/** The tree of a composed document, its faults, and whether the tree may be used. Undefined for an empty document. */
export function buildTree(
  path: string,
  document: Document.Parsed,
  budget: Budget,
): { readonly tree: Tree | undefined; readonly diagnostics: readonly Diagnostic[]; readonly broken: boolean } {
  const builder: Builder = { path, diagnostics: [], budget, anchors: new Map(), broken: false };
  const contents = document.contents as Node | null;
  if (contents === null || (isScalar(contents) && isNothing(contents))) {
    return { tree: undefined, diagnostics: [], broken: false };
  }
  const { tree } = build(builder, contents);
  return { tree, diagnostics: builder.diagnostics, broken: builder.broken };
}

function isNothing(node: ScalarNode): boolean {
  return node.type === 'PLAIN' && node.source === '' && node.anchor === undefined;
}

function build(builder: Builder, node: Node): Sized {
  if (isAlias(node)) return resolveAlias(builder, node.source, spanOf(builder, node));
  const anchor = 'anchor' in node ? (node.anchor as string | undefined) : undefined;
  if (anchor !== undefined) builder.anchors.set(anchor, 'open');
  const sized = isMap(node)
    ? buildMap(builder, node)
    : isSeq(node)
      ? buildList(builder, node.items as Node[], node)
      : buildScalar(builder, node as ScalarNode);
  if (anchor !== undefined) builder.anchors.set(anchor, sized);
  return sized;
}

function buildScalar(builder: Builder, node: ScalarNode): Sized {
  const span = spanOf(builder, node);
  const text = String(node.value ?? '');
  const quoted = node.type !== 'PLAIN';
  if (hasForbiddenValue(text)) {
    builder.diagnostics.push(
      diagnostic(
        'source/character',
        span,
        text.includes('\0') ? 'an escape produces a NUL character' : 'an escape produces half of a surrogate pair',
      ),
    );
  }
  if (quoted) return { tree: { kind: 'scalar', value: text, source: text, quoted, span }, size: 1 };
  const source = node.source ?? text;
  const { value, fault, elsewhere } = readPlain(source);
  if (fault === 'integer') {
    builder.diagnostics.push(
      diagnostic('source/integer-too-large', span, `${source} has too many digits for a number`),
    );
  } else if (fault === 'not-finite') {
    builder.diagnostics.push(diagnostic('source/not-finite', span, `${source} is not a finite number`));
  } else if (elsewhere !== undefined) {
    const here = typeof value === 'string' ? `the text "${source}"` : `the number ${value}`;
    builder.diagnostics.push(
      diagnostic('source/ambiguous', span, `${source} is ${here} here, but ${elsewhere} in YAML 1.1`, {
        help: /^[a-z]/i.test(source) ? `write "${source}" for the text, ${elsewhere} for a boolean` : undefined,
        fix: replace(span, typeof value === 'string' ? JSON.stringify(source) : String(value)),
      }),
    );
  }
  const tree: ScalarTree = { kind: 'scalar', value, source, quoted, span };
  return { tree, size: 1 };
}

function buildList(builder: Builder, nodes: readonly Node[], list: Node): Sized {
  const items: Tree[] = [];
  let size = 1;
  for (const item of nodes) {
    // `[a: 1]` is a list with a map of one key in it.
    const sized = isPair(item) ? buildEntries(builder, [item], undefined) : build(builder, item);
    items.push(sized.tree);
    size += sized.size;
  }
  const tree: ListTree = {
    kind: 'list',
    items,
    span: collectionSpan(builder, list, items.at(0)?.span, items.at(-1)?.span),
  };
  return { tree, size };
}

function buildMap(builder: Builder, map: YAMLMap): Sized {
  return buildEntries(builder, map.items, map);
}

function buildEntries(builder: Builder, pairs: YAMLMap['items'], map: YAMLMap | undefined): Sized {
  const entries = new Map<string, MapEntry>();
  let size = 1;
  let last: Span | undefined;
  let first: Span | undefined;
  for (const pair of pairs) {
    if (entries.size >= limits.keys) {
      const at = spanOf(builder, pair.key as Node);
      builder.diagnostics.push(diagnostic('source/too-many-keys', at, `more than ${limits.keys} keys in one map`));
      builder.broken = true;
      break;
    }
    const key = readKey(builder, pair.key as Node);
    const value = pair.value === null ? absent(builder, key.span) : build(builder, pair.value as Node);
    size += 1 + value.size;
    first ??= key.span;
    last = value.tree.span.end > key.span.end ? value.tree.span : key.span;
    if (key.name === undefined) continue;
    const earlier = entries.get(key.name);
    if (earlier === undefined) entries.set(key.name, { key: key.name, keySpan: key.span, value: value.tree });
    else builder.diagnostics.push(duplicateKey(key.name, key.span, earlier.keySpan));
  }
  const span =
    map === undefined
      ? { file: builder.path, start: first?.start ?? 0, end: last?.end ?? 0 }
      : collectionSpan(builder, map, first, last);
  const tree: MapTree = { kind: 'map', entries, span };
  return { tree, size };
}

/** The key as text; no name where it has a fault, which is reported here. */
function readKey(builder: Builder, node: Node): { readonly name: string | undefined; readonly span: Span } {
  const span = spanOf(builder, node);
  const fault = (
    code: 'source/complex-key' | 'source/key-not-text' | 'source/merge-key' | 'source/reserved-key',
    message: string,
    help?: string,
    fix?: Fix,
  ) => {
    builder.diagnostics.push(diagnostic(code, span, message, { help, fix }));
    return { name: undefined, span };
  };
  if (!isScalar(node)) {
    // Anchors inside still count, so that what uses them is not reported as well.
    if (!isAlias(node)) build(builder, node);
    return fault(
      'source/complex-key',
      isAlias(node) ? `the alias *${node.source} is in the place of a key` : 'a map or list is in the place of a key',
    );
  }
  const key = node as ScalarNode;
  if (key.anchor !== undefined) build(builder, key);
  const name = String(key.value ?? '');
  if (hasForbiddenValue(name))
    builder.diagnostics.push(
      diagnostic('source/character', span, 'an escape in this key produces a character that is not allowed in text'),
    );
  if (name === '<<' && key.type === 'PLAIN')
    return fault('source/merge-key', 'the merge key << is not part of YAML 1.2');
  if (reserved.has(name))
    return fault('source/reserved-key', `"${name}" is a reserved key`, undefined, remove(span, `"${name}"`));
  if (key.type !== 'PLAIN') return { name, span };
  const source = key.source ?? name;
  if (source === '')
    return fault('source/key-not-text', 'a key is missing before ":"', 'write the key in front of the colon');
  const { value, elsewhere } = readPlain(source);
  if (typeof value !== 'string') {
    const kind = value === null ? 'null' : typeof value === 'number' ? 'a number' : 'true or false';
    return fault(
      'source/key-not-text',
      `the key ${source} is ${kind}, not text`,
      undefined,
      replace(span, JSON.stringify(source)),
    );
  }
  if (elsewhere !== undefined) {
    builder.diagnostics.push(
      diagnostic('source/ambiguous', span, `the key ${source} is text here, but ${elsewhere} in YAML 1.1`, {
        fix: replace(span, JSON.stringify(source)),
      }),
    );
  }
  return { name, span };
}

function duplicateKey(name: string, span: Span, earlier: Span): Diagnostic {
  const related: Related[] = [{ span: earlier, message: 'first occurrence' }];
  return diagnostic('source/duplicate-key', span, `duplicate key "${name}" in one map`, {
    label: 'second occurrence',
    fix: remove(span, 'one of the two'),
    related,
  });
}

function resolveAlias(builder: Builder, name: string, span: Span): Sized {
  const target = builder.anchors.get(name);
  const nothing: Sized = { tree: { kind: 'scalar', value: null, source: '', quoted: false, span }, size: 1 };
  if (target === undefined) {
    const near = closest(name, builder.anchors.keys());
    const label = near === undefined ? undefined : `did you mean "*${near}"?`;
    builder.diagnostics.push(
      diagnostic('source/unknown-anchor', span, `no anchor &${name} above`, {
        label,
        fix: replace(span, near === undefined ? undefined : `*${near}`),
      }),
    );
    builder.broken = true;
    return nothing;
  }
  if (target === 'open') {
    builder.diagnostics.push(diagnostic('source/alias-cycle', span, `*${name} is inside the value that it repeats`));
    builder.broken = true;
    return nothing;
  }
  builder.budget.nodes -= target.size;
  if (builder.budget.nodes < 0) {
    if (!builder.diagnostics.some((diagnostic) => diagnostic.code === 'source/alias-bomb')) {
      builder.diagnostics.push(
        diagnostic(
          'source/alias-bomb',
          span,
          `with its aliases expanded the input has more than ${limits.nodes} keys and values`,
        ),
      );
    }
    builder.broken = true;
    return nothing;
  }
  // The copy stands where the alias does; what is inside it stands where it was written.
  return { tree: { ...target.tree, span }, size: target.size };
}

function absent(builder: Builder, key: Span): Sized {
  const span = { file: builder.path, start: key.end, end: key.end };
  return { tree: { kind: 'scalar', value: null, source: '', quoted: false, span }, size: 1 };
}

function spanOf(builder: Builder, node: Node): Span {
  const range = node.range;
  return { file: builder.path, start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

/** Flow collections end at their bracket; those by indentation at the end of their last value, without what follows it. */
function collectionSpan(builder: Builder, node: Node, first: Span | undefined, last: Span | undefined): Span {
  const span = spanOf(builder, node);
  const flow = 'flow' in node && node.flow === true;
  if (flow || last === undefined || first === undefined) return span;
  return { file: builder.path, start: span.start, end: Math.max(last.end, first.end) };
}
