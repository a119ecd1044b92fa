import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { isFree, isGone } from '../../src/providers/proxmox/observe/absent-machines.ts';
import { lookAtMachines, lookKey } from '../../src/providers/proxmox/observe/look-at-machines.ts';
import { type ProxmoxApi, proxmoxApi } from '../../src/providers/proxmox/observe/api.ts';
import { readHypervisor } from '../../src/providers/proxmox/observe/read-hypervisor.ts';
import { FakeProxmox } from '../fakes/proxmox/fake-proxmox.ts';
import { allPrivileges } from '../fakes/proxmox/hypervisor.ts';

/** What a list does not show is not gone: who may see what, and what is asked besides. */

const fakes: FakeProxmox[] = [];
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.stop()));
});

async function world(): Promise<{ readonly fake: FakeProxmox; readonly api: ProxmoxApi }> {
  const host = { bridges: [], stores: { 'local-zfs': { content: ['images'] as const } } };
  const fake = new FakeProxmox({ pve1: host, pve2: host });
  fakes.push(fake);
  const api = proxmoxApi(await fake.start(), fake.token, readFileSync(fake.certificate, 'utf8'));
  if (api === undefined) throw new Error('the token of the fake has not the form of one');
  return { fake, api };
}

const without = (privilege: string): ReadonlySet<string> => new Set(allPrivileges.filter((name) => name !== privilege));

describe('a machine that was made and is not listed', () => {
  it('is gone when the token may see it, its host has no configuration, and the id is free', async () => {
    const { fake, api } = await world();
    expect(await isGone(api, 2001, 'pve1')).toBeUndefined();
    expect(fake.requests.map(({ path, parameters }) => [path.join('/'), ...parameters.values()].join(' '))).toEqual([
      'access/permissions /vms/2001',
      'nodes/pve1/qemu/2001/config',
      'cluster/nextid 2001',
    ]);
    // High availability does not say where it was.
    expect(await isGone(api, 2001, undefined)).toBeUndefined();
  });

  it('is not gone for a token that may not see it, and that is said with what gives it the right', async () => {
    const { fake, api } = await world();
    fake.hypervisor.adopt('pve1', 2001, { name: 'ours' });
    fake.hypervisor.acl.set('/', without('VM.Audit'));
    const role = await isGone(api, 2001, 'pve1');
    expect(role?.because).toBe('and may still exist: token infraflux@pve!test has no VM.Audit on /vms/2001');
    expect(role?.needs).toBe(
      'on a Proxmox host, for the ROLE that "pveum acl list" shows for infraflux@pve!test: pveum role modify ROLE --append 1 --privs VM.Audit',
    );
    fake.hypervisor.acl.clear();
    expect((await isGone(api, 2001, 'pve1'))?.needs).toBe(
      "on a Proxmox host: pveum acl modify /vms --tokens 'infraflux@pve!test' --roles PVEAuditor; its user needs VM.Audit there too",
    );
    fake.hypervisor.acl.set('/', new Set(allPrivileges)).set('/vms/2001', new Set());
    expect((await isGone(api, 2001, 'pve1'))?.needs).toContain('VM.Audit on /vms/2001 and on its pool');
    // Whether it is there makes no difference to who may not see it.
    fake.hypervisor.machines.clear();
    expect(await isGone(api, 2001, 'pve1')).toBeDefined();
  });

  it('is not gone while a cluster that has just started lists nothing, wherever it moved', async () => {
    const { fake, api } = await world();
    const machine = fake.hypervisor.adopt('pve1', 2001, { name: 'ours' });
    fake.hypervisor.justStarted = 'empty';
    expect(await isGone(api, 2001, 'pve1')).toMatchObject({ because: 'although pve1 has its configuration' });
    machine.host = 'pve2';
    expect((await isGone(api, 2001, 'pve1'))?.because).toBe(
      'although the id is taken: token infraflux@pve!test may see it, and it is not shown yet',
    );
    expect((await isGone(api, 2001, undefined))?.because).toContain('although the id is taken');
  });

  const faults: readonly (readonly [string, string, number, string])[] = [
    [
      'access/permissions',
      'what its token may see cannot be asked',
      501,
      "Method 'GET /access/permissions' not implemented",
    ],
    ['access/permissions', 'what its token may see cannot be asked', 403, 'Permission check failed'],
    ['nodes/pve1/qemu/2001/config', 'pve1 cannot be asked about it', 595, 'No route to host'],
    ['nodes/pve1/qemu/2001/config', 'pve1 cannot be asked about it', 404, 'Not Found'],
    ['nodes/pve1/qemu/2001/config', 'pve1 cannot be asked about it', 500, "storage 'tank' does not exist"],
    ['cluster/nextid', 'whether the id is free cannot be asked', 500, 'no quorum'],
    ['cluster/nextid', 'whether the id is free cannot be asked', 404, 'Not Found'],
  ];
  it.each(faults)('is unknown while %s fails: %s (%i %s)', async (path, because, status, message) => {
    const { fake, api } = await world();
    fake.fault = (request) => (request.path.join('/') === path ? { when: 'before', status, message } : undefined);
    const found = await isGone(api, 2001, 'pve1');
    expect(found?.because).toContain(because);
    expect(found?.because).toContain(`it answers ${status} ${message}`);
    expect(found?.needs).toContain('plan again');
  });

  it('is unknown on a host that is away, or no longer one', async () => {
    const { fake, api } = await world();
    fake.hypervisor.away.add('pve1');
    expect((await isGone(api, 2001, 'pve1'))?.because).toContain('595');
    expect((await isGone(api, 2001, 'pve9'))?.because).toContain('hostname lookup');
  });
});

describe('an id that is wanted and not listed', () => {
  it('is free or taken, whatever the token may see', async () => {
    const { fake, api } = await world();
    // A role on a pool alone sees what is in the pool, and makes new machines in it.
    fake.hypervisor.acl.clear();
    fake.hypervisor.acl.set('/pool/ours', new Set(allPrivileges));
    fake.hypervisor.adopt('pve1', 2001, { name: 'nas' });
    expect(await isFree(api, 2000)).toBeUndefined();
    expect(await isFree(api, 2001)).toMatchObject({
      id: 2001,
      because: 'although the id is taken: token infraflux@pve!test has no VM.Audit on /vms/2001',
    });
    expect(await readHypervisor(api, new Set([2000, 2001]))).toMatchObject({ machines: [], hidden: [{ id: 2001 }] });
  });

  it('is not asked about while the list has it', async () => {
    const { fake, api } = await world();
    fake.hypervisor.adopt('pve1', 2001, { name: 'nas' });
    expect(await readHypervisor(api, new Set([2001]))).not.toHaveProperty('hidden');
    expect(fake.requests.map(({ path }) => path.join('/'))).toEqual([
      'cluster/resources',
      'cluster/status',
      'nodes/pve1/qemu/2001/pending',
    ]);
  });
});

describe('a machine whose host has just started', () => {
  it('is known by its configuration, and nothing is said of whether it runs', async () => {
    const { fake, api } = await world();
    fake.hypervisor.adopt('pve1', 2001, { name: 'ours', tags: 'b;a' });
    fake.hypervisor.justStarted = 'names';
    const questions = [{ provider: 'home', id: 2001, host: 'pve1' }];
    const looks = await lookAtMachines(new Map([['home', api]]), questions);
    expect(looks.get(lookKey({ provider: 'home', id: 2001 }))).toMatchObject({
      kind: 'there',
      machine: { name: 'ours', tags: ['b', 'a'], running: undefined },
    });
  });
});
