import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { Cluster } from '../../src/model/platform.ts';
import { readHypervisor } from '../../src/observe/read-hypervisor.ts';
import { deferredLayers } from '../../src/plan/deferrals.ts';
import { foreignMachines } from '../../src/plan/foreign-machines.ts';
import { FakeProxmox } from '../fakes/proxmox/fake-proxmox.ts';
import { examplePlatform } from './compiled.ts';

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

test('an id that is somebody elses is named, and ours is not, wherever it has moved', async () => {
  const { fake, endpoint, ca } = await hypervisor();
  fake.hypervisor.adopt('pve1', 100, { name: 'nas' });
  fake.hypervisor.adopt('pve1', first.vmId as number, { name: first.name, tags: `${ours};mine` });
  const there = await readHypervisor(endpoint, fake.token, ca);
  expect(there.machines?.map(({ id }) => id)).toEqual([100, first.vmId]);
  expect(foreignMachines(platform, main, there)).toEqual([]);
  expect(fake.writes()).toEqual([]);

  fake.hypervisor.adopt('pve1', first.vmId as number, {
    name: first.name,
    tags: 'cluster-main;environment-dev;infraflux',
  });
  const other = await readHypervisor(endpoint, fake.token, ca);
  expect(foreignMachines(platform, main, other).map(({ wanted, id }) => [wanted, id])).toEqual([
    [first.name, first.vmId],
  ]);
});

test('a holder of a kept disk is looked for as well', async () => {
  const worker = main.nodes.find((node) => node.disks.some((disk) => disk.holder !== undefined));
  const disk = worker?.disks.find(({ holder }) => holder !== undefined);
  const machines = [{ id: disk?.holder as number, name: 'nas', host: 'pve1', tags: [] }];
  expect(foreignMachines(platform, main, { machines })).toMatchObject([{ wanted: `${worker?.name}-${disk?.name}` }]);
});

test('it stands before every other reason why Terraform does not run', () => {
  const engines = {
    terraform: undefined,
    credentials: new Set<string>(),
    kubeconfigs: new Set<string>(),
    talosconfigs: new Set<string>(),
  };
  const machines = [{ id: first.vmId as number, name: 'nas', host: 'pve3', tags: [] }];
  const layers = deferredLayers(platform, { engines, hypervisors: new Map([['home', { machines }]]) }, ['prod']);
  const terraform = layers.filter(({ layer, cluster }) => layer === 'terraform' && cluster === 'main');
  expect(terraform).toMatchObject([
    {
      because: `VM id ${first.vmId}, which ${first.name} would have, is that of nas on pve3: terraform would take it over`,
    },
  ]);
});

test('a hypervisor that cannot be asked is no reason to fail', async () => {
  const { fake, endpoint, ca } = await hypervisor();
  expect(await readHypervisor(endpoint, 'somebody@pve!else=0', ca)).toEqual({
    machines: undefined,
    because: 'it answers 401 invalid token value!',
  });
  expect((await readHypervisor(endpoint, fake.token, undefined)).because).toMatch(/self-signed/);
  fake.fault = () => ({ when: 'before' });
  expect((await readHypervisor(endpoint, fake.token, ca)).because).toMatch(/hang up|ECONNRESET/);
  fake.fault = () => ({ when: 'before', status: 500, message: 'no quorum' });
  expect((await readHypervisor(endpoint, fake.token, ca)).because).toBe('it answers 500 no quorum');
});
