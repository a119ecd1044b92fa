import { isFaulty } from '../../config/read.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftCluster, DraftNode } from '../draft.ts';
import { blame, isUsers, type Place, whoIs, writtenAt } from './places.ts';

/** Bonds of no ports: Talos refuses them. */
export function bondsWithoutPorts(draft: Draft): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const cluster of draft.clusters) {
    for (const node of cluster.nodes) {
      for (const [name, { bond }] of Object.entries(node.value.interfaces ?? {})) {
        if (bond === undefined || bond.match !== undefined || (bond.links ?? []).length > 0) continue;
        if (isFaulty(node.tree, ['interfaces', name, 'bond'])) continue;
        const span = writtenAt(node.tree, 'interfaces', name, 'bond') ?? placeOf(cluster, node).span;
        const key = `${span?.file}\n${span?.start}\n${name}`;
        if (found.has(key)) continue;
        const message = `bond ${name} of ${whoIs(node)} has no ports`;
        found.set(key, blame('missing/port', { span, who: whoIs(node) }, [], message));
      }
    }
  }
  return [...found.values()];
}

function placeOf(cluster: DraftCluster, node: DraftNode): Place {
  const span = [node.name.span, writtenAt(node.group.tree), cluster.span].find(isUsers);
  return { span, who: whoIs(node) };
}
