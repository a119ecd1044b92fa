import { describe, expect, it } from 'vitest';
import type { TerraformObservation } from '../../src/observe/observations.ts';
import { parseTerraformPlan } from '../../src/observe/terraform/parse-plan.ts';
import type { ResourceChange } from '../../src/observe/terraform/resource-change.ts';
import type { ProvenMachine } from '../../src/plan/recorded.ts';
import { terraformWaits } from '../../src/plan/deferrals.ts';
import { safety } from '../../src/plan/format-machines.ts';
import type { Change, Plan } from '../../src/plan/plan.ts';
import type { EtcdOfRun, VanishedMachine } from '../../src/plan/terraform/run.ts';
import { terraformChanges } from '../../src/plan/terraform/changes.ts';
import { etcdMachines, leavingMembers } from '../../src/plan/terraform/etcd.ts';
import { mustNotRun, notAllowed } from './gates.ts';
import { usualCommands } from '../../src/plan/typed-commands.ts';
import { nodeFiles } from '../../src/plan/terraform/node-files.ts';
import { subjectOfResource } from '../../src/plan/terraform/subject.ts';
import { machineIdentity } from '../../src/providers/proxmox/plan/machine-identity.ts';
import { cluster as clusterWith, controlPlane, disk, node, platform } from '../builders/model.ts';
import { observations } from '../builders/observations.ts';
import { machineChange, plan as planOf, terraformRun } from '../builders/plan.ts';
import { proxmoxProvider } from '../providers/build.ts';

const vm = (node: string): string => `module.vm["${node}"].proxmox_virtual_environment_vm.this`;
const configuration = (node: string, role = 'control_plane'): string =>
  `module.talos.talos_machine_configuration_apply.${role}["${node}"]`;

interface Raw {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly [more: string]: unknown;
}

/** What `terraform show -json` prints, in as far as it is read. */
function plan(...changes: readonly Raw[]): readonly ResourceChange[] {
  return parseTerraformPlan(
    JSON.stringify({
      format_version: '1.2',
      resource_changes: changes.map(({ address, action_reason, ...change }) => ({
        address,
        mode: 'managed',
        type: address
          .replace(/\[[^\]]*\]$/, '')
          .split('.')
          .at(-2),
        action_reason,
        change: { before: null, after: null, ...change },
      })),
    }),
  );
}

const machine = { memory: 8192, host: 'pve1', vmId: 100 };
const cluster = clusterWith({
  nodes: [
    ...['cp-1', 'cp-2', 'cp-3'].map((name, at) => controlPlane(name, at + 1, machine)),
    node('w-1', 4, { ...machine, disks: [disk('system', 0, 64), disk('data', 1, 200)] }),
    node('w-2', 5, { ...machine, disks: [disk('system', 0, 64), disk('data', 1, 200, { holder: 200 })] }),
  ],
});

function observed(
  changes: readonly ResourceChange[],
  inState: readonly string[],
): Extract<TerraformObservation, { readonly kind: 'planned' }> {
  return { kind: 'planned', changes, inState, machines: proven(changes), maintenance: [], bootstrap: false };
}

function provenMachine(
  more: Pick<ProvenMachine, 'address' | 'node' | 'state'> & Partial<ProvenMachine>,
): ProvenMachine {
  return {
    isMachine: true,
    provider: 'home',
    id: 1,
    host: 'pve1',
    expected: machineIdentity({ name: 'lab' }, cluster, more.node),
    forget: [],
    ...more,
  };
}

/** Machines that would change, each looked at and ours. */
function proven(changes: readonly ResourceChange[]): readonly ProvenMachine[] {
  return changes.flatMap(({ address, vmId }) =>
    vmId === undefined ? [] : [{ address, id: vmId, state: 'running' } as ProvenMachine],
  );
}

const running = ['cp-1', 'cp-2', 'cp-3'].flatMap((name) => [vm(name), configuration(name)]);

describe('what Terraform would do', () => {
  it('is read leaf by leaf, with nothing that is called sensitive', () => {
    const [change] = plan({
      address: vm('w-1'),
      actions: ['update'],
      before: { memory: [{ dedicated: 8192 }], tags: ['a'], password: 'old' },
      after: { memory: [{ dedicated: 16384 }], tags: ['a', 'b'], password: 'new' },
      after_unknown: { id: true },
      before_sensitive: { password: true },
      after_sensitive: { password: true },
    });
    expect(change?.attributes).toEqual([
      { path: 'id', before: '(none)', after: '(known after apply)' },
      { path: 'memory[0].dedicated', before: '8192', after: '16384' },
      { path: 'tags[1]', before: '(none)', after: 'b' },
    ]);
    expect(JSON.stringify(change)).not.toMatch(/old|new/);
  });

  it('has a digest that any other value changes, and no order of keys', () => {
    const of = (after: object): string | undefined => plan({ address: vm('a'), actions: ['create'], after })[0]?.digest;
    expect(of({ cpu: 1, name: 'a' })).toBe(of({ name: 'a', cpu: 1 }));
    expect(of({ cpu: 1, name: 'a' })).not.toBe(of({ cpu: 2, name: 'a' }));
    expect(of({})).not.toBe(plan({ address: vm('b'), actions: ['create'], after: {} })[0]?.digest);
  });

  it('is refused when it is in another format', () => {
    expect(() => parseTerraformPlan('{"format_version": "2.0"}')).toThrow('format 1');
    expect(() => parseTerraformPlan('nonsense')).toThrow();
  });

  it('is a machine, a configuration or another thing, by its address', () => {
    expect(subjectOfResource(vm('a"b\\"c'), '')).toMatchObject({ kind: 'other' });
    expect(subjectOfResource('module.vm_attic["w-1"].proxmox_virtual_environment_vm.holder["data"]', '')).toEqual({
      kind: 'kept-disk',
      node: 'w-1',
      name: 'w-1-data',
    });
    expect(subjectOfResource(configuration('cp-1'), '')).toMatchObject({ kind: 'configuration', node: 'cp-1' });
  });

  it('loses data with a disk of its own, and none with one that is kept', () => {
    const replace = (name: string): Raw => ({
      address: vm(name),
      actions: ['delete', 'create'],
      before: {},
      after: {},
    });
    const changes = terraformChanges(cluster, observed(plan(replace('w-1'), replace('w-2')), []), () => []);
    expect(changes.map(({ object, impact }) => [object.name, impact])).toEqual([
      ['w-1', 'data-loss'],
      ['w-2', 'replace'],
    ]);
  });

  it('tells of a node that is gone by what its machine had', () => {
    const gone = (disks: readonly object[]) =>
      terraformChanges(
        cluster,
        observed(plan({ address: vm('old'), actions: ['delete'], before: { vm_id: 7, disk: disks } }), []),
        () => [],
      )[0]?.impact;
    const system = { interface: 'scsi0', path_in_datastore: 'vm-7-disk-0' };
    expect(gone([system])).toBe('replace');
    expect(gone([system, { interface: 'scsi1', path_in_datastore: 'vm-200-disk-0' }])).toBe('replace');
    expect(gone([system, { interface: 'scsi1', path_in_datastore: 'vm-7-disk-1' }])).toBe('data-loss');
    expect(gone([system, { interface: 'scsi1' }])).toBe('data-loss');
  });

  it('restarts nothing for a disk that grows or a tag, and waits with memory', () => {
    const impact = (before: object, after: object) =>
      terraformChanges(
        cluster,
        observed(plan({ address: vm('w-1'), actions: ['update'], before, after }), []),
        () => [],
      )[0]?.impact;
    expect(impact({ disk: [{ size: 10 }] }, { disk: [{ size: 20 }] })).toBe('in-place');
    expect(impact({ tags: ['a'] }, { tags: ['b'] })).toBe('in-place');
    expect(impact({ tags: ['a'], cpu: [{ cores: 1 }] }, { tags: ['b'], cpu: [{ cores: 2 }] })).toBe('reboot');
    expect(impact({ heard_of: 'never' }, { heard_of: 'before' })).toBe('reboot');
  });
});

it('says that a configuration would be sent to another address, and wants that allowed', () => {
  const moved = plan({
    address: configuration('cp-1'),
    actions: ['update'],
    before: { node: '10.0.0.1', endpoint: '10.0.0.1' },
    after: { node: '10.0.0.9', endpoint: '10.0.0.9' },
  });
  const [change] = terraformChanges(cluster, observed(moved, running), () => []);
  expect(change).toMatchObject({ impact: 'restart', detail: 'looked for at 10.0.0.9 instead of 10.0.0.1' });
  const whole = planOf({ changes: change === undefined ? [] : [change] });
  expect(notAllowed(whole, new Set()).map(({ message }) => message)).toEqual([
    'cp-1 of prod/main would be looked for at 10.0.0.9 instead of 10.0.0.1',
  ]);
  expect(notAllowed(whole, new Set(['cp-1']))).toEqual([]);
});

const without = (...names: readonly string[]) =>
  observed(plan(...names.map((name) => ({ address: vm(name), actions: ['delete'], before: { vm_id: 1 } }))), running);

describe('etcd', () => {
  it('loses none that has not left: one of three waits for that, with the verdict', () => {
    expect(leavingMembers(without('cp-2'))).toEqual(['cp-2']);
    expect(mustNotRun('terraform', cluster, without('cp-2'), undefined, usualCommands)).toMatchObject({
      code: 'etcd/leave-first',
      message:
        'cp-2 joined etcd of prod/main and would be destroyed without leaving it: 2 of 3 members would stay up, and 2 must, but a destroyed member stays in the member list',
    });
    expect(mustNotRun('terraform', cluster, without('w-1'), undefined, usualCommands)).toBeUndefined();
  });

  it('never two, nor the last', () => {
    expect(mustNotRun('terraform', cluster, without('cp-1', 'cp-3'), undefined, usualCommands)).toMatchObject({
      code: 'etcd/quorum-at-risk',
      message:
        'cp-1, cp-3 would be destroyed or recreated at once, and etcd of prod/main has 3 members, of which 2 must stay up',
      help: 'change one control plane at a time, and never the last of them: first cp-1 (2 of 3 members stay), then cp-3 (1 of 2 members stays)',
    });
    const alone = observed(
      plan({ address: vm('cp-1'), actions: ['delete', 'create'], before: { vm_id: 1 }, after: {} }),
      [vm('cp-1'), configuration('cp-1')],
    );
    expect(mustNotRun('terraform', cluster, alone, undefined, usualCommands)?.message).toContain(
      'etcd of prod/main has 1 member',
    );
  });

  it('is no matter of machines that were never configured', () => {
    expect(
      mustNotRun(
        'terraform',
        cluster,
        { ...without('cp-1', 'cp-2'), inState: [vm('cp-1'), vm('cp-2')] },
        undefined,
        usualCommands,
      ),
    ).toBeUndefined();
  });
});

describe('what was seen of etcd', () => {
  const seen = (states: Readonly<Record<string, ProvenMachine['state']>>, ...leaving: readonly string[]) => ({
    ...without(...leaving),
    machines: Object.entries(states).map(([name, state]) => provenMachine({ address: vm(name), node: name, state })),
  });
  const all = { 'cp-1': 'running', 'cp-2': 'running', 'cp-3': 'running' } as const;

  it('is told of machines that were looked at alone', () => {
    expect(etcdMachines(seen(all))).toEqual({ up: ['cp-1', 'cp-2', 'cp-3'], down: [], unseen: [] });
    expect(etcdMachines(seen({ 'cp-1': 'gone', 'cp-2': 'unclear' }))).toEqual({
      up: [],
      down: ['cp-1', 'cp-2'],
      unseen: ['cp-3'],
    });
    // What owns a disk of a control plane is no member.
    const expected = machineIdentity({ name: 'lab' }, cluster, 'cp-1-data');
    const holder = provenMachine({ address: 'x', node: 'cp-1', expected, state: 'stopped' });
    expect(etcdMachines({ ...seen({}), machines: [holder] }).unseen).toEqual(['cp-1', 'cp-2', 'cp-3']);
  });

  it('counts for its majority: one may leave while the others run', () => {
    expect(mustNotRun('terraform', cluster, seen(all, 'cp-2'), undefined, usualCommands)?.code).toBe(
      'etcd/leave-first',
    );
    const why = mustNotRun('terraform', cluster, seen({ ...all, 'cp-3': 'stopped' }, 'cp-2'), undefined, usualCommands);
    expect(why?.message).toContain('has 3 members (not running: cp-3), of which 2 must stay up');
    // One that does not run is a member as well.
    expect(
      mustNotRun('terraform', cluster, seen({ ...all, 'cp-3': 'stopped' }, 'cp-3'), undefined, usualCommands)?.code,
    ).toBe('etcd/leave-first');
  });

  const line = (etcd: Partial<EtcdOfRun>): string | undefined =>
    safety(planOf({ changes: [machineChange()], terraform: [terraformRun({}, etcd)] })).find((text) =>
      text.startsWith('etcd:'),
    );

  it.each([
    [{}, 'etcd:  3 of 3 members up throughout'],
    [{ up: 2, down: ['cp-3'] }, 'etcd:  2 of 3 members up throughout; not running: cp-3'],
    [{ up: 2, unseen: ['cp-3'] }, 'etcd:  2 of 3 members up throughout; not looked at: cp-3'],
    [{ up: 0, unseen: ['a', 'b', 'c'] }, 'etcd:  3 members; not looked at: a, b, c'],
    [
      { leaving: ['cp-2'] },
      'etcd:  2 of 3 members stay up; take the one that leaves out of it first: talosctl etcd leave',
    ],
    [
      { up: 2, down: ['cp-2'], leaving: ['cp-2'] },
      'etcd:  2 of 3 members stay up; take the one that leaves out of it first: talosctl etcd leave; not running: cp-2',
    ],
  ] as const)('%j: %s', (etcd, expected) => {
    expect(line(etcd)).toBe(expected);
  });
});

describe('machines that are gone', () => {
  const gone = (name: string, keepsDisk = false) => ({ name, id: 2001, host: 'pve1', keepsDisk });
  const plan = (vanished: readonly VanishedMachine[], etcd: Partial<EtcdOfRun> = {}): Plan =>
    planOf({ terraform: [terraformRun({ vanished }, etcd)] });
  const refused = (whole: Plan, ...allowed: string[]): readonly string[] =>
    notAllowed(whole, new Set(allowed)).map(({ message, help }) => `${message}: ${help}`);

  it('one comes back without ado; several, an owner of a disk, or all of etcd only by name', () => {
    expect(refused(plan([gone('w-1')]))).toEqual([]);
    const two = plan([gone('w-1'), gone('w-2')]);
    expect(refused(two, 'w-2')).toEqual([
      'w-1 of prod/main no longer exists on the hypervisor, with 1 more, and would be recreated without what was on it: see first whether VM 2001 is there (qm list, on pve1), or in a backup; if it is gone for good: --allow w-1',
    ]);
    expect(refused(two)).toHaveLength(2);
    expect(refused(two, 'prod/main/w-1', 'w-2')).toEqual([]);
    expect(refused(plan([gone('w-1-data', true)]))[0]).toContain('recreated without the disk that it kept');
    expect(refused(plan([gone('cp-1')], { members: 1, up: 0, down: ['cp-1'] }))).toHaveLength(1);
    expect(refused(plan([gone('cp-1')], { up: 2, down: ['cp-1'] }))).toEqual([]);
  });

  it('are said before anything else is', () => {
    const lines = safety(plan([gone('w-1'), gone('w-2')]));
    expect(lines).toContain('data:  GONE with w-1, w-2: recreated machines start empty');
    expect(lines).toContain(
      'gone:  apply recreates w-1, w-2 only with --allow for each; check first whether Proxmox has them',
    );
    expect(lines.join('\n')).not.toContain('none at risk');
  });
});

describe('a machine that Terraform calls tainted', () => {
  const tainted = (inState: readonly string[]) =>
    mustNotRun(
      'tofu',
      cluster,
      observed(
        plan({
          address: vm('w-1'),
          actions: ['delete', 'create'],
          before: { vm_id: 1 },
          after: {},
          action_reason: 'replace_because_tainted',
        }),
        inState,
      ),
      undefined,
      { ...usualCommands, flags: ['--config', 'home.yaml'], output: '../my out' },
    );

  it('is not made anew once it was configured', () => {
    const why = tainted([vm('w-1'), configuration('w-1', 'worker')]);
    expect(why?.code).toBe('machine/tainted');
    expect(why?.message).toContain('something failed while w-1 was changed');
    expect(why?.help).toMatch(
      /exec \S+ --config home\.yaml -- tofu '-chdir=\.\.\/my out\/prod\/terraform\/main' untaint 'module\.vm\["w-1"\]/,
    );
  });

  it('is made anew while it holds nothing', () => {
    expect(tainted([vm('w-1')])).toBeUndefined();
  });
});

it('cuts what is said of one node out of nodes.tf and its patches', () => {
  const files = new Map([
    [
      'prod/terraform/main/nodes.tf',
      'locals {\n  machines = {\n    a = {\n      cpu = 1\n    }\n    b = {\n      cpu = 2\n    }\n  }\n  nodes = {\n    a = {\n      patches = ["all.yaml", "nodes/a.yaml"]\n    }\n  }\n}\n',
    ],
    ['prod/clusters/main/talos/all.yaml', 'all'],
    ['prod/clusters/main/talos/nodes/a.yaml', 'only a'],
  ]);
  const cut = nodeFiles(files, 'prod', 'main', 'a');
  expect(cut).toContain('cpu = 1');
  expect(cut).toContain('only a');
  expect(cut).not.toContain('cpu = 2');
  expect(nodeFiles(files, 'prod', 'main', 'b')).toBe('    b = {\n      cpu = 2\n    }');
});

const home = proxmoxProvider('home', { endpoint: 'https://pve:8006/', credentials: { secret: 'proxmox' } });

describe('a hypervisor that gives no list of its machines', () => {
  const one = clusterWith({ provider: home, nodes: [node('a', 1, { provider: home, disks: [] })] });
  const needs = (because: string): string | undefined =>
    terraformWaits(
      platform([one]),
      observations(
        { hypervisors: new Map([['home', { machines: undefined, because }]]) },
        { terraform: '1.11.0', credentials: new Set(['home']) },
      ),
      one,
    )?.diagnostic.help;

  it.each([
    [
      'it answers 401 invalid token value!',
      /set PROXMOX_VE_API_TOKEN, or run npx infraflux secrets set platform proxmox/,
    ],
    ['its token is not of the form user@realm!name=uuid', /set PROXMOX_VE_API_TOKEN/],
    ['it answers 403 Permission check failed', /VM\.Audit/],
    ['self-signed certificate', /ca of provider home or in SSL_CERT_FILE/],
    ['connect ECONNREFUSED 127.0.0.1:1', /answers at https:\/\/pve:8006\//],
  ])('%s: says what it takes', (because, expected) => {
    expect(needs(because)).toMatch(expected);
  });
});

describe('what cannot be taken back', () => {
  const twins = ['dev', 'prod'].map((environment) =>
    machineChange({
      object: { kind: 'machine', environment, cluster: 'main', name: 'w-1' },
      action: 'delete',
      effects: [{ kind: 'destroyed' }],
      impact: 'replace',
    }),
  );
  const refused = (changes: readonly Change[], ...allowed: string[]): readonly string[] =>
    notAllowed(planOf({ changes }), new Set(allowed)).map(({ message, help }) => `${message}: ${help}`);

  it('is allowed by name where one machine alone has it', () => {
    expect(refused(twins.slice(0, 1))).toHaveLength(1);
    expect(refused(twins.slice(0, 1), 'w-1')).toEqual([]);
    expect(refused(twins, 'w-1')).toHaveLength(2);
    expect(refused(twins, 'dev/main/w-1')).toEqual([
      'w-1 of prod/main would be destroyed: if that is what you want: --allow prod/main/w-1',
    ]);
  });

  it('is a disk that is taken off as well', () => {
    const [change] = plan({
      address: vm('w-1'),
      actions: ['update'],
      before: {
        vm_id: 100,
        disk: [
          { interface: 'scsi0', size: 20 },
          { interface: 'scsi1', size: 5, serial: 'data' },
        ],
      },
      after: { vm_id: 100, disk: [{ interface: 'scsi0', size: 20 }] },
    });
    const changes = terraformChanges(cluster, observed([change as ResourceChange], []), () => []);
    expect(changes[0]).toMatchObject({
      effects: [{ kind: 'updated' }, { kind: 'disk', disk: 'data', fate: 'detached' }],
      impact: 'data-loss',
      detail: 'disk data (5 GiB) detached',
    });
    expect(refused(changes)[0]).toContain('have a disk detached');
    expect(refused(changes, 'w-1')).toEqual([]);
  });
});
