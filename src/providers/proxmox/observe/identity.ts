import type { HypervisorIdentity } from '../../../plan/bound.ts';
import { type ProxmoxApi, ProxmoxRefusal } from './api.ts';

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
  const hosts = namesOf((await listOf(api, 'nodes')) ?? [], 'node');
  return hosts.length === 0 ? undefined : { hosts };
}

type Entry = Readonly<Record<string, unknown>>;

async function listOf({ ask }: ProxmoxApi, path: string): Promise<readonly Entry[] | undefined> {
  try {
    const data = await ask(path);
    return Array.isArray(data)
      ? data.filter((entry): entry is Entry => typeof entry === 'object' && entry !== null)
      : undefined;
  } catch (error) {
    // Not allowed, or not known to this version. What does not answer at all is not asked a second time.
    if (error instanceof ProxmoxRefusal) return undefined;
    throw error;
  }
}

function namesOf(entries: readonly Entry[], key: string): readonly string[] {
  return entries
    .map((entry) => entry[key])
    .filter((name): name is string => typeof name === 'string' && name !== '')
    .sort();
}
