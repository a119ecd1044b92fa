import type { Json } from '../../source/tree.ts';
import { type PrintedLine, printYaml, printYamlWithPaths } from './print-yaml.ts';
import type { YamlPlaces } from './yaml-places.ts';

/**
 * Comments on lines of their own, by the node that follows them: the path as `pathKey` writes it. What a blueprint's author
 * explains in a template stands in the compiled file as well.
 */
export type YamlComments = ReadonlyMap<string, readonly string[]>;

export const noComments: YamlComments = new Map();

export function pathKey(path: readonly (string | number)[]): string {
  return JSON.stringify(path);
}

/** For each document of a text, its comments. `blocks`: where block scalars stand, as offsets. */
export function commentsOf(
  text: string,
  documents: readonly { readonly places: YamlPlaces }[],
  blocks: readonly (readonly [number, number])[],
): readonly YamlComments[] {
  if (!text.includes('#')) return [];
  const lines = commentLines(text, blocks);
  if (lines.length === 0) return [];
  const nodes = documents
    .flatMap(({ places }, document) => nodesOf(places, []).map((node) => ({ ...node, document })))
    .sort((a, b) => a.offset - b.offset || a.path.length - b.path.length);
  const comments = documents.map(() => new Map<string, string[]>());
  let at = 0;
  for (const line of lines) {
    while ((nodes[at]?.offset ?? Number.POSITIVE_INFINITY) < line.offset) at += 1;
    const node = nodes[at];
    if (node === undefined) break;
    const key = pathKey(node.path);
    const own = comments[node.document];
    own?.set(key, [...(own.get(key) ?? []), line.text]);
  }
  return comments;
}

/** A document in canonical form with its comments above the nodes that they stood above, and where each node begins. */
export function printCommented(
  value: Json,
  comments: YamlComments,
): { readonly text: string; readonly lines: readonly PrintedLine[] } {
  const printed = printYamlWithPaths(value);
  if (comments.size === 0) return printed;
  const { text } = printed;
  let out = '';
  let copied = 0;
  let explained = -1;
  const lines: PrintedLine[] = [];
  const pending = new Map(comments);
  for (const line of printed.lines) {
    const key = pathKey(line.path);
    const own = pending.get(key);
    const start = text.lastIndexOf('\n', line.offset - 1) + 1;
    // A node that shares its line with the one before (`- name: x`) is explained above that line or not at all.
    if (own !== undefined && start > explained) {
      const indent = /^ */.exec(text.slice(start))?.[0] ?? '';
      out += text.slice(copied, start) + own.map((comment) => `${indent}${comment}\n`).join('');
      copied = start;
      explained = start;
      pending.delete(key);
    }
    lines.push({ path: line.path, offset: line.offset + (out.length - copied) });
  }
  return { text: out + text.slice(copied), lines };
}

/** Only the text; the short way where there is nothing to explain. */
export function printWithComments(value: Json, comments: YamlComments): string {
  return comments.size === 0 ? printYaml(value) : printCommented(value, comments).text;
}

function commentLines(
  text: string,
  blocks: readonly (readonly [number, number])[],
): readonly { readonly offset: number; readonly text: string }[] {
  const found: { offset: number; text: string }[] = [];
  for (const match of text.matchAll(/^[ ]*(#.*)$/gm)) {
    const inBlock = blocks.some(([start, end]) => match.index >= start && match.index < end);
    if (!inBlock && match[1] !== undefined) found.push({ offset: match.index, text: match[1].trimEnd() });
  }
  return found;
}

function nodesOf(
  places: YamlPlaces,
  path: readonly (string | number)[],
): { readonly offset: number; readonly path: readonly (string | number)[] }[] {
  const { children } = places;
  if (children === undefined) return [];
  const entries: (readonly [string | number, YamlPlaces])[] =
    children instanceof Map
      ? [...(children as ReadonlyMap<string, YamlPlaces>)]
      : [...(children as readonly YamlPlaces[]).entries()];
  return entries.flatMap(([key, child]) => [
    { offset: child.offset, path: [...path, key] },
    ...nodesOf(child, [...path, key]),
  ]);
}
