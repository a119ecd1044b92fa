import type { HypervisorIdentity } from '../../../plan/bound.ts';
import type { ProxmoxApi } from './api.ts';
import { listOf, namesOf } from './lists.ts';

/**
 * Name of the Proxmox cluster and its hosts. `cluster/status` needs Sys.Audit on `/`; without it, the list of hosts, that every user
 * may see, says which they are. Undefined: neither answers, which the list of machines reports in its own words.
 */
export async function readIdentity(api: ProxmoxApi): Promise<HypervisorIdentity | undefined> {
  try {
    return await askIdentity(api);
  } catch {
    return undefined;
  }
}

async function askIdentity(api: ProxmoxApi): Promise<HypervisorIdentity | undefined> {
  const status = await listOf(api, 'cluster/status');
  if (status !== undefined) {
    const name = status.find(({ type }) => type === 'cluster')?.['name'];
    const hosts = namesOf(
      status.filter(({ type }) => type === 'node'),
      'name',
    );
    if (hosts.length > 0) return { ...(typeof name === 'string' ? { name } : {}), hosts };
  }
  const hosts = namesOf(await listOf(api, 'nodes'), 'node');
  return hosts.length === 0 ? undefined : { hosts };
}
