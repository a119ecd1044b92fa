import type { HiddenId } from '../../../observe/hypervisor.ts';
import { type ProxmoxApi, ProxmoxRefusal, reasonOf } from './api.ts';

/**
 * What a list of machines does not show is not gone for that: Proxmox leaves out what a token may not see, and answers 200
 * with what is left. So each id is asked about by itself.
 */

/** Undefined: no machine has the id. Any token may ask this, and Proxmox looks at all machines for it, listed or not. */
export async function isFree(api: ProxmoxApi, id: number): Promise<HiddenId | undefined> {
  try {
    const answer = await api.ask(`cluster/nextid?vmid=${id}`);
    if (String(answer) === String(id)) return undefined;
    return hidden(id, 'and whether the id is free was answered with something else', tryLater);
  } catch (error) {
    const isTaken = error instanceof ProxmoxRefusal && /already exists/.test(error.fields['vmid'] ?? error.reason);
    if (!isTaken) return hidden(id, `and whether the id is free cannot be asked (${reasonOf(error)})`, tryLater);
  }
  const { reason, needs } = await whyHidden(api, id);
  return hidden(id, `although the id is taken: ${reason}`, needs);
}

/**
 * Undefined: a machine that was made is gone. The token may see it, its host has no configuration of it, and the id is
 * free: each alone can be said of a machine that is there.
 */
export async function isGone(api: ProxmoxApi, id: number, host: string | undefined): Promise<HiddenId | undefined> {
  let privileges: Privileges;
  try {
    privileges = await privilegesOn(api, `/vms/${id}`);
  } catch (error) {
    return hidden(id, `and what its token may see cannot be asked (${reasonOf(error)})`, tryLater);
  }
  if (!privileges.has(audit)) {
    const { reason, needs } = await whyHidden(api, id);
    return hidden(id, `and may still exist: ${reason}`, needs);
  }
  if (host !== undefined) {
    const found = await isOnHost(api, id, host);
    if (found !== undefined) return found;
  }
  return isFree(api, id);
}

/** Undefined: that host has no machine with this id. */
async function isOnHost(api: ProxmoxApi, id: number, host: string): Promise<HiddenId | undefined> {
  try {
    await api.ask(`nodes/${encodeURIComponent(host)}/qemu/${id}/config`);
    return hidden(id, `although ${host} has its configuration`, tryLater);
  } catch (error) {
    // qemu-server: "Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist", as a 500.
    const isNotThere =
      error instanceof ProxmoxRefusal &&
      error.status === 500 &&
      /^Configuration file .*does not exist/.test(error.reason);
    return isNotThere ? undefined : hidden(id, `and ${host} cannot be asked about it (${reasonOf(error)})`, tryLater);
  }
}

const audit = 'VM.Audit';
const tryLater =
  'plan again in a minute, once Proxmox shows it: a cluster that has just started lists nothing at first';

type Privileges = ReadonlySet<string>;

/** Effective privileges of the token. A key alone counts: its value says whether the privilege goes on below the path. */
async function privilegesOn(api: ProxmoxApi, path: string): Promise<Privileges> {
  const answer = await api.ask(`access/permissions?path=${encodeURIComponent(path)}`);
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    throw new Error('it answers with something else than privileges');
  const privileges = (answer as Readonly<Record<string, unknown>>)[path];
  return new Set(typeof privileges === 'object' && privileges !== null ? Object.keys(privileges) : []);
}

/** Why a machine that is there is not listed, and how it would be. */
async function whyHidden(api: ProxmoxApi, id: number): Promise<{ readonly reason: string; readonly needs: string }> {
  const { tokenId } = api;
  let own: Privileges;
  let all: Privileges;
  try {
    [own, all] = [await privilegesOn(api, `/vms/${id}`), await privilegesOn(api, '/vms')];
  } catch (error) {
    return { reason: `what token ${tokenId} may see cannot be asked (${reasonOf(error)})`, needs: tryLater };
  }
  if (own.has(audit)) return { reason: `token ${tokenId} may see it, and it is not shown yet`, needs: tryLater };
  return { reason: `token ${tokenId} has no ${audit} on /vms/${id}`, needs: grant(tokenId, id, all) };
}

/** A role on /vms takes the place of what a token has from above, so it is given only where there is nothing. */
function grant(tokenId: string, id: number, all: Privileges): string {
  if (all.has(audit)) return `${audit} on /vms/${id} and on its pool: "pveum acl list" shows what takes it away there`;
  if (all.size === 0)
    return `on a Proxmox host: pveum acl modify /vms --tokens '${tokenId}' --roles PVEAuditor; its user needs ${audit} there too`;
  return `on a Proxmox host, for the ROLE that "pveum acl list" shows for ${tokenId}: pveum role modify ROLE --append 1 --privs ${audit}`;
}

function hidden(id: number, because: string, needs: string): HiddenId {
  return { id, because, needs };
}
