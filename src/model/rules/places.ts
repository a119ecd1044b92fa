import { clusterId, formatClusterId } from '../../identity/cluster-id.ts';
import type { FoldedMap } from '../../config/folded.ts';
import { isFaulty, spanAt } from '../../config/read.ts';
import { type DiagnosticDetails, diagnostic } from '../../diagnostics/catalogue.ts';
import type { DiagnosticCode } from '../../diagnostics/catalogue/codes.ts';
import type { Diagnostic, Related, Span } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftCluster, DraftNode } from '../draft.ts';

/** Where one of the parties to a conflict stands, and who it is: `main-workers-2 of prod/main`. */
export interface Place {
  /** Undefined when it is not in the input. */
  readonly span: Span | undefined;
  readonly who: string;
}

export function whoIs(node: DraftNode): string {
  return `${node.name.value} of ${clusterId(node.environment, node.cluster)}`;
}

/** Where the value at a path was written, in the layer that won; undefined when it is not in the input. */
export function writtenAt(tree: FoldedMap | undefined, ...path: readonly string[]): Span | undefined {
  return tree === undefined ? undefined : spanAt(tree, path);
}

/** Whether the input has a value at a path, readable or not: then that is the reason for its absence from the draft. */
export function isWritten(tree: FoldedMap | undefined, ...path: readonly string[]): boolean {
  return tree !== undefined && (spanAt(tree, path) !== undefined || isFaulty(tree, path));
}

/**
 * One node for each thing that was written: nodes that only a `count` made share their tree, and what is wrong with it
 * is wrong once.
 */
export function writtenNodes(nodes: readonly DraftNode[]): readonly DraftNode[] {
  const seen = new Set<FoldedMap>();
  return nodes.filter((node) => {
    if (seen.has(node.tree)) return false;
    seen.add(node.tree);
    return true;
  });
}

/** What a check finds of each node that was written: one diagnostic for each code and line of the input in a cluster. */
export function onWrittenNodes(
  draft: Draft,
  check: (node: DraftNode, cluster: DraftCluster) => readonly Diagnostic[],
): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    const found = new Map<string, Diagnostic>();
    for (const node of writtenNodes(cluster.nodes)) {
      for (const finding of check(node, cluster)) {
        const key = `${finding.code} ${finding.span?.file} ${finding.span?.start}`;
        if (!found.has(key)) found.set(key, finding);
      }
    }
    return [...found.values()];
  });
}

/** Whether the place is in a file of the user's, not in a built-in size or blueprint. */
export function isUsers(span: Span | undefined): span is Span {
  return span !== undefined && !span.file.startsWith('infraflux:');
}

/**
 * One diagnostic for all parties: the last in file order is at fault, as a second definition is, and the others are
 * shown next to it. None when no party is in the input.
 */
export function conflict(
  code: DiagnosticCode,
  places: readonly Place[],
  message: string,
  details: DiagnosticDetails = {},
): Diagnostic[] {
  const blamed = lastWritten(places);
  return blamed === undefined ? [] : [blame(code, blamed, places, message, details)];
}

/** The party that `conflict` blames. */
export function lastWritten<T extends Place>(places: readonly T[]): T | undefined {
  return places
    .filter(({ span }) => span !== undefined)
    .sort(byPlace)
    .at(-1);
}

/** The same, where it is known who is at fault. */
export function blame(
  code: DiagnosticCode,
  blamed: Place,
  places: readonly Place[],
  message: string,
  details: DiagnosticDetails = {},
): Diagnostic {
  const related: Related[] = [];
  for (const place of [...places].sort(byPlace)) {
    if (place.span === undefined || (place.span === blamed.span && place.who === blamed.who)) continue;
    if (related.some((other) => other.span === place.span && other.message === place.who)) continue;
    related.push({ span: place.span, message: place.who });
  }
  return diagnostic(code, blamed.span, message, { label: blamed.who, related, ...details });
}

/** In the order in which layers are read: what is built in, infraflux.yaml, then environments/. */
export function byPlace(a: Place, b: Place): number {
  return bySpan(a.span, b.span) || compare(a.who, b.who);
}

export function bySpan(a: Span | undefined, b: Span | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return fileRank(a.file) - fileRank(b.file) || compare(a.file, b.file) || a.start - b.start || a.end - b.end;
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The place to blame for something that a cluster lacks. */
export function clusterPlace(cluster: DraftCluster): Place {
  return { span: cluster.span, who: formatClusterId(cluster.id) };
}

function fileRank(file: string): number {
  // Lines of the lock file are not typed, so they are not the ones to change.
  if (file.startsWith('infraflux:') || file.endsWith('.lock')) return 0;
  return file.startsWith('environments/') ? 2 : 1;
}
