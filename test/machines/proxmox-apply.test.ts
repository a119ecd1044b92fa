import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, type TestContext } from 'vitest';
import type { Cluster } from '../../src/model/platform.ts';
import { proxmoxApi } from '../../src/providers/proxmox/observe/api.ts';
import { readHypervisor } from '../../src/providers/proxmox/observe/read-hypervisor.ts';
import { wantedMachines } from '../../src/providers/proxmox/model/wanted-machines.ts';
import { describeForeign, foreignMachines } from '../../src/providers/proxmox/plan/foreign-machines.ts';
import { FakeProxmox } from '../fakes/proxmox/fake-proxmox.ts';
import type { Host, Machine } from '../fakes/proxmox/hypervisor.ts';
import { findOracle, needOracle } from '../oracles/oracle.ts';
import { type Compiled, compiled, platformOf, secretVariables, writeTerraform } from './compiled.ts';
import { terraformBeside, type TerraformRun } from './provider/terraform-cli.ts';

/** terraform and bpg/proxmox are the real ones; Proxmox is the fake, and what Talos does a stand-in. */
const provider = findOracle('terraform-provider-proxmox');
const terraform = findOracle('terraform');
const scratch = mkdtempSync(join(tmpdir(), 'infraflux-apply-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const nfs = { content: ['images', 'import'], shared: true } as const;
const host: Host = {
  bridges: ['vmbr0', 'vmbr2'],
  stores: { local: { content: ['import'] }, 'local-zfs': { content: ['images'] }, tank: { content: ['images'] }, nfs },
};

const text = (
  more = '',
  workers = '{count: 2, memory: 8Gi, disks: {system: {size: 20Gi}, data: {size: 100Gi, datastore: bulk}}}',
): string => `
name: lab
providers:
  home:
    type: proxmox
    endpoint: ENDPOINT
    credentials: {secret: proxmox}
    vmIds: 2000-2999
    pool: infraflux
    hosts:
      pve1: {datastores: {disks: local-zfs, images: local, bulk: tank}, gpus: {a2000: {mappings: [gpu-1]}}}
      pve2: {datastores: {disks: local-zfs, images: local, bulk: tank}}
      pve3: {datastores: {disks: local-zfs, images: local, bulk: tank}}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, dns: [10.10.0.1], bridge: vmbr0, vlan: 20}
  storage: {cidr: 10.20.0.0/24, bridge: vmbr2, mtu: 9000}
defaults:
  versions: {talos: 1.13.6, kubernetes: 1.36.3}
environments:
  dev:
    clusters:
      dev:
        network: {attach: lab, nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5, loadBalancers: 10.10.10.200-10.10.10.219}
        controlPlane: {count: 1, cpu: 2, memory: 4Gi, disks: {system: {size: 20Gi}}}
        pools: {workers: ${workers}}
        accept: {topology/one-control-plane: a lab}
        ${more}
`;

const fakes: FakeProxmox[] = [];
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.stop()));
});

interface Lab {
  readonly fake: FakeProxmox;
  readonly endpoint: string;
  /** Compiles with the lock of the last time and writes what Terraform reads. */
  readonly write: (text: string) => Compiled;
  readonly run: (...args: readonly string[]) => Promise<TerraformRun>;
  readonly apply: (...args: readonly string[]) => Promise<TerraformRun>;
  /** The plan of what is written says that there is nothing to do. */
  readonly settled: () => Promise<void>;
}

async function lab(name: string): Promise<Lab> {
  const fake = new FakeProxmox({ pve1: host, pve2: host, pve3: host });
  fakes.push(fake);
  const endpoint = await fake.start();
  fake.hypervisor.pools.set('infraflux', '');
  fake.hypervisor.adopt('pve1', 100, {
    name: 'someone-elses',
    memory: '2048',
    scsi0: 'local-zfs:vm-100-disk-0,size=8G',
  });
  const folder = join(scratch, name);
  const call = terraformBeside(
    terraform as string,
    join(scratch, `${name}-cli`),
    { 'siderolabs/talos': 'test/machines/schemas/talos-provider-0.11.0.json' },
    { 'bpg/proxmox': provider as string },
  );
  const root = join(folder, 'dev/terraform/dev');
  const environment = {
    PROXMOX_VE_API_TOKEN: fake.token,
    SSL_CERT_FILE: fake.certificate,
    ...secretVariables('hidden'),
  };
  const run = (...args: readonly string[]): Promise<TerraformRun> => call(root, args, environment);
  let lock: string | undefined;
  return {
    fake,
    endpoint,
    write: (source) => {
      const files = [{ path: 'infraflux.yaml', content: source.replace('ENDPOINT', endpoint) }];
      const result = compiled(lock === undefined ? files : [...files, { path: 'infraflux.lock', content: lock }]);
      lock = result.lock;
      writeTerraform(folder, result.files);
      return result;
    },
    run,
    apply: async (...args) => {
      expect((await run('get')).status).toBe(0);
      return run('apply', '-auto-approve', '-input=false', ...args);
    },
    settled: async () => {
      const plan = await run('plan', '-input=false', '-detailed-exitcode');
      expect(plan.text).toContain('No changes.');
      expect(plan.status).toBe(0);
    },
  };
}

const names = (fake: FakeProxmox): string[] =>
  [...fake.hypervisor.machines.values()].map(({ config }) => config.get('name') ?? '').sort();

const machine = (fake: FakeProxmox, name: string): Machine => {
  const found = [...fake.hypervisor.machines.values()].find(({ config }) => config.get('name') === name);
  if (found === undefined) throw new Error(`${name} is not there`);
  return found;
};

/** What is written to Proxmox while something is done, as `PUT nodes/pve1/qemu/2000/config`. */
async function writesOf(fake: FakeProxmox, work: () => Promise<unknown>): Promise<string[]> {
  const before = fake.writes().length;
  await work();
  return fake.writes().slice(before);
}

const needed = (context: TestContext): void => {
  needOracle(context, 'terraform-provider-proxmox');
  needOracle(context, 'terraform');
};

const done = (run: TerraformRun): void => expect(run.text).toContain('Apply complete!');

describe('real terraform, real bpg/proxmox, a Proxmox in memory', () => {
  test('exactly the machines of the model, and edits touch exactly what they are about', async (context) => {
    needed(context);
    const { fake, write, apply, settled } = await lab('edits');
    const foreign = JSON.stringify([...machine(fake, 'someone-elses').config]);
    write(text());
    done(await apply());
    expect(names(fake)).toEqual(['dev-cp-1', 'dev-workers-1', 'dev-workers-2', 'someone-elses']);
    const { host: at, id, config, pool } = machine(fake, 'dev-workers-2');
    expect(pool).toBe('infraflux');
    expect(Object.fromEntries(config)).toMatchSnapshot();
    await settled();

    // Memory: stored for the next start. Nobody is rebooted.
    write(text('nodes: {dev-workers-2: {memory: 12Gi}}'));
    expect(await writesOf(fake, async () => done(await apply()))).toEqual([`PUT nodes/${at}/qemu/${id}/config`]);
    expect([config.get('memory'), machine(fake, 'dev-workers-2').running.get('memory')]).toEqual(['12288', '8192']);
    await settled();

    // A disk grows, in place.
    write(text('nodes: {dev-workers-2: {memory: 12Gi, disks: {data: {size: 120Gi}}}}'));
    const grown = await writesOf(fake, async () => done(await apply()));
    expect(new Set(grown)).toEqual(new Set([`PUT nodes/${at}/qemu/${id}/config`, `PUT nodes/${at}/qemu/${id}/resize`]));
    expect(config.get('scsi1')).toMatch(/^tank:.*,size=120G/);
    await settled();

    // One more, and one less: what is made and what goes is that one alone.
    const workers = (count: number): string =>
      text(
        '',
        `{count: ${count}, memory: 8Gi, disks: {system: {size: 20Gi}, data: {size: 100Gi, datastore: bulk}}}`,
      ).replace('accept:', 'nodes: {dev-workers-2: {memory: 12Gi, disks: {data: {size: 120Gi}}}}\n        accept:');
    write(workers(3));
    const added = await writesOf(fake, async () => done(await apply()));
    expect(added.filter((one) => /^(POST|DELETE) nodes\/\w+\/qemu(\/\d+)?$/.test(one))).toHaveLength(1);
    expect(names(fake)).toContain('dev-workers-3');
    await settled();
    write(workers(2));
    const third = machine(fake, 'dev-workers-3');
    const removed = await writesOf(fake, async () => done(await apply()));
    expect(removed).toEqual([
      `POST nodes/${third.host}/qemu/${third.id}/status/stop`,
      `DELETE nodes/${third.host}/qemu/${third.id}`,
    ]);
    expect(names(fake)).toEqual(['dev-cp-1', 'dev-workers-1', 'dev-workers-2', 'someone-elses']);
    await settled();
    expect(JSON.stringify([...machine(fake, 'someone-elses').config])).toBe(foreign);
    expect(fake.writes().filter((one) => one.includes('qemu/100'))).toEqual([]);
  });

  test('a machine of a protected cluster does not go: the plan is refused before anything is touched', async (context) => {
    needed(context);
    const { fake, write, run, apply, settled } = await lab('guarded');
    write(text('protect: true'));
    done(await apply());
    expect(machine(fake, 'dev-workers-2').config.get('protection')).toBe('1');
    write(
      text(
        'protect: true',
        '{count: 1, memory: 8Gi, disks: {system: {size: 20Gi}, data: {size: 100Gi, datastore: bulk}}}',
      ),
    );
    const touched = await writesOf(fake, async () => {
      const run = await apply();
      expect(run.status).toBe(1);
      expect(run.text).toMatch(
        /Instance cannot be destroyed[\s\S]*module\.vm\["dev-workers-2"\]\.terraform_data\.guard/,
      );
    });
    expect(touched).toEqual([]);

    // On purpose: as the module's README says.
    machine(fake, 'dev-workers-2').config.set('protection', '0');
    expect((await run('state', 'rm', 'module.vm["dev-workers-2"].terraform_data.guard[0]')).status).toBe(0);
    done(await apply());
    expect(names(fake)).toEqual(['dev-cp-1', 'dev-workers-1', 'someone-elses']);
    await settled();
  });

  test('everything that a machine may be: a second plan is empty', async (context) => {
    needed(context);
    const { fake, write, apply, settled } = await lab('odd');
    fake.hypervisor.mappings.set('gpu-1', ['id=10de:2684,node=pve1,path=0000:01:00.0']);
    write(
      text(
        `nodes:
          dev-workers-1:
            host: pve1
            gpus: {a2000: {count: 1}}
            description: "under the stairs: \${not} %{this}\\n\\nnor: 'that'\\n"
            interfaces: {storage: {network: storage, address: 10.20.0.9}}
            machine: {cpuType: x86-64-v2-AES, numa: true, tpm: true, startOnBoot: false, startOrder: 7, tags: [zeta, alpha]}
          dev-workers-2: {machine: {firmware: bios}, disks: {data: {cache: writeback}}}`,
      ),
    );
    done(await apply());
    const { config } = machine(fake, 'dev-workers-1');
    expect(config.get('description')).toBe("under the stairs: ${not} %{this}\n\nnor: 'that'");
    expect(Object.fromEntries(config)).toMatchSnapshot();
    await settled();
  });

  test('a kept disk outlives its machine', async (context) => {
    needed(context);
    const { fake, write, run, apply, settled } = await lab('kept');
    const workers = (size: string, count = 1): string =>
      `{count: ${count}, memory: 8Gi, disks: {system: {size: 20Gi}, data: {size: ${size}, datastore: bulk, keep: true}}}`;
    write(text('', workers('100Gi')));
    done(await apply());
    const before = machine(fake, 'dev-workers-1');
    const holder = machine(fake, 'dev-workers-1-data');
    const volume = `tank:vm-${holder.id}-disk-0`;
    expect([holder.status, holder.config.get('protection')]).toEqual(['stopped', '1']);
    const uuid = before.config.get('smbios1');
    expect(uuid).toMatch(/^base64=1,uuid=[0-9a-f-]{36}$/);
    expect(holder.config.get('smbios1')).toMatch(/^base64=1,uuid=[0-9a-f-]{36}$/);
    expect(holder.config.get('smbios1')).not.toBe(uuid);
    expect(before.config.get('scsi1')).toContain(`${volume},`);
    await settled();

    // The provider grows no disk that is lent, and says so. Proxmox does, and then there is nothing left to do.
    write(text('', workers('120Gi')));
    const asItWas = JSON.stringify([...before.config].sort());
    expect((await apply()).text).toContain(`Cannot resize ${volume} in VM ${before.id}, it is not owned by this VM!`);
    expect(JSON.stringify([...before.config].sort())).toBe(asItWas);
    fake.hypervisor.resize(before, 'scsi1', '120G');
    await settled();

    // Made anew, the machine gets it back.
    await run(
      'apply',
      '-auto-approve',
      '-input=false',
      '-replace=module.vm["dev-workers-1"].proxmox_virtual_environment_vm.this',
    );
    const after = machine(fake, 'dev-workers-1');
    expect(after).not.toBe(before);
    // As itself: what Talos encrypted with a key made of its UUID stays readable.
    expect(after.config.get('smbios1')).toBe(uuid);
    expect(after.config.get('scsi1')).toContain(`${volume},`);
    expect(fake.hypervisor.volumes.get(`${after.host}/${volume}`)).toEqual({
      owner: holder.id,
      size: 120 * 2 ** 30,
      content: 'images',
    });
    await settled();

    // A machine without it: no plan takes the data along.
    write(text('', '{count: 0, memory: 8Gi, disks: {system: {size: 20Gi}}}'));
    const touched = await writesOf(fake, async () =>
      expect((await apply()).text).toContain('Instance cannot be destroyed'),
    );
    expect(touched).toEqual([]);
  });

  test('a disk that is to lie on another datastore stops nobody, and is moved by hand', async (context) => {
    needed(context);
    const { fake, write, apply, settled } = await lab('elsewhere');
    const workers = (store: string): string =>
      `{count: 1, memory: 8Gi, disks: {system: {size: 20Gi}, data: {size: 100Gi, datastore: ${store}}}}`;
    write(text('', workers('bulk')));
    done(await apply());
    const { config, host: at, id } = machine(fake, 'dev-workers-1');
    const before = config.get('scsi1');
    write(text('', workers('disks')));
    const writes = await writesOf(fake, async () => {
      const run = await apply();
      expect(run.status).toBe(1);
      expect(run.text).toContain('reboot');
    });
    expect(writes).toEqual([`PUT nodes/${at}/qemu/${id}/config`]);
    expect(config.get('scsi1')).toBe(before);

    fake.hypervisor.volumes.set(`${at}/local-zfs:vm-${id}-disk-7`, {
      owner: id,
      size: 100 * 2 ** 30,
      content: 'images',
    });
    config.set('scsi1', (before as string).replace(/^tank:[^,]+/, `local-zfs:vm-${id}-disk-7`));
    await settled();
  });

  test('a machine that is there with another UUID keeps it, and is not touched for it', async (context) => {
    needed(context);
    const { fake, write, run, apply, settled } = await lab('uuid');
    write(text());
    const root = join(scratch, 'uuid/dev/terraform/dev/main.tf');
    const withUuid = readFileSync(root, 'utf8');
    writeFileSync(root, withUuid.replace(/^ +uuid += each\.value\.uuid\n/m, ''));
    done(await apply());
    const { config } = machine(fake, 'dev-workers-1');
    const own = config.get('smbios1');
    expect(own).toMatch(/^uuid=00000000-/);

    writeFileSync(root, withUuid);
    expect(await writesOf(fake, settled)).toEqual([]);
    write(text('nodes: {dev-workers-1: {memory: 12Gi}}'));
    done(await apply());
    expect(config.get('smbios1')).toBe(own);
    await settled();

    // Somebody changes it by hand: that is theirs to do, too.
    config.set('smbios1', 'uuid=4c4c4544-0042-4210-8034-b1c04f564432');
    await settled();
    await run(
      'apply',
      '-auto-approve',
      '-input=false',
      '-replace=module.vm["dev-workers-1"].proxmox_virtual_environment_vm.this',
    );
    expect(machine(fake, 'dev-workers-1').config.get('smbios1')).toMatch(/^base64=1,uuid=[0-9a-f]{8}-[0-9a-f]{4}-8/);
    await settled();
  });

  test('a further disk that is kept is lent to a machine that runs', async (context) => {
    needed(context);
    const { fake, write, apply, settled } = await lab('lent');
    const workers = (more: string): string => `{count: 1, memory: 8Gi, disks: {system: {size: 20Gi}${more}}}`;
    write(text('', workers('')));
    done(await apply());
    const before = machine(fake, 'dev-workers-1');
    write(text('', workers(', data: {size: 100Gi, datastore: bulk, keep: true}')));
    const writes = await writesOf(fake, async () => done(await apply()));
    expect(writes.filter((one) => one.includes('/status/'))).toEqual([]);
    expect(machine(fake, 'dev-workers-1')).toBe(before);
    expect(before.config.get('scsi1')).toContain(`tank:vm-${machine(fake, 'dev-workers-1-data').id}-disk-0,`);
    await settled();
  });

  test.for([
    ['a rule on Proxmox 9', '9'],
    ['groups on Proxmox 8', '8'],
  ])(
    'control planes are kept apart by %s, and hosts that share a datastore share the image',
    async ([, version], context) => {
      needed(context);
      const { fake, write, apply, settled } = await lab(`apart-${version}`);
      const source = text('', '{count: 0, disks: {system: {size: 20Gi}}}')
        .replace('pool: infraflux', `version: "${version}"\n    ha: {maxRestart: 0}\n    sharedDatastores: [nfs]`)
        .replaceAll('images: local', 'images: nfs')
        .replaceAll('disks: local-zfs', 'disks: nfs')
        .replace('controlPlane: {count: 1', 'controlPlane: {count: 3')
        .replace('vlan: 20', 'vlan: 20, firewall: true');
      write(source);
      done(await apply());
      expect(fake.writes().filter((one) => one.endsWith('download-url'))).toEqual([
        'POST nodes/pve1/storage/nfs/download-url',
      ]);
      expect(machine(fake, 'dev-cp-1').config.get('net0')).toContain('firewall=1');
      const resources = ['vm:2000', 'vm:2001', 'vm:2002'];
      expect([...fake.hypervisor.haResources.keys()].sort()).toEqual(resources);
      expect(fake.hypervisor.haResources.get('vm:2000')).toMatchObject({ state: 'started', max_restart: '0' });
      if (version === '9') {
        expect([...fake.hypervisor.haRules.values()]).toEqual([
          expect.objectContaining({ rule: 'lab-dev-dev', affinity: 'negative', resources: resources.join(',') }),
        ]);
      } else {
        const nodes = [...fake.hypervisor.haGroups.values()].map((group) =>
          group['nodes']?.split(',').sort().join(','),
        );
        expect(nodes).toEqual(
          expect.arrayContaining(['pve1:2,pve2:1,pve3:1', 'pve1:1,pve2:2,pve3:1', 'pve1:1,pve2:1,pve3:2']),
        );
        expect(fake.hypervisor.haRules.size).toBe(0);
      }
      await settled();
    },
  );

  test('machines of one cluster at two Proxmox providers, each with its own token', async (context) => {
    needed(context);
    const { fake, write, apply, run } = await lab('two');
    const office = new FakeProxmox({ pve1: host, pve2: host }, 'office@pve!two=66666666-7777-8888-9999-000000000000');
    fakes.push(office);
    const endpoint = await office.start();
    const two = (count: number): string =>
      text()
        .replace(
          'providers:',
          `providers:
  office:
    type: proxmox
    endpoint: ${endpoint}
    credentials: {secret: office}
    vmIds: 2000-2999
    ha: {}
    hosts:
      pve1: {datastores: {disks: local-zfs, images: local}}
      pve2: {datastores: {disks: local-zfs, images: local}}`,
        )
        .replace('pools: {', `pools: {far: {count: ${count}, provider: office, disks: {system: {size: 20Gi}}}, `)
        .replace('defaults:\n', 'defaults:\n  provider: home\n');
    write(text().replace('defaults:\n', 'defaults:\n  provider: home\n'));
    done(await apply());
    const before = names(fake);

    const tokens = JSON.stringify({ home: fake.token, office: office.token });
    write(two(2));
    expect((await run('get')).status).toBe(0);
    const withoutToken = await run('plan', '-input=false');
    expect(withoutToken.text).toMatch(/No value for required variable/);
    const withOne = await run('plan', '-input=false', '-var', `proxmox_api_tokens={"home":"x"}`);
    expect(withOne.text).toContain('Each Proxmox provider needs a token');
    const touched = await writesOf(fake, async () => done(await apply('-var', `proxmox_api_tokens=${tokens}`)));
    expect(touched).toEqual([]);
    expect(names(fake)).toEqual(before);
    expect(names(office)).toEqual(['dev-far-1', 'dev-far-2']);
    const state = readFileSync(join(scratch, 'two/dev/terraform/dev/terraform.tfstate'), 'utf8');
    for (const secret of [fake.token, office.token]) expect(state).not.toContain(secret);

    // A saved plan does not hold them either: they are given again.
    write(two(1));
    const saved = await run('plan', '-input=false', '-out=tfplan', '-var', `proxmox_api_tokens=${tokens}`);
    expect(saved.status).toBe(0);
    const shown = await run('show', '-json', 'tfplan');
    expect(shown.text).toContain('module.vm_office[\\"dev-far-2\\"]');
    for (const secret of [fake.token, office.token]) expect(shown.text).not.toContain(secret);
    done(await run('apply', '-input=false', '-var', `proxmox_api_tokens=${tokens}`, 'tfplan'));
    expect(names(office)).toEqual(['dev-far-1']);

    // And none: as long as a pool names the provider, Terraform can reach what it made.
    write(two(0));
    done(await apply('-var', `proxmox_api_tokens=${tokens}`));
    expect(names(office)).toEqual([]);
    expect(names(fake)).toEqual(before);
  });

  test('a taken id: the provider takes the machine over, and we have said so before', async (context) => {
    needed(context);
    const { fake, endpoint, write, apply } = await lab('taken');
    const nas = fake.hypervisor.adopt('pve3', 2000, {
      name: 'nas',
      memory: '2048',
      scsi0: 'local-zfs:vm-2000-disk-0,size=8G',
    });
    const sources = [{ path: 'infraflux.yaml', content: text().replace('ENDPOINT', endpoint) }];
    const platform = platformOf(sources);
    const cluster = platform.environments[0]?.clusters[0] as Cluster;
    const foreign = async (): Promise<string[]> => {
      const ids = new Set(wantedMachines(platform, cluster).map(({ id }) => id));
      const there = await readHypervisor(proxmoxApi(endpoint, fake.token, readFileSync(fake.certificate, 'utf8')), ids);
      return foreignMachines(platform, cluster, 'home', there).map(describeForeign);
    };
    expect(await foreign()).toEqual([
      'VM ID 2000 of dev-cp-1 is in use by nas on pve3 (name, tags and SMBIOS UUID differ)',
    ]);

    // Who does not listen loses it: Terraform calls that a creation.
    write(text());
    done(await apply());
    expect(machine(fake, 'nas')).toBe(nas);
    expect(nas.config.get('scsi0')).toContain('size=20G');
    expect(nas.status).toBe('running');
    fake.hypervisor.machines.delete(2000);

    await apply();
    expect(names(fake)).toContain('dev-cp-1');
    expect(await foreign()).toEqual([]);
  });

  test('a machine that was moved by hand, and another image, replace nothing', async (context) => {
    needed(context);
    const { fake, write, apply, settled } = await lab('moved');
    write(text());
    done(await apply());
    const moved = machine(fake, 'dev-workers-1');
    const from = moved.host;
    moved.host = from === 'pve1' ? 'pve2' : 'pve1';
    for (const [key, volume] of fake.hypervisor.volumes) {
      if (volume.owner === moved.id) fake.hypervisor.volumes.set(key.replace(`${from}/`, `${moved.host}/`), volume);
    }
    await settled();
    write(text('talos: {extensions: {iscsi-tools: {}}}'));
    const writes = await writesOf(fake, async () => done(await apply()));
    expect(writes.filter((one) => one.includes('/qemu'))).toEqual([]);
    expect(writes.some((one) => one.startsWith('POST') && one.endsWith('download-url'))).toBe(true);
    await settled();
  });
});
