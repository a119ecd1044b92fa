import type { HypervisorMachine, PendingSetting } from '../../../observe/hypervisor.ts';
import { type ProxmoxApi, reasonOf } from './api.ts';

/** Why nothing is known of a machine but what the list says: its id was of no interest so far. */
export const notAsked = 'it was not asked for';

/** All machines that the token may see. Entries that are no machine are left out; one that cannot be read makes the list worthless. */
export async function listMachines({ ask }: ProxmoxApi): Promise<readonly HypervisorMachine[]> {
  const data = await ask('cluster/resources?type=vm');
  if (!Array.isArray(data)) throw new Error('it answers with something else than a list of machines');
  return data
    .filter((entry: { type?: unknown }) => entry.type === 'qemu' || entry.type === 'lxc')
    .map((entry: Readonly<Record<string, unknown>>) => {
      if (typeof entry['vmid'] !== 'number') throw new Error('it lists a machine without an id');
      return {
        id: entry['vmid'],
        name: typeof entry['name'] === 'string' ? entry['name'] : '',
        host: typeof entry['node'] === 'string' ? entry['node'] : '',
        tags: tagsOf(entry['tags']),
        running: statusOf(entry['status']),
        ...(entry['type'] === 'lxc' ? { container: true as const } : {}),
      };
    });
}

/**
 * A machine with all that it is known by, as its configuration says it: the list takes names from statistics, which a host
 * that has just started does not have yet. `pending` is the configuration with both values of what waits; it needs no
 * more than `config` does (VM.Audit).
 */
export async function lookAtMachine(machine: HypervisorMachine, { ask }: ProxmoxApi): Promise<HypervisorMachine> {
  if (machine.container === true) return machine;
  try {
    const settings = parseSettings(await ask(`nodes/${encodeURIComponent(machine.host)}/qemu/${machine.id}/pending`));
    const next = (wanted: string): string | undefined => settings.find(({ key }) => key === wanted)?.next;
    const uuid = uuidOf(next('smbios1'));
    const pending = settings.filter(({ now, next: later }) => now !== later);
    return {
      ...machine,
      name: next('name') ?? '',
      tags: tagsOf(next('tags')),
      ...(uuid === undefined ? {} : { uuid }),
      ...(pending.length === 0 ? {} : { pending }),
    };
  } catch (error) {
    return { ...machine, unread: reasonOf(error) };
  }
}

/** `unknown` for a few seconds after a host has started, and as long as it is away. */
function statusOf(status: unknown): boolean | undefined {
  return status === 'running' ? true : status === 'stopped' ? false : undefined;
}

function tagsOf(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split(/[;, ]/).filter(Boolean) : [];
}

/**
 * Settings as they are and as they will be, sorted by key. Proxmox gives `{key, value?, pending?, delete?}`: `pending`
 * where another value waits, `delete` (1, or 2 by force) where the setting will go.
 */
function parseSettings(data: unknown): readonly PendingSetting[] {
  if (!Array.isArray(data)) throw new Error('it answers with something else than a list of settings');
  const settings = data.map((entry: Readonly<Record<string, unknown>>): PendingSetting => {
    const key = entry['key'];
    if (typeof key !== 'string') throw new Error('it lists a setting without a key');
    const now = setting(entry['value']);
    const next = setting(entry['pending']) ?? (entry['delete'] === undefined ? now : undefined);
    return { key, now, next };
  });
  return settings.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Counts are bare numbers on the wire. */
function setting(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Of `base64=1,uuid=...`. */
function uuidOf(smbios: string | undefined): string | undefined {
  return /(?:^|,)uuid=([0-9a-fA-F-]{36})(?:,|$)/.exec(smbios ?? '')?.[1]?.toLowerCase();
}
