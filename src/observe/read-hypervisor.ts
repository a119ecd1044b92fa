import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { Platform, ProviderOf } from '../model/platform.ts';
import { machineProviders } from '../emit/terraform/machine-providers.ts';
import { wantedMachines } from '../model/wanted-machines.ts';
import type { HypervisorMachine, HypervisorObservation, PendingSetting } from './observations.ts';

/** For each question: a hypervisor that is slower than this is treated like one that is not there. */
const timeoutMilliseconds = 10_000;

/**
 * The virtual machines that each Proxmox provider has now, whoever made them: one GET, and one more for each machine that
 * has an id which the platform wants. Asked are the providers for which there is a token (as the Terraform provider takes
 * it), each with its own. What goes wrong is an observation too.
 */
export async function readHypervisors(
  root: string,
  platform: Platform,
  environments: readonly string[] | undefined,
  tokens: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ReadonlyMap<string, HypervisorObservation>> {
  const wanted = new Map<string, Set<number>>();
  const providers = proxmoxProviders(platform, environments);
  for (const environment of platform.environments) {
    if (environments !== undefined && !environments.includes(environment.name)) continue;
    for (const { node, id } of environment.clusters.flatMap((cluster) => wantedMachines(platform, cluster))) {
      const ids = wanted.get(node.provider.name) ?? new Set<number>();
      wanted.set(node.provider.name, ids.add(id));
    }
  }
  const asked = [...providers].map(async ([name, { settings }]) => {
    const token = tokens.get(name);
    if (token === undefined || token === '' || settings.endpoint === undefined) return [];
    const ca = authorities(root, settings.ca, env);
    return [[name, await readHypervisor(settings.endpoint, token, ca, wanted.get(name) ?? new Set())] as const];
  });
  return new Map((await Promise.all(asked)).flat());
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

/** One hypervisor's machines; of those in `wanted`, their UUID and what waits for a start. Certificates are always checked. */
export async function readHypervisor(
  endpoint: string,
  token: string,
  ca: string | undefined,
  wanted: ReadonlySet<number>,
): Promise<HypervisorObservation> {
  if (!isToken.test(token))
    return { machines: undefined, because: 'its token is not of the form user@realm!name=uuid' };
  const ask: Ask = (path) =>
    get(new URL(`api2/json/${path}`, endpoint.endsWith('/') ? endpoint : `${endpoint}/`), token, ca);
  try {
    const machines = parseMachines(await ask('cluster/resources?type=vm'));
    const looked: HypervisorMachine[] = [];
    // One after another: with a hundred machines, a hypervisor is not asked a hundred things at once.
    for (const { container, ...machine } of machines) {
      looked.push(wanted.has(machine.id) && !container ? await lookAt(machine, ask) : machine);
    }
    return { machines: looked };
  } catch (error) {
    return { machines: undefined, because: reason(error) };
  }
}

/** As the provider takes it; another one never gets as far as a host. */
const isToken = /^[^\s@!=]+@[^\s@!=]+![^\s@!=]+=[\x21-\x7e]+$/;

type Ask = (path: string) => Promise<string>;

/** `pending` is the configuration with both values of what waits; it needs no more than `config` does (VM.Audit). */
async function lookAt(machine: HypervisorMachine, ask: Ask): Promise<HypervisorMachine> {
  try {
    const settings = parseSettings(await ask(`nodes/${encodeURIComponent(machine.host)}/qemu/${machine.id}/pending`));
    const uuid = uuidOf(settings.find(({ key }) => key === 'smbios1')?.next);
    const pending = settings.filter(({ now, next }) => now !== next);
    return { ...machine, ...(uuid === undefined ? {} : { uuid }), ...(pending.length === 0 ? {} : { pending }) };
  } catch (error) {
    return { ...machine, unread: reason(error) };
  }
}

function get(url: URL, token: string, ca: string | undefined): Promise<string> {
  return new Promise((done, failed) => {
    const call = request(
      url,
      {
        headers: { authorization: `PVEAPIToken=${token}` },
        ...(ca === undefined ? {} : { ca }),
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
          if (text.length > largestAnswer) call.destroy(new Error('the answer is too long'));
        });
        response.on('error', failed);
        response.on('end', () => {
          if (response.statusCode === 200) done(text);
          else failed(new Error(`it answers ${response.statusCode} ${response.statusMessage ?? ''}`.trim()));
        });
      },
    );
    // From the first to the last byte: Node's own limit begins anew whenever something happens.
    const timer = setTimeout(
      () => call.destroy(new Error(`no answer within ${timeoutMilliseconds / 1000} s`)),
      timeoutMilliseconds,
    );
    call.on('close', () => clearTimeout(timer));
    call.on('error', failed);
    call.end();
  });
}

/** Far more than a hypervisor with thousands of machines says. */
const largestAnswer = 64 * 1024 * 1024;

/** Entries that are no machine are left out; one that cannot be read makes the whole list worthless. */
function parseMachines(text: string): readonly (HypervisorMachine & { readonly container: boolean })[] {
  const { data } = JSON.parse(text) as { data?: unknown };
  if (!Array.isArray(data)) throw new Error('it answers with something else than a list of machines');
  return data
    .filter((one: { type?: unknown }) => one.type === 'qemu' || one.type === 'lxc')
    .map((one: Readonly<Record<string, unknown>>) => {
      if (typeof one['vmid'] !== 'number') throw new Error('it lists a machine without an id');
      return {
        id: one['vmid'],
        name: typeof one['name'] === 'string' ? one['name'] : '',
        host: typeof one['node'] === 'string' ? one['node'] : '',
        tags: typeof one['tags'] === 'string' ? one['tags'].split(/[;, ]/).filter(Boolean) : [],
        running: one['status'] === 'running',
        container: one['type'] === 'lxc',
      };
    });
}

/**
 * Settings as they are and as they will be, sorted by key. Proxmox gives `{key, value?, pending?, delete?}`: `pending`
 * where another value waits, `delete` (1, or 2 by force) where the setting will go.
 */
function parseSettings(text: string): readonly PendingSetting[] {
  const { data } = JSON.parse(text) as { data?: unknown };
  if (!Array.isArray(data)) throw new Error('it answers with something else than a list of settings');
  const settings = data.map((one: Readonly<Record<string, unknown>>): PendingSetting => {
    const key = one['key'];
    if (typeof key !== 'string') throw new Error('it lists a setting without a key');
    const now = setting(one['value']);
    const next = setting(one['pending']) ?? (one['delete'] === undefined ? now : undefined);
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

function authorities(
  root: string,
  ca: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const path = ca === undefined ? env['SSL_CERT_FILE'] : join(root, ca);
  if (path === undefined || path === '') return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Without it the certificate is not trusted, and that is what is reported.
    return undefined;
  }
}

function reason(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String((error as { code?: unknown }).code);
}
