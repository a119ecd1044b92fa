import { isMap as isYamlMap, isNode, parseAllDocuments } from 'yaml';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';

/** A file of a user's folder, as it is in the compiled files: the same text. */
export interface CopiedFile {
  /** Below the folder. */
  readonly name: string;
  /** Relative to infraflux.yaml. */
  readonly source: string;
  readonly text: string;
}

/** The documents of a file; none, and reported, where it is no YAML. As Kubernetes reads it: YAML 1.1, with merge keys. */
export function parsedDocuments(file: CopiedFile, diagnostics: Diagnostic[]) {
  const documents = parseAllDocuments(file.text, { version: '1.1', merge: true });
  if (!Array.isArray(documents)) return [];
  const faults = documents.flatMap(({ errors }) => errors);
  for (const { pos, message } of faults.slice(0, 1)) {
    const span = { file: file.source, start: pos[0], end: Math.max(pos[0], pos[1]) };
    diagnostics.push(diagnostic('manifests/invalid-yaml', span, `not YAML: ${message.split('\n')[0]}`));
  }
  return faults.length > 0 ? [] : documents;
}

/** The value of a document; undefined, and reported, where an alias leads nowhere or to too much. */
export function plainValue(document: Document, file: CopiedFile, diagnostics: Diagnostic[]): Json | undefined {
  try {
    return document.toJS({ maxAliasCount: 100 }) as Json;
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const start = document.range?.[0] ?? 0;
    const span = { file: file.source, start, end: start };
    diagnostics.push(diagnostic('manifests/invalid-yaml', span, `not YAML: ${error.message}`));
    return undefined;
  }
}

export type Document = Exclude<ReturnType<typeof parseAllDocuments>, readonly []>[number];

/** The range of the deepest node on the way to a path. */
export function nearestRange(
  document: Document,
  path: readonly (string | number)[],
): readonly [number, number] | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const key = path[length - 1];
    const parent = length === 0 ? undefined : document.getIn(path.slice(0, length - 1), true);
    const pair = isYamlMap(parent) ? parent.items.find((item) => String(item.key) === String(key)) : undefined;
    if (isNode(pair?.key) && pair.key.range) return [pair.key.range[0], pair.key.range[1]];
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return [node.range[0], node.range[0] + 1];
  }
  return undefined;
}
