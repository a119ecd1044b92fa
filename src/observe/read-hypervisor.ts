import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { Platform, Provider } from '../model/platform.ts';
import type { HypervisorObservation, HypervisorMachine } from './observations.ts';

/** For all of a list: a hypervisor that is slower than this is treated like one that is not there. */
const timeoutMilliseconds = 10_000;

/**
 * The virtual machines that each Proxmox provider has now, whoever made them. Asked only with a token in the environment
 * (PROXMOX_VE_API_TOKEN, as the Terraform provider takes it), by one GET. What goes wrong is an observation too.
 */
export async function readHypervisors(
  root: string,
  platform: Platform,
  environments: readonly string[] | undefined,
  token: string | undefined,
): Promise<ReadonlyMap<string, HypervisorObservation>> {
  const observed = new Map<string, HypervisorObservation>();
  if (token === undefined || token === '') return observed;
  const providers = new Map<string, Provider>();
  for (const environment of platform.environments) {
    if (environments !== undefined && !environments.includes(environment.name)) continue;
    for (const { provider } of environment.clusters.flatMap((cluster) => cluster.nodes)) {
      if (provider.type === 'proxmox') providers.set(provider.name, provider);
    }
  }
  // There is room for one token: with several providers nobody knows whose it is, and it is shown to none of them.
  if (providers.size !== 1) return observed;
  for (const [name, { settings }] of providers) {
    if (settings.endpoint === undefined) continue;
    observed.set(name, await readHypervisor(settings.endpoint, token, authorities(root, settings.ca)));
  }
  return observed;
}

/** One hypervisor's machines. Certificates are always checked. */
export async function readHypervisor(
  endpoint: string,
  token: string,
  ca: string | undefined,
): Promise<HypervisorObservation> {
  try {
    const url = new URL('api2/json/cluster/resources?type=vm', endpoint.endsWith('/') ? endpoint : `${endpoint}/`);
    return { machines: parseMachines(await get(url, token, ca)) };
  } catch (error) {
    return { machines: undefined, because: reason(error) };
  }
}

function get(url: URL, token: string, ca: string | undefined): Promise<string> {
  return new Promise((done, failed) => {
    const call = request(
      url,
      {
        headers: { authorization: `PVEAPIToken=${token}` },
        timeout: timeoutMilliseconds,
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
    call.on('timeout', () => call.destroy(new Error(`no answer within ${timeoutMilliseconds / 1000} s`)));
    call.on('error', failed);
    call.end();
  });
}

/** Far more than a hypervisor with thousands of machines says. */
const largestAnswer = 64 * 1024 * 1024;

/** Entries that are no machine are left out; one that cannot be read makes the whole list worthless. */
function parseMachines(text: string): readonly HypervisorMachine[] {
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
      };
    });
}

function authorities(root: string, ca: string | undefined): string | undefined {
  const path = ca === undefined ? process.env['SSL_CERT_FILE'] : join(root, ca);
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
