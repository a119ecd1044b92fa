import type { MergedNeeds, NeedKinds, NodeNeeds } from '../blueprints/talos-needs.ts';
import type { DraftNode } from './draft.ts';

/**
 * A node's `talos` and the extensions of its image, with what components need of every node. What people wrote about one of
 * these things stays. Extensions by their full names, sorted: people's, the provider's and the components'.
 */
export function nodeNeeds(node: DraftNode, needs: MergedNeeds, kinds: NeedKinds): NodeNeeds {
  // Without its device, the service of the guest agent would wait for it as long as the machine runs.
  const ofProvider = node.value.machine?.guestAgent === false ? [] : (node.provider?.traits?.extensions ?? []);
  const written: NodeNeeds = {
    talos: node.value.talos,
    extensions: [...Object.keys(node.value.talos.extensions), ...ofProvider],
  };
  const merged = new Map<string, unknown>(Object.entries(needs));
  const { talos, extensions } = Object.entries(kinds).reduce(
    (before, [name, kind]) => kind.intoNode?.(before, merged.get(name)) ?? before,
    written,
  );
  return { talos, extensions: [...new Set(extensions.map(fullExtensionName))].sort() };
}

/** A short name is one of Sidero Labs' own. */
export function fullExtensionName(name: string): string {
  return name.includes('/') ? name : `siderolabs/${name}`;
}
