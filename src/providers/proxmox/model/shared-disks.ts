import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Draft } from '../../../model/draft.ts';
import { blame, compare, writtenAt } from '../../../model/rules/places.ts';
import { inList } from '../../../model/rules/range-overlap.ts';
import { isProxmoxNode } from './settings.ts';

/** Control planes that Proxmox is to start on another host, with disks that only their own host has. */
export function disksOfHighAvailability(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    const local = new Map<
      string,
      { readonly nodes: string[]; readonly stores: Set<string>; readonly span: ReturnType<typeof writtenAt> }
    >();
    for (const node of cluster.nodes) {
      if (node.role !== 'controlplane' || !isProxmoxNode(node) || node.provider.settings.ha === undefined) continue;
      const { name, settings, tree } = node.provider;
      const hosts = settings.hosts ?? {};
      const host =
        node.host === undefined || !Object.hasOwn(hosts, node.host.value) ? undefined : hosts[node.host.value];
      for (const disk of host === undefined ? [] : Object.values(node.value.disks ?? {})) {
        const store = host?.datastores?.[disk.datastore ?? 'disks'];
        if (store === undefined || (settings.sharedDatastores ?? []).includes(store)) continue;
        const found = local.get(name) ?? { nodes: [], stores: new Set(), span: writtenAt(tree, 'ha') };
        local.set(name, found);
        if (!found.nodes.includes(node.name.value)) found.nodes.push(node.name.value);
        found.stores.add(store);
      }
    }
    return [...local].map(([provider, { nodes, stores, span }]) => {
      const names = [...stores].sort(compare);
      const message = `Proxmox cannot start ${inList(nodes)} on another host: the hosts do not share datastore ${inList(names)}`;
      const help = `use a shared datastore for their disks; if the hosts share it, write sharedDatastores: [${names.join(', ')}]`;
      return blame('machine/ha-on-local-disks', { span, who: `provider ${provider}` }, [], message, {
        help,
        cluster: cluster.id,
      });
    });
  });
}
