import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform, ProviderOf } from '../model/platform.ts';
import { machineProviders } from '../emit/terraform/machine-providers.ts';
import { wantedMachines } from '../model/wanted-machines.ts';
import { isFree } from './absent-machines.ts';
import type { HypervisorObservation } from './hypervisor.ts';
import { type ProxmoxApi, proxmoxApi, reasonOf } from './proxmox-api.ts';
import { listMachines, lookAtMachine, notAsked } from './proxmox-machines.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What asks each Proxmox provider for which there is a token, by name. Undefined: its token has not the form of one. */
export type HypervisorApis = ReadonlyMap<string, ProxmoxApi | undefined>;

/** Each provider with a token (as the Terraform provider takes it), and its own. `environments` undefined: of all. */
export function hypervisorApis(
  root: string,
  platform: Platform,
  environments: readonly string[] | undefined,
  tokens: ReadonlyMap<string, string>,
  env: Environment,
): HypervisorApis {
  return new Map(
    [...proxmoxProviders(platform, environments)].flatMap(([name, { settings }]) => {
      const token = tokens.get(name);
      if (token === undefined || token === '' || settings.endpoint === undefined) return [];
      return [[name, proxmoxApi(settings.endpoint, token, authorities(root, settings.ca, env))] as const];
    }),
  );
}

/**
 * The virtual machines that each Proxmox provider has now, whoever made them: one GET, and one more for each machine that
 * has an id which the platform wants. What goes wrong is an observation too.
 */
export async function readHypervisors(
  root: string,
  platform: Platform,
  environments: readonly string[] | undefined,
  tokens: ReadonlyMap<string, string>,
  env: Environment,
): Promise<ReadonlyMap<string, HypervisorObservation>> {
  const wanted = new Map<string, Set<number>>();
  for (const environment of platform.environments) {
    if (environments !== undefined && !environments.includes(environment.name)) continue;
    for (const { node, id } of environment.clusters.flatMap((cluster) => wantedMachines(platform, cluster))) {
      const ids = wanted.get(node.provider.name) ?? new Set<number>();
      wanted.set(node.provider.name, ids.add(id));
    }
  }
  const apis = hypervisorApis(root, platform, environments, tokens, env);
  const asked = [...apis].map(
    async ([name, api]) => [name, await readHypervisor(api, wanted.get(name) ?? new Set())] as const,
  );
  return new Map(await Promise.all(asked));
}

/**
 * The token in the environment, for the provider that it must be for. There is room for one: with several providers
 * nobody knows whose it is, and it is shown to none of them.
 */
export function tokenOfEnvironment(
  platform: Platform,
  environments: readonly string[] | undefined,
  token: string | undefined,
): ReadonlyMap<string, string> {
  const [only, ...others] = proxmoxProviders(platform, environments).keys();
  return token === undefined || only === undefined || others.length > 0 ? new Map() : new Map([[only, token]]);
}

/** Proxmox providers that Terraform reaches for these environments, by name: those that only had machines, too. */
export function proxmoxProviders(
  platform: Platform,
  environments: readonly string[] | undefined,
): ReadonlyMap<string, ProviderOf<'proxmox'>> {
  const providers = new Map<string, ProviderOf<'proxmox'>>();
  for (const environment of platform.environments) {
    if (environments !== undefined && !environments.includes(environment.name)) continue;
    for (const { provider } of environment.clusters.flatMap((cluster) => machineProviders(cluster)))
      if (provider.type === 'proxmox') providers.set(provider.name, provider);
  }
  return providers;
}

/** One hypervisor's machines; of those in `wanted`, all that they are known by, and whether ids that it does not list are free. */
export async function readHypervisor(
  api: ProxmoxApi | undefined,
  wanted: ReadonlySet<number>,
): Promise<HypervisorObservation> {
  if (api === undefined) return { machines: undefined, because: 'its token is not of the form user@realm!name=uuid' };
  try {
    const listed = await listMachines(api);
    const ids = new Set(listed.map(({ id }) => id));
    const machines = await inTurn(listed, (machine) =>
      wanted.has(machine.id) ? lookAtMachine(machine, api) : Promise.resolve({ ...machine, unread: notAsked }),
    );
    const absent = [...wanted].filter((id) => !ids.has(id)).sort((a, b) => a - b);
    const hidden = (await inTurn(absent, (id) => isFree(api, id))).flatMap((answer) => answer ?? []);
    return { machines, ...(hidden.length === 0 ? {} : { hidden }) };
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

function authorities(root: string, ca: string | undefined, env: Environment): string | undefined {
  const path = ca === undefined ? env['SSL_CERT_FILE'] : join(root, ca);
  if (path === undefined || path === '') return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Without it the certificate is not trusted, and that is what is reported.
    return undefined;
  }
}
