import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { proxmoxApi } from '../../src/providers/proxmox/observe/api.ts';
import { readInventory } from '../../src/providers/proxmox/observe/inventory.ts';
import { missingNames } from '../../src/providers/proxmox/plan/missing-names.ts';
import type { Cluster } from '../../src/model/platform.ts';
import { invariant } from '../../src/diagnostics/diagnostic.ts';
import { inputOfExample } from '../diagnostics/example-input.ts';
import { FakeProxmox } from '../fakes/proxmox/fake-proxmox.ts';
import type { Host } from '../fakes/proxmox/hypervisor.ts';
import { platformOf } from './compiled.ts';

const fakes: FakeProxmox[] = [];
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.stop()));
});

const part = `providers: {home: {pool: talos, hosts: {pve1: {gpus: {l4: {mappings: [card]}}}}}}
environments: {prod: {clusters: {main: {pools: {workers: {count: 1, hosts: [pve1], gpus: {l4: {count: 1}}}}}}}}`;
const platform = platformOf([...inputOfExample(part).files].map(([path, content]) => ({ path, content })));
const main = platform.environments[0]?.clusters[0] as Cluster;

const stores: Host['stores'] = { 'local-zfs': { content: ['images'] }, local: { content: ['iso', 'import'] } };
const whole: Host = { bridges: ['vmbr0', 'vmbr1'], stores };
type Change = (hosts: Record<string, Host>, fake: FakeProxmox) => void;

async function missing(change: Change = () => undefined): Promise<string | undefined> {
  const hosts: Record<string, Host> = { pve1: whole, pve2: whole, pve3: whole };
  change(hosts, new FakeProxmox({}));
  const fake = new FakeProxmox(hosts);
  fakes.push(fake);
  fake.hypervisor.mappings.set('card', []);
  fake.hypervisor.pools.set('talos', '');
  change({}, fake);
  const api = proxmoxApi(await fake.start(), fake.token, readFileSync(fake.certificate, 'utf8'));
  invariant(api !== undefined, 'the fake has a token');
  const wanted = { hosts: ['pve1', 'pve2', 'pve3'], hasDevices: true, hasPool: true };
  const inventory = await readInventory(api, wanted);
  expect(fake.writes()).toEqual([]);
  const found = missingNames(platform, main, new Map([['home', { machines: [], inventory }]]));
  return found && `${found.code}: ${found.message}; ${found.help}`;
}

test('nothing is missing where all names are there', async () => {
  expect(await missing()).toBeUndefined();
});

test.each<[string, Change, RegExp]>([
  [
    'a host',
    (hosts) => {
      delete hosts['pve1'];
    },
    /unknown-name: host pve1 of provider home does not exist.*did you mean/,
  ],
  [
    'a datastore',
    (hosts) => {
      hosts['pve1'] = { ...whole, stores: { 'local-lvm': { content: ['images'] }, local: { content: ['import'] } } };
    },
    /unknown-name: host pve1 .* has no datastore local-zfs.*local-lvm.*Datastore.Audit/,
  ],
  [
    'the datastore of images',
    (hosts) => {
      hosts['pve1'] = { ...whole, stores: { 'local-zfs': { content: ['images'] } } };
    },
    /unknown-name: host pve1 .* has no datastore local,/,
  ],
  [
    'the content type of disks',
    (hosts) => {
      hosts['pve1'] = { ...whole, stores: { ...stores, 'local-zfs': { content: ['iso'] } } };
    },
    /content-type: datastore local-zfs on host pve1 .*no "images".*pvesm set local-zfs --content iso,images/,
  ],
  [
    'the content type of the image',
    (hosts) => {
      hosts['pve1'] = { ...whole, stores: { ...stores, local: { content: ['iso'] } } };
    },
    /content-type: datastore local on host pve1 .*no "import"/,
  ],
  [
    'a bridge',
    (hosts) => {
      hosts['pve1'] = { ...whole, bridges: ['vmbr9'] };
    },
    /unknown-name: host pve1 .* has no bridge vmbr0.*vmbr9/,
  ],
  [
    'a mapped device',
    (_, { hypervisor }) => {
      hypervisor.mappings.clear();
      hypervisor.mappings.set('other', []);
    },
    /unknown-name: PCI mapping card .*does not exist.*Mapping.Use/,
  ],
  [
    'a pool',
    (_, { hypervisor }) => {
      hypervisor.pools.clear();
      hypervisor.pools.set('other', '');
    },
    /unknown-name: pool talos .*does not exist.*Pool.Audit/,
  ],
])('%s that is not there is told', async (_, change, message) => {
  expect(await missing(change)).toMatch(message);
});

test('what a token does not see at all is not compared', async () => {
  expect(
    await missing((_, { hypervisor }) => {
      hypervisor.acl.set('/storage', new Set());
      hypervisor.mappings.clear();
      hypervisor.pools.clear();
    }),
  ).toBeUndefined();
});

test('a host that is away tells nothing of its bridges', async () => {
  expect(await missing((_, { hypervisor }) => hypervisor.away.add('pve1'))).toBeUndefined();
});
