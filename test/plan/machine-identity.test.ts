import { describe, expect, it } from 'vitest';
import type { HypervisorMachine, MachineLook } from '../../src/observe/hypervisor.ts';
import { parseDropped, parseTerraformPlan } from '../../src/observe/terraform/parse-plan.ts';
import { parseState } from '../../src/observe/terraform/parse-state.ts';
import { safety } from '../../src/plan/format-machines.ts';
import { judgeMachine, machineIdentity, type Verdict } from '../../src/providers/proxmox/plan/machine-identity.ts';
import type { Deferred } from '../../src/plan/plan.ts';
import { usualCommands } from '../../src/plan/typed-commands.ts';
import type { Proof } from '../../src/plan/recorded.ts';
import { proveMachines } from '../../src/providers/proxmox/plan/prove-machines.ts';
import { foreignImage, leavingImages } from '../../src/providers/proxmox/plan/recorded-images.ts';
import { recordedMachines } from '../../src/providers/proxmox/plan/recorded-machines.ts';
import { vanishedMachines } from '../../src/plan/terraform/vanished.ts';
import { cluster as clusterWith, node } from '../builders/model.ts';
import { deferred, machineChange, plan } from '../builders/plan.ts';
import { proxmoxProvider } from '../providers/build.ts';

const platform = { name: 'lab' };
const home = proxmoxProvider('home');
const cluster = clusterWith({
  provider: home,
  nodes: [node('cp-1', 1, { provider: home, disks: [] })],
  idleProviders: [proxmoxProvider('far-away')],
});

const expected = machineIdentity(platform, cluster, 'w-3');
const ours: HypervisorMachine = {
  id: 2003,
  host: 'pve1',
  running: true,
  name: 'w-3',
  tags: [...expected.tags, 'mine'],
  uuid: expected.uuid,
};
const database: HypervisorMachine = { ...ours, name: 'orders-db', tags: ['production'], uuid: '4c4c4544' };

describe('the verdict on a machine', () => {
  const cases: readonly (readonly [string, Partial<HypervisorMachine>, Verdict])[] = [
    ['all that it was made with, wherever it is', { host: 'pve9', running: false }, { kind: 'ours' }],
    ['another name', { name: 'x' }, { kind: 'renamed', differs: ['name'] }],
    ['a tag less', { tags: expected.tags.slice(1) }, { kind: 'renamed', differs: ['tags'] }],
    ['both', { name: '', tags: [] }, { kind: 'renamed', differs: ['name', 'tags'] }],
    [
      'tags of another environment',
      { tags: ['cluster-main', 'environment-dev', 'infraflux', 'platform-lab'] },
      { kind: 'foreign', differs: ['tags'] },
    ],
    ['another UUID', { uuid: '4c4c4544' }, { kind: 'foreign', differs: ['uuid'] }],
    ['nothing of ours', database, { kind: 'foreign', differs: ['name', 'tags', 'uuid'] }],
    ['what nobody could read', { unread: 'it answers 403' }, { kind: 'unknown', because: 'it answers 403' }],
    ['the same before its name is known', { name: '', unread: '403' }, { kind: 'unknown', because: '403' }],
    ['the same under another name', { name: 'x', unread: '403' }, { kind: 'foreign', differs: ['name'] }],
  ];
  it.each(cases)('%s', (_, differs, verdict) => {
    expect(judgeMachine(expected, { ...ours, ...differs })).toEqual(verdict);
  });

  it('is never "ours" for a container', () => {
    const { uuid: _uuid, ...container } = ours;
    expect(judgeMachine(expected, { ...container, container: true })).toEqual({ kind: 'foreign', differs: ['uuid'] });
  });
});

const vm = (module: string, node: string, resource = 'this'): string =>
  `module.${module}["${node}"].proxmox_virtual_environment_vm.${resource}`;

interface Resource {
  readonly address: string;
  readonly type?: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What `terraform show -json` prints of a state, in as far as it is read. */
function state(...resources: readonly Resource[]) {
  const written = resources.map((resource) => ({
    type: 'proxmox_virtual_environment_vm',
    mode: 'managed',
    ...resource,
  }));
  return parseState(JSON.stringify({ values: { root_module: { child_modules: [{ resources: written }] } } }));
}

const known = (id: number): Readonly<Record<string, unknown>> => ({ id: String(id), vm_id: id, node_name: 'pve1' });
const guard = { address: 'module.vm["w-3"].terraform_data.guard[0]', type: 'terraform_data', values: {} };
const available = {
  address: 'proxmox_haresource.control_plane["w-3"]',
  type: 'proxmox_haresource',
  values: { resource_id: 'vm:2003' },
};

describe('machines that a state knows', () => {
  it('are told by address: nodes, holders of disks, what high availability is about, at each provider', () => {
    const { machines, unclear } = recordedMachines(
      platform,
      cluster,
      state(
        { address: vm('vm', 'w-3'), values: known(2003) },
        { address: vm('vm_far_away', 'w-4', 'holder["data"]'), values: known(2004) },
        guard,
        available,
      ),
    );
    expect(unclear).toEqual([]);
    expect(
      machines.map(({ address, isMachine, provider, id, expected: { name }, forget }) => [
        address,
        isMachine,
        provider,
        id,
        name,
        forget.length,
      ]),
    ).toEqual([
      [vm('vm', 'w-3'), true, 'home', 2003, 'w-3', 2],
      [vm('vm_far_away', 'w-4', 'holder["data"]'), true, 'far-away', 2004, 'w-4-data', 1],
      [available.address, false, 'home', 2003, 'w-3', 1],
    ]);
    expect(machines[1]?.expected).toEqual(machineIdentity(platform, cluster, 'w-4', 'data'));
  });

  it('are nobody knows whose where the state does not say it', () => {
    const addresses = [
      vm('vm_gone', 'w-1'),
      vm('vm', 'w-1', 'other'),
      'proxmox_virtual_environment_vm.this',
      'proxmox_virtual_environment_vm.this["w-1"]',
    ];
    const { machines, unclear } = recordedMachines(
      platform,
      cluster,
      state(
        ...addresses.map((address) => ({ address, values: known(1) })),
        // What is shown is one id, and what would be destroyed another.
        { address: vm('vm', 'w-2'), values: { id: '2004', vm_id: 2003 } },
        { address: vm('vm', 'w-3'), values: {} },
      ),
    );
    expect(machines).toEqual([]);
    expect(unclear).toEqual([...addresses, vm('vm', 'w-2'), vm('vm', 'w-3')]);
    const { doubt } = proveMachines(
      'terraform',
      cluster,
      { machines, unclear },
      () => ({ kind: 'gone' }),
      usualCommands,
    );
    expect(doubt?.code).toBe('machine/unknown-in-state');
    expect(doubt?.message).toContain(`the state of prod/main has ${addresses[0]}, and nothing says which machine`);
    expect(doubt?.message).toContain('and 5 more');
    expect(doubt?.help).toContain(`state rm '${addresses[0]}'`);
  });
});

describe('proof', () => {
  const recorded = recordedMachines(
    platform,
    cluster,
    state({ address: vm('vm', 'w-3'), values: known(2003) }, guard, available),
  );
  const prove = (look: MachineLook): Proof => proveMachines('tofu', cluster, recorded, () => look, usualCommands);

  it('is given by name, tags and UUID together', () => {
    expect(prove({ kind: 'there', machine: ours }).machines?.map(({ state: now }) => now)).toEqual([
      'running',
      'running',
    ]);
  });

  it('is missing for another machine: by name, with what differs, what is safe and what to type', () => {
    const { doubt } = prove({ kind: 'there', machine: database });
    expect(doubt?.code).toBe('machine/not-ours');
    expect(doubt?.message).toBe(
      `VM 2003 on pve1, which the state of prod/main has as w-3, does not prove to be w-3: it is orders-db, and its name (orders-db instead of w-3), tags (${expected.tags.join(', ')} missing) and SMBIOS UUID (4c4c4544 instead of ${expected.uuid}) differ. tofu would act on it by its id alone and was not run for prod/main: the machine and its disks are untouched`,
    );
    expect(doubt?.help).toBe(
      `if w-3 is gone: remove it from the state, which changes nothing on it: tofu -chdir=out/prod/terraform/main init; npx infraflux secrets exec prod/main -- tofu -chdir=out/prod/terraform/main state rm '${vm('vm', 'w-3')}' '${guard.address}' '${available.address}'`,
    );
  });

  it('is missing for one that was renamed, or cloned, or cannot be read', () => {
    const renamed = prove({ kind: 'there', machine: { ...ours, name: 'x' } }).doubt;
    expect(renamed?.message).toContain('has its SMBIOS UUID, and is called x: it was edited manually');
    expect(renamed?.help).toMatch(/^if it is w-3: qm set 2003 --name w-3 --tags "[^"]+", on pve1; if not, remove it/);
    expect(renamed?.code).toBe('machine/not-ours');
    const cloned = prove({ kind: 'there', machine: { ...ours, uuid: '4c4c4544' } }).doubt;
    expect(cloned?.message).toContain('its SMBIOS UUID (4c4c4544 instead of ');
    expect(cloned?.help).toContain(`run "qm set 2003 --smbios1 uuid=${expected.uuid}" on pve1; if not, remove it`);
    expect(cloned?.code).toBe('machine/not-ours');
    const unread = prove({ kind: 'there', machine: { ...ours, unread: 'it answers 403' } }).doubt;
    expect(unread?.message).toContain('nothing proves whose it is (it answers 403)');
    expect(unread?.code).toBe('machine/unreadable');
    const silent = prove({ kind: 'unknown', because: 'no answer', needs: 'patience' }).doubt;
    expect(silent).toMatchObject({ code: 'provider/no-answer', message: 'no answer', help: 'patience' });
  });
});

describe('a machine that is not shown', () => {
  const recorded = recordedMachines(platform, cluster, state({ address: vm('vm', 'w-3'), values: known(2003) }));

  it('is not gone, and stops Terraform', () => {
    const hidden = { id: 2003, because: 'although the id is taken: token x may not see it', needs: 'a right' };
    const { doubt } = proveMachines('tofu', cluster, recorded, () => ({ kind: 'hidden', hidden }), usualCommands);
    expect(doubt?.message).toBe(
      'w-3 (VM 2003), which the state of prod/main has, is not in the list of machines that provider home gives, although the id is taken: token x may not see it. tofu would take it for gone and was not run for prod/main: nothing was changed',
    );
    expect(doubt?.code).toBe('machine/hidden');
    expect(doubt?.help).toMatch(/^a right; or, if w-3 is gone for good: tofu .*state rm 'module\.vm\["w-3"\]/);
  });

  it('is gone when that was asked', () => {
    const { machines } = proveMachines('tofu', cluster, recorded, () => ({ kind: 'gone' }), usualCommands);
    expect(machines).toMatchObject([{ state: 'gone' }]);
    expect(vanishedMachines({ machines: machines ?? [] })).toEqual([
      { name: 'w-3', id: 2003, host: 'pve1', keepsDisk: false },
    ]);
  });

  it('is dropped by a plan of Terraform: resource_drift with a delete', () => {
    const drift = (address: string, type: string, actions: readonly string[]) => ({
      address,
      type,
      mode: 'managed',
      change: { actions },
    });
    const type = 'proxmox_virtual_environment_vm';
    expect(
      parseDropped(
        JSON.stringify({
          resource_drift: [
            drift(vm('vm', 'w-3'), type, ['delete']),
            drift(vm('vm', 'w-2'), type, ['update']),
            drift('proxmox_download_file.talos["x"]', 'proxmox_download_file', ['delete']),
          ],
        }),
      ),
    ).toEqual([vm('vm', 'w-3')]);
    expect(parseDropped('{}')).toEqual([]);
  });
});

describe('an image that would be deleted', () => {
  const address = 'proxmox_download_file.talos["pve1/talos.raw"]';
  const values = { id: 'local:import/talos.raw', node_name: 'pve1', datastore_id: 'local', size: 1000 };
  const known = state({ address, type: 'proxmox_download_file', values });
  const plan = (...actions: readonly string[]) =>
    parseTerraformPlan(
      JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          { address, type: 'proxmox_download_file', mode: 'managed', change: { actions, before: null, after: null } },
        ],
      }),
    );

  it('is the one that was downloaded, or is gone, or is left alone', () => {
    expect(leavingImages(cluster, known, plan('update'))).toEqual([]);
    const images = leavingImages(cluster, known, plan('delete', 'create'));
    expect(images).toMatchObject([{ address, provider: 'home', volume: values.id, size: 1000 }]);
    expect(foreignImage('terraform', cluster, images, () => ({ size: 1000 }), usualCommands)).toBeUndefined();
    expect(foreignImage('terraform', cluster, images, () => ({ size: undefined }), usualCommands)).toBeUndefined();
    const other = foreignImage('terraform', cluster, images, () => ({ size: 7 }), usualCommands);
    expect(other?.message).toContain('local:import/talos.raw on pve1 has 7 bytes');
    expect(other?.code).toBe('image/not-ours');
    expect(other?.help).toContain(`state rm '${address}'`);
    const unread = foreignImage('terraform', cluster, images, () => ({ unread: '403' }), usualCommands);
    expect(unread?.code).toBe('image/unreadable');
    expect(unread?.message).toContain('(403)');
  });
});

it('says that no data is at risk only of clusters that were looked at', () => {
  const change = machineChange({ object: { kind: 'machine', environment: 'dev', cluster: 'dev', name: 'w-1' } });
  const line = (...layers: readonly Deferred[]): string | undefined =>
    safety(plan({ changes: [change], deferred: layers })).find((text) => text.startsWith('data:'));
  expect(line()).toBe('data:  none at risk');
  expect(line(deferred({ layer: 'kubernetes', environment: 'dev', cluster: 'dev' }))).toBe('data:  none at risk');
  expect(line(deferred({ state: 'blocked' }))).toBe('data:  none at risk; not looked at: prod/main');
});
