import type { ClusterId } from '../../src/identity/cluster-id.ts';
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { Cluster } from '../../src/model/platform.ts';
import { machineUuid, wantedMachines } from '../../src/providers/proxmox/model/wanted-machines.ts';
import { proxmoxApi } from '../../src/providers/proxmox/observe/api.ts';
import { readHypervisor } from '../../src/providers/proxmox/observe/read-hypervisor.ts';
import { terraformHold } from '../../src/plan/deferrals.ts';
import { describeForeign, foreignMachines, foreignRemedy } from '../../src/providers/proxmox/plan/foreign-machines.ts';
import { FakeProxmox } from '../fakes/proxmox/fake-proxmox.ts';
import { examplePlatform } from './compiled.ts';
import { tokensOfEnvironment } from '../../src/observe/api-providers.ts';
import { readHypervisors } from '../../src/observe/read-hypervisors.ts';
import { Secret } from '../../src/secrets/secret.ts';

const platform = examplePlatform();
const main = platform.environments
  .flatMap(({ clusters }) => clusters)
  .find((cluster) => cluster.name === 'main') as Cluster;
const first = main.nodes[0] as Cluster['nodes'][number];

const fakes: FakeProxmox[] = [];
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.stop()));
});

async function hypervisor(): Promise<{ fake: FakeProxmox; endpoint: string; ca: string }> {
  const fake = new FakeProxmox({ pve1: { bridges: [], stores: { 'local-zfs': { content: ['images'] } } } });
  fakes.push(fake);
  return { fake, endpoint: await fake.start(), ca: readFileSync(fake.certificate, 'utf8') };
}

const ours = 'cluster-main;environment-prod;infraflux;platform-homelab';
const id = first.vmId as number;
const uuid = machineUuid(platform, main, first.name);
const wanted = new Set(wantedMachines(platform, main).map((machine) => machine.id));
const provider = first.provider.name;

test('an id that is somebody elses is named, and ours is not, wherever it has moved', async () => {
  const { fake, endpoint, ca } = await hypervisor();
  fake.hypervisor.adopt('pve1', 100, { name: 'nas' });
  fake.hypervisor.adopt('pve1', id, { name: first.name, tags: `${ours};mine`, smbios1: `base64=1,uuid=${uuid}` });
  const there = await readHypervisor(proxmoxApi(endpoint, fake.token, ca), wanted);
  expect(there.machines?.map((machine) => machine.id)).toEqual([100, id]);
  expect(foreignMachines(platform, main, provider, there)).toEqual([]);
  expect(fake.writes()).toEqual([]);
  // Nobody looks at what nobody wants; each wanted id that is not listed is asked about.
  const asked = fake.requests.map(({ path, parameters }) => [...path, parameters.get('vmid') ?? ''].join('/'));
  const others = [...wanted].filter((other) => other !== id).sort();
  expect(asked.sort()).toEqual(
    [
      'cluster/resources/',
      'cluster/status/',
      `nodes/pve1/qemu/${id}/pending/`,
      ...others.map((other) => `cluster/nextid/${other}`),
    ].sort(),
  );

  const dev = { name: first.name, tags: 'cluster-main;environment-dev;infraflux', smbios1: `uuid=${uuid}` };
  fake.hypervisor.adopt('pve1', id, dev);
  const other = await readHypervisor(proxmoxApi(endpoint, fake.token, ca), wanted);
  expect(foreignMachines(platform, main, provider, other)).toMatchObject([
    { expected: { name: first.name }, id, verdict: { kind: 'foreign', differs: ['tags'] } },
  ]);
  // An id is taken on one hypervisor, not on all.
  expect(foreignMachines(platform, main, 'another', other)).toEqual([]);
});

test('a machine with our name and tags that somebody made recreated is none of ours', async () => {
  const { fake, endpoint, ca } = await hypervisor();
  const recreated = (smbios1: Readonly<Record<string, string>>): void => {
    fake.hypervisor.adopt('pve1', id, { name: first.name, tags: ours, ...smbios1 });
  };
  const judged = async (): Promise<readonly string[]> => {
    const found = foreignMachines(
      platform,
      main,
      provider,
      await readHypervisor(proxmoxApi(endpoint, fake.token, ca), wanted),
    );
    return found.flatMap((one) => [describeForeign(one), foreignRemedy(one)]);
  };
  recreated({ smbios1: 'uuid=4C4C4544-0042-4210-8034-B1C04F564432' });
  expect(await judged()).toEqual([
    `VM ${id} on pve1 has the name and tags of ${first.name}, and the SMBIOS UUID 4c4c4544-0042-4210-8034-b1c04f564432 instead of ${uuid}: it was created again, or is another machine`,
    `give that machine another id; or, if it is yours and none of its disks is encrypted by nodeId, run "qm set ${id} --smbios1 uuid=${uuid}" on pve1`,
  ]);
  recreated({});
  expect((await judged())[0]).toContain('and the SMBIOS UUID (none) instead of');
  // Who did as told need not restart it first.
  recreated({ smbios1: 'uuid=4C4C4544-0042-4210-8034-B1C04F564432' });
  fake.hypervisor.update(fake.hypervisor.machine('pve1', id), new Map([['smbios1', `uuid=${uuid}`]]));
  expect(await judged()).toEqual([]);

  fake.fault = ({ path }) =>
    path.at(-1) === 'pending' ? { when: 'before', status: 403, message: 'Permission check failed' } : undefined;
  expect(await judged()).toEqual([
    `VM ${id} on pve1 has an id of ${first.name}, and its configuration cannot be read, so that nothing proves whose it is (it answers 403 Permission check failed)`,
    'a token that may look at all machines (VM.Audit)',
  ]);
  // Whose name is another, needs no look.
  fake.hypervisor.adopt('pve1', id, { name: 'nas' });
  expect((await judged())[0]).toBe(`VM ID ${id} of ${first.name} is in use by nas on pve1 (name and tags differ)`);
});

test('what waits for a restart is told, by both values', async () => {
  const { fake, endpoint, ca } = await hypervisor();
  const smbios1 = `uuid=${uuid}`;
  const started = { name: first.name, tags: ours, smbios1, memory: '16384', cores: '4', numa: '1' };
  const machine = fake.hypervisor.adopt('pve1', id, started);
  const pending = async (): Promise<unknown> =>
    (await readHypervisor(proxmoxApi(endpoint, fake.token, ca), wanted)).machines?.[0]?.pending;
  expect(await pending()).toBeUndefined();
  fake.hypervisor.update(
    machine,
    new Map([
      ['memory', '32768'],
      ['cores', '8'],
      ['agent', 'enabled=1'],
      ['description', 'true at once'],
      ['delete', 'numa'],
    ]),
  );
  expect(await pending()).toEqual([
    { key: 'agent', now: undefined, next: 'enabled=1' },
    { key: 'cores', now: '4', next: '8' },
    { key: 'memory', now: '16384', next: '32768' },
    { key: 'numa', now: '1', next: undefined },
  ]);
  fake.hypervisor.stop(machine);
  fake.hypervisor.start(machine);
  expect(await pending()).toBeUndefined();
});

test('each provider is asked with its own token, and one in the environment is shown to no two', async () => {
  const [home, office] = [await hypervisor(), await hypervisor()];
  const { provider } = first;
  if (provider.type !== 'proxmox') throw new Error(provider.type);
  const at = (name: string, endpoint: string): Cluster['provider'] => ({
    ...provider,
    name,
    settings: { ...provider.settings, endpoint },
  });
  const providers = [at('home', home.endpoint), at('office', office.endpoint)];
  const spread = {
    ...platform,
    environments: [
      {
        ...(platform.environments[0] as (typeof platform.environments)[number]),
        clusters: [
          {
            ...main,
            nodes: main.nodes.map((node, index) => ({ ...node, provider: providers[index % 2] ?? node.provider })),
          },
        ],
      },
    ],
  };
  const tokens = new Map([['office', new Secret(office.fake.token)]]);
  const env = { SSL_CERT_FILE: home.fake.certificate };
  const observed = await readHypervisors(spread, undefined, { root: '.', env, tokens });
  expect([...observed]).toMatchObject([['office', { machines: [] }]]);
  expect(home.fake.requests).toEqual([]);
  const given = { PROXMOX_VE_API_TOKEN: 'x' };
  expect(tokensOfEnvironment(spread, undefined, given)).toEqual(new Map());
  expect(tokensOfEnvironment(platform, undefined, given).get('home')?.reveal()).toBe('x');
  expect(tokensOfEnvironment(platform, undefined, {})).toEqual(new Map());
});

test('a UUID follows from names alone, and stays what it is: disks are encrypted with it', () => {
  const [of, there] = [{ name: 'homelab' }, { environment: 'prod', name: 'main' }];
  expect(machineUuid(of, there, 'main-cp-1')).toBe('87ca6172-6f35-8e3b-a55f-909556a33f80');
  expect(machineUuid(of, there, 'main-workers-1', 'data')).toBe('abafadf4-a708-8864-98f0-eb48d447776d');
  const all = platform.environments.flatMap(({ clusters }) =>
    clusters.flatMap((cluster) => wantedMachines(platform, cluster).map((machine) => machine.uuid)),
  );
  expect(new Set(all).size).toBe(all.length);
  for (const one of all) expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a holder of a kept disk is looked for as well', async () => {
  const worker = main.nodes.find((node) => node.disks.some((disk) => disk.holder !== undefined));
  const disk = worker?.disks.find(({ holder }) => holder !== undefined);
  const machines = [{ id: disk?.holder as number, name: 'nas', host: 'pve1', tags: [], running: true }];
  expect(foreignMachines(platform, main, provider, { machines })).toMatchObject([
    { expected: { name: `${worker?.name}-${disk?.name}` } },
  ]);
});

test('it stands before every other reason why Terraform does not run', () => {
  const engines = {
    terraform: undefined,
    credentials: new Set<string>(),
    kubeconfigs: new Set<ClusterId>(),
    talosconfigs: new Set<ClusterId>(),
  };
  const machines = [{ id: first.vmId as number, name: 'nas', host: 'pve3', tags: [], running: true }];
  const hypervisors = new Map([['home', { machines }]]);
  expect(terraformHold(platform, { engines, hypervisors }, main)).toMatchObject({
    state: 'blocked',
    diagnostic: {
      code: 'machine/id-taken',
      message: `VM ID ${first.vmId} of ${first.name} is in use by nas on pve3 (name, tags and SMBIOS UUID differ): terraform would adopt it`,
    },
  });
});

test('a hypervisor that cannot be asked is no reason to fail', async () => {
  const { fake, endpoint, ca } = await hypervisor();
  expect(await readHypervisor(proxmoxApi(endpoint, 'somebody@pve!else=0', ca), wanted)).toEqual({
    machines: undefined,
    because: 'it answers 401 invalid token value!',
  });
  expect((await readHypervisor(proxmoxApi(endpoint, fake.token, undefined), wanted)).because).toMatch(/self-signed/);
  fake.fault = () => ({ when: 'before' });
  expect((await readHypervisor(proxmoxApi(endpoint, fake.token, ca), wanted)).because).toMatch(/hang up|ECONNRESET/);
  fake.fault = () => ({ when: 'before', status: 500, message: 'no quorum' });
  expect((await readHypervisor(proxmoxApi(endpoint, fake.token, ca), wanted)).because).toBe('it answers 500 no quorum');
});
