import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster, Platform, Provider } from '../../../model/platform.ts';
import { machineProviders } from '../../../emit/terraform/machine-providers.ts';
import { wantedMachines } from '../model/wanted-machines.ts';
import type { HypervisorObservation } from '../../../observe/hypervisor.ts';
import { timeLimits } from '../../../observe/time-limits.ts';
import type { ApiWorld } from '../../../observe/provider-observe.ts';
import { proxmox } from '../model/settings.ts';
import { type ProxmoxApi, proxmoxApi, reasonOf } from './api.ts';
import { isFree } from './absent-machines.ts';
import { readInventory } from './inventory.ts';
import { readIdentity } from './identity.ts';
import { listMachines, lookAtMachine, notAsked } from './machines.ts';

/** What asks each Proxmox provider of a cluster for which there is a token, by name. Undefined: its token has not the form of one. */
export type HypervisorApis = ReadonlyMap<string, ProxmoxApi | undefined>;

/** Each provider of a cluster with a token (as the Terraform provider takes it), and its own. */
export function hypervisorApis(world: ApiWorld, cluster: Cluster): HypervisorApis {
  return new Map(
    machineProviders(cluster).flatMap(({ provider }) => {
      const found = hypervisorApi(world, provider);
      return found === undefined ? [] : [[provider.name, found.api] as const];
    }),
  );
}

/**
 * The virtual machines that a provider has now, of any owner: one GET, and one more for each machine that has an id
 * which the platform wants; and what it has of what machines are made on, a few more. What goes wrong is an observation too.
 */
export async function readProvider(
  world: ApiWorld,
  platform: Platform,
  environments: readonly string[] | undefined,
  provider: Provider,
): Promise<HypervisorObservation | undefined> {
  const found = hypervisorApi(world, provider);
  if (found === undefined) return undefined;
  const clusters = platform.environments
    .filter(({ name }) => environments?.includes(name) ?? true)
    .flatMap((environment) => environment.clusters);
  const wanted = clusters
    .flatMap((cluster) => wantedMachines(platform, cluster))
    .filter(({ node }) => node.provider.name === provider.name);
  const observed = await readHypervisor(found.api, new Set(wanted.map(({ id }) => id)));
  if (found.api === undefined || observed.machines === undefined || wanted.length === 0) return observed;
  const nodes = wanted.map(({ node }) => node);
  try {
    const inventory = await readInventory(found.api, {
      hosts: [...new Set(nodes.flatMap(({ host }) => host ?? []))].sort(),
      hasDevices: nodes.some(({ gpus }) => gpus.length > 0),
      hasPool: provider.settings.type === proxmox && provider.settings.pool !== undefined,
    });
    return { ...observed, inventory };
  } catch (error) {
    return { machines: undefined, because: reasonOf(error) };
  }
}

/** Undefined: it is of another type, has no token, or nothing says where it is. */
function hypervisorApi(
  { root, env, tokens }: ApiWorld,
  provider: Provider,
): { readonly api: ProxmoxApi | undefined } | undefined {
  const token = tokens.get(provider.name)?.reveal() ?? '';
  if (provider.type !== proxmox || token === '' || provider.settings.endpoint === undefined) return undefined;
  const ca = authorities(root, provider.settings.ca, env);
  return { api: proxmoxApi(provider.settings.endpoint, token, ca, timeLimits(env).api) };
}

/** One hypervisor's machines; of those in `wanted`, all that they are known by, and whether ids that it does not list are free. */
export async function readHypervisor(
  api: ProxmoxApi | undefined,
  wanted: ReadonlySet<number>,
): Promise<HypervisorObservation> {
  if (api === undefined) return { machines: undefined, because: 'its token is not of the form user@realm!name=uuid' };
  try {
    const [listed, identity] = await Promise.all([listMachines(api), readIdentity(api)]);
    const ids = new Set(listed.map(({ id }) => id));
    const machines = await inTurn(listed, (machine) =>
      wanted.has(machine.id) ? lookAtMachine(machine, api) : Promise.resolve({ ...machine, unread: notAsked }),
    );
    const absent = [...wanted].filter((id) => !ids.has(id)).sort((a, b) => a - b);
    const hidden = (await inTurn(absent, (id) => isFree(api, id))).flatMap((answer) => answer ?? []);
    return {
      machines,
      ...(hidden.length === 0 ? {} : { hidden }),
      ...(identity === undefined ? {} : { identity }),
    };
  } catch (error) {
    return { machines: undefined, because: reasonOf(error) };
  }
}

/** Few at a time: with a hundred machines, a hypervisor is not asked a hundred things at once. */
const atOnce = 4;

async function inTurn<T, R>(all: readonly T[], work: (value: T) => Promise<R>): Promise<readonly R[]> {
  const found: R[] = [];
  let at = 0;
  const worker = async (): Promise<void> => {
    while (at < all.length) {
      const index = at;
      at += 1;
      found[index] = await work(all[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker));
  return found;
}

function authorities(root: string, ca: string | undefined, env: ApiWorld['env']): string | undefined {
  const path = ca === undefined ? env['SSL_CERT_FILE'] : join(root, ca);
  if (path === undefined || path === '') return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Without it the certificate is not trusted, and that is what is reported.
    return undefined;
  }
}
