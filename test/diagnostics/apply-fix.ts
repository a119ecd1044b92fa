import type { Fix } from '../../src/diagnostics/diagnostic.ts';
import { type Document, isMap, isNode, isSeq, type Node, type Pair, parseDocument, visit, YAMLMap } from 'yaml';

/** The text of a file after the change that a diagnostic proposes. */
export function applyFix(text: string, fix: Fix): string {
  if (fix.kind === 'replace') return `${text.slice(0, fix.span.start)}${fix.text}${text.slice(fix.span.end)}`;
  const document = parseDocument(text, { uniqueKeys: false });
  if (fix.kind === 'remove') removeAt(document, fix.span);
  else if (fix.kind === 'move') moveAt(document, fix.span, fix.path);
  else addAt(document, fix.span, fix.path, parseDocument(fix.text).contents as Node);
  return document.toString({ lineWidth: 0 });
}

type Range = { readonly start: number; readonly end: number };

function isAt(node: unknown, { start }: Range): boolean {
  return isNode(node) && node.range?.[0] === start;
}

/** Whether the span is the first key of a map, which begins where the map does. */
function beginsWithKey(value: unknown, { end }: Range): boolean {
  const first = isMap(value) ? value.items[0]?.key : undefined;
  return isNode(first) && first.range?.[1] === end;
}

function removeAt(document: Document, span: Range): void {
  let done = false;
  visit(document, {
    Pair(_, pair: Pair) {
      const empty = isNode(pair.key) && pair.value === null && pair.key.range?.[1] === span.start;
      if (!isAt(pair.key, span) && !(isAt(pair.value, span) && !beginsWithKey(pair.value, span)) && !empty)
        return undefined;
      done = true;
      return visit.REMOVE;
    },
    Node(key, node, path) {
      if (done || typeof key !== 'number' || !isSeq(path.at(-1)) || !isAt(node, span)) return undefined;
      done = true;
      return visit.REMOVE;
    },
  });
  if (!done) throw new Error(`nothing to remove at ${span.start}`);
}

function moveAt(document: Document, span: Range, path: readonly string[]): void {
  let done = false;
  visit(document, {
    Map(_, map) {
      const pair = map.items.find(({ key }) => isAt(key, span));
      if (done || pair === undefined) return undefined;
      done = true;
      map.items.splice(map.items.indexOf(pair), 1);
      const above = map.items.find(({ key }) => isNode(key) && key.toJSON() === path[0]);
      if (above === undefined) throw new Error(`no ${path[0]} beside it`);
      if (isMap(above.value)) above.value.items.push(pair);
      else {
        const inner = new YAMLMap(document.schema);
        inner.items.push(pair);
        above.value = inner;
      }
      return visit.BREAK;
    },
  });
  if (!done) throw new Error(`nothing to move at ${span.start}`);
}

function addAt(document: Document, span: Range, path: readonly string[], value: Node): void {
  let done = false;
  visit(document, {
    Pair(_, pair: Pair) {
      if (done || isMap(pair.value)) return undefined;
      // A key without a value, or with another value than a map: the map takes its place.
      const empty = isNode(pair.key) && pair.key.range?.[1] === span.start;
      if (!isAt(pair.value, span) && !empty) return undefined;
      done = true;
      pair.value = document.createNode(path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value.toJSON()));
      return visit.SKIP;
    },
    Map(_, map) {
      if (done || !isAt(map, span)) return undefined;
      done = true;
      map.setIn([...path], value);
      return visit.BREAK;
    },
  });
  if (!done) throw new Error(`no map at ${span.start}`);
}
