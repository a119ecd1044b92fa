import type { HypervisorInventory } from '../../../observe/hypervisor.ts';
import type { ProxmoxApi } from './api.ts';
import { type Entry, listOf, namesOf } from './lists.ts';

/** What the token sees of what machines are made on: hosts, datastores, bridges, mapped devices, pools. */
export async function readInventory(
  api: ProxmoxApi,
  wanted: { readonly hosts: readonly string[]; readonly hasDevices: boolean; readonly hasPool: boolean },
): Promise<HypervisorInventory> {
  const [nodes, stores, mappings, pools] = await Promise.all([
    listOf(api, 'nodes'),
    listOf(api, 'cluster/resources?type=storage'),
    wanted.hasDevices ? listOf(api, 'cluster/mapping/pci') : undefined,
    wanted.hasPool ? listOf(api, 'pools') : undefined,
  ]);
  const hosts = namesOf(nodes, 'node');
  const bridges: Record<string, readonly string[]> = {};
  for (const host of wanted.hosts) {
    if (!hosts.includes(host)) continue;
    const found = namesOf(await listOf(api, `nodes/${encodeURIComponent(host)}/network?type=any_bridge`), 'iface');
    if (found.length > 0) bridges[host] = found;
  }
  return {
    hosts,
    datastores: datastoresOf(stores ?? []),
    bridges,
    mappings: namesOf(mappings, 'id'),
    pools: namesOf(pools, 'poolid'),
  };
}

function datastoresOf(entries: readonly Entry[]): HypervisorInventory['datastores'] {
  const found: Record<string, Record<string, readonly string[]>> = {};
  for (const { node, storage, content } of entries) {
    if (typeof node !== 'string' || typeof storage !== 'string') continue;
    const kinds = typeof content === 'string' ? content.split(',').map((kind) => kind.trim()) : [];
    found[node] = { ...found[node], [storage]: kinds.filter((kind) => kind !== '').sort() };
  }
  return found;
}
