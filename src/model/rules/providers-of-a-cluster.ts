import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftNode } from '../draft.ts';
import { blame, compare, type Place, writtenAt } from './places.ts';

/** Clusters whose machines come from two Proxmox providers. Blames whoever brought the second one in. */
export function severalProviders(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    const first = new Map<string, DraftNode>();
    for (const node of cluster.nodes) {
      if (node.provider?.settings.type !== 'proxmox') continue;
      if (!first.has(node.provider.name)) first.set(node.provider.name, node);
    }
    if (first.size < 2) return [];
    const places = [...first].map(([provider, node]): Place => {
      const span = writtenAt(node.tree, 'provider') ?? writtenAt(cluster.config.tree, 'provider') ?? cluster.span;
      return { span, who: `${node.name.value} comes from ${provider}` };
    });
    const names = [...first.keys()].sort(compare).join(' and ');
    const message = `the machines of ${cluster.id} come from ${names}`;
    return [blame('machines/several-providers', places.at(-1) as Place, places, message)];
  });
}
