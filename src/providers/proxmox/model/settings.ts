import type { ResolvedProvider, ResolvedProxmoxProvider } from '../../../../schema/config.ts';
import { type Diagnostic, invariant } from '../../../diagnostics/diagnostic.ts';
import type { Draft, DraftCluster, DraftNode, DraftProvider } from '../../../model/draft.ts';
import type { Provider } from '../../../model/platform.ts';
import { onWrittenNodes } from '../../../model/rules/places.ts';

export const proxmox = 'proxmox';

/** Settings of a provider of this type; undefined for others. */
export function proxmoxSettings(settings: ResolvedProvider | undefined): ResolvedProxmoxProvider | undefined {
  return settings?.type === proxmox ? settings : undefined;
}

/** The same where no other type can come. */
export function settingsOf(provider: Provider): ResolvedProxmoxProvider {
  invariant(provider.type === proxmox, `provider ${provider.name} is of another type`);
  return provider.settings;
}

/** A node of which Proxmox makes the machine. */
export interface ProxmoxNode extends DraftNode {
  readonly provider: DraftProvider & { readonly settings: ResolvedProxmoxProvider };
}

export function isProxmoxNode(node: DraftNode): node is ProxmoxNode {
  return proxmoxSettings(node.provider?.settings) !== undefined;
}

/** What a check finds of the machines of this provider, once for each line of the input. */
export function onProxmoxNodes(
  draft: Draft,
  check: (node: ProxmoxNode, cluster: DraftCluster) => readonly Diagnostic[],
): readonly Diagnostic[] {
  return onWrittenNodes(draft, (node, cluster) => (isProxmoxNode(node) ? check(node, cluster) : []));
}

/** Nodes of all clusters by the name of their provider. */
export function nodesByProvider(draft: Draft): ReadonlyMap<string, readonly [ProxmoxNode, ...ProxmoxNode[]]> {
  const found = new Map<string, [ProxmoxNode, ...ProxmoxNode[]]>();
  for (const node of draft.clusters.flatMap((cluster) => cluster.nodes)) {
    if (!isProxmoxNode(node)) continue;
    const nodes = found.get(node.provider.name);
    if (nodes === undefined) found.set(node.provider.name, [node]);
    else nodes.push(node);
  }
  return found;
}
