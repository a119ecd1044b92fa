import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { ResolvedBackend } from '../../schema/config.ts';
import type { Cluster, Node } from '../../src/model/platform.ts';
import { machineAddresses, machineProviders } from '../../src/emit/terraform/machine-providers.ts';
import { talosDocuments } from '../../src/emit/talos/documents.ts';
import { emitTalosFiles } from '../../src/emit/terraform/talos-files.ts';
import { emitTerraform, emitTerraformModules } from '../../src/emit/terraform/emit-terraform.ts';
import { checkTerraform, type ProviderSchema } from './check-terraform.ts';
import { terraformWith } from './provider/terraform-cli.ts';
import {
  catalog,
  cluster,
  controlPlane,
  disk,
  environment,
  home,
  machineDefaults,
  node,
  platform,
  rack,
} from '../builders/model.ts';
import { findOracle, needOracle } from '../oracles/oracle.ts';
import { kubernetesVersion, talosContract, talosVersion } from '../version-of.ts';

const scratch = mkdtempSync(join(tmpdir(), 'infraflux-terraform-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Only tests that need it use it. */
const terraform = findOracle('terraform') ?? 'terraform';

const schema = (name: string): ProviderSchema =>
  JSON.parse(readFileSync(`test/machines/schemas/${name}.json`, 'utf8')) as ProviderSchema;

function emit(one: Cluster, backend: ResolvedBackend = {}): Map<string, string> {
  const whole = platform([one], { terraform: { engine: 'terraform', backend } });
  const modules = emitTerraformModules(whole, environment([one]), catalog());
  const root = emitTerraform(whole, environment([one]), one, catalog());
  expect([...modules.diagnostics, ...root.diagnostics]).toEqual([]);
  return new Map([...(modules.value ?? []), ...(root.value ?? [])].map(({ path, text }) => [path, text]));
}

/** One machine with everything that has a default set otherwise. */
const odd = cluster({
  protect: false,
  nodes: [
    ...cluster().nodes,
    node('gpu-1', 7, {
      description: 'under the stairs: ${not} "interpolated" %{nor this}\n',
      machine: {
        ...machineDefaults,
        cpuType: 'x86-64-v2-AES',
        numa: true,
        tpm: true,
        secureBoot: true,
        startOnBoot: false,
        startOrder: 10,
        tags: ['infra'],
      },
      gpus: [{ model: 'a2000', mappings: ['gpu-1', 'gpu-2'] }],
      disks: [disk('system', 0, 40), disk('bulk', 3, 900, { cache: 'writeback' })],
      extensions: [],
      interfaces: [
        {
          name: 'storage',
          network: {
            name: 'storage',
            prefix: 24,
            settings: { ...cluster().network.settings, cidr: '10.20.0.0/24', bridge: 'vmbr2', vlan: 30, mtu: 9000 },
          },
          address: '10.20.0.11',
          addresses: [],
          dhcp: false,
          routes: {},
        },
      ],
    }),
    node('nas', 8, { provider: rack, host: undefined, vmId: undefined, mac: undefined, disks: [] }),
  ],
});
const metal = cluster({
  nodes: cluster().nodes.map((one) => ({ ...one, provider: rack, host: undefined, vmId: undefined, disks: [] })),
});
const far = (name: string, ha?: Partial<typeof home.settings>): typeof home => ({
  ...home,
  name,
  settings: { ...home.settings, endpoint: `https://${name}.example.org:8006/`, ...ha },
});
const office = far('a-office', {
  version: '8',
  ha: {},
  pool: 'far',
  sharedDatastores: ['local'],
  ca: 'certs/office.pem',
});
/** Hosts of all three have the same names, and each keeps what it needs to apart from the others. */
const spread = cluster({
  nodes: [
    ...cluster().nodes,
    controlPlane('main-far-1', 11, { provider: office, vmId: 2001 }),
    node('main-far-2', 12, { provider: office, host: 'pve1' }),
    node('main-attic-1', 13, { provider: far('2nd') }),
  ],
});
/** The provider that made the first machines is described, and has none of this cluster any more. */
const moved = cluster({ nodes: cluster().nodes.map((one) => ({ ...one, provider: office })) });
const secret = cluster({
  nodes: cluster().nodes.map((one) => ({
    ...one,
    talos: { ...one.talos, encryption: { ephemeral: { static: { secret: 'disks' } } } },
  })),
});
const platforms: readonly (readonly [string, Cluster, ResolvedBackend])[] = [
  ['as it comes', cluster(), {}],
  ['everything set', odd, { s3: { bucket: 'b', region: 'r', endpoint: 'https://s3', prefix: 'p', locking: true } }],
  ['secrets in patches', secret, {}],
  ['metal alone', metal, { s3: { bucket: 'b', region: 'r', prefix: 'p', locking: false } }],
  ['several providers', spread, {}],
  ['another provider alone', moved, {}],
  ['http', cluster(), { http: { address: 'https://state.example.org/tf', locking: true } }],
  ['pg', cluster(), { pg: { schema: 'tf' } }],
  ['gcs', cluster(), { gcs: { bucket: 'b', prefix: 'p' } }],
  ['azurerm', cluster(), { azurerm: { storageAccount: 'a', container: 'c', resourceGroup: 'g' } }],
  ['kubernetes', cluster(), { kubernetes: { namespace: 'terraform' } }],
  ['cloud', cluster(), { cloud: { organization: 'o', hostname: 'app.terraform.io' } }],
  [
    'Talos 1.14',
    cluster({
      versions: { talos: talosVersion('1.14.1'), kubernetes: kubernetesVersion('1.37.0') },
      talosContract: talosContract('1.14'),
    }),
    {},
  ],
];

test('a provider that is not the first has an alias, also where it is the only one', () => {
  const main = emit(moved).get(`${moved.environment}/terraform/${moved.name}/main.tf`);
  expect(main).toContain('module "vm_a_office" {');
  expect(main).toContain('machine = module.vm_a_office[name].id');
});

describe.each(platforms)('%s', (name, one, backend) => {
  const files = emit(one, backend);
  const code = new Map([...files].filter(([path]) => path.endsWith('.tf')));

  test('every argument is one that the provider knows, and none is missing', async () => {
    const talos = name === 'Talos 1.14' ? '0.12.0-alpha.5' : '0.11.0';
    const providers = [schema('proxmox-0.112.0'), schema(`talos-provider-${talos}`)];
    expect(await checkTerraform(code, providers)).toEqual([]);
  });

  test('terraform fmt has nothing to change', (context) => {
    needOracle(context, 'terraform');
    const folder = join(scratch, name.replaceAll(' ', '-'));
    for (const [path, text] of code) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const run = spawnSync(terraform, ['fmt', '-check', '-recursive', '-diff', folder], {
      encoding: 'utf8',
      env: { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1' },
    });
    expect(run.stdout + run.stderr).toBe('');
    expect(run.status).toBe(0);
  });
});

describe("the real terraform, with the providers' schemas", () => {
  beforeEach((context) => void needOracle(context, 'terraform'));

  const secret = 'never-in-a-plan';
  const pair = { cert: 'c', key: secret };
  const env = {
    PROXMOX_VE_API_TOKEN: secret,
    TF_VAR_proxmox_api_tokens: JSON.stringify({ home: secret, '2nd': secret, 'a-office': secret }),
    TF_VAR_client_configuration: JSON.stringify({ ca_certificate: 'a', client_certificate: 'b', client_key: secret }),
    TF_VAR_machine_secrets: JSON.stringify({
      cluster: { id: 'i', secret },
      secrets: { bootstrap_token: secret, secretbox_encryption_secret: secret },
      trustdinfo: { token: secret },
      certs: { etcd: pair, k8s: pair, k8s_aggregator: pair, k8s_serviceaccount: { key: secret }, os: pair },
    }),
  };
  const run = terraformWith(terraform, scratch, {
    'bpg/proxmox': 'test/machines/schemas/proxmox-0.112.0.json',
    'siderolabs/talos': 'test/machines/schemas/talos-provider-0.11.0.json',
  });

  test.each([
    ['as it comes', cluster(), 'Plan: 32 to add'],
    ['everything set', odd, 'to add'],
    ['metal alone', metal, 'to add'],
    ['several providers', spread, 'to add'],
  ])('validates and plans: %s', (name, one, sum) => {
    const folder = join(scratch, `run-${name.replaceAll(' ', '-')}`);
    const talos = emitTalosFiles(environment([one]), one, talosDocuments(platform([one]), one, catalog())).value ?? [];
    for (const [path, text] of [...emit(one), ...talos.map((artifact) => [artifact.path, artifact.text] as const)]) {
      // A backend wants `init`, which asks the registry; what is planned does not depend on it.
      if (path.endsWith('backend.tf')) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const root = join(folder, 'prod/terraform/main');
    expect(run(root, ['get']).status).toBe(0);
    expect(run(root, ['validate']).text).toContain('Success! The configuration is valid');
    const plan = run(root, ['plan', '-input=false', '-out=tfplan'], env);
    expect(plan.text).toContain(sum);
    expect(plan.status).toBe(0);
    const shown = run(root, ['show', '-json', 'tfplan']);
    expect(shown.status).toBe(0);
    expect(shown.text).not.toContain(secret);
    if (one === odd)
      expect(shown.text).toContain(JSON.stringify('under the stairs: ${not} "interpolated" %{nor this}'));
  });
});

/** Each must come back as it was, but for what stands at the ends: that Proxmox strips. */
const hostile = [
  '${path.module}',
  '$${x}',
  '%{ if true }',
  '%%{x}',
  '$',
  '%',
  '"quoted"',
  "it's",
  'back\\slash',
  '\\n',
  '\ttab',
  'two\nlines',
  'a\r\nb',
  '<<EOT\nx\nEOT',
  '# no comment',
  '/* nor */ //this',
  '{{template}}',
  'no',
  '1:30',
  'null',
  'ünïcödé 🦆',
  '\u2028',
  '\u0001',
  '\u0085',
  ')]}',
  '=',
  'x'.repeat(999),
];

test('hostile texts come back from the real terraform as they were', (context) => {
  needOracle(context, 'terraform');
  const nodes = hostile.map((description, index) =>
    node(`main-w-${index}`, index + 10, { description: `a${description}z` }),
  );
  const one = cluster({ nodes: [...cluster().nodes, ...nodes] });
  const files = emit(one);
  const folder = join(scratch, 'hostile');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'nodes.tf'), files.get('prod/terraform/main/nodes.tf') ?? '');
  writeFileSync(
    join(folder, 'out.tf'),
    'output "machines" {\n  value = { for name, one in local.machines : name => try(one.description, "") }\n}\n',
  );
  const run = terraformWith(terraform, scratch, {});
  expect(run(folder, ['apply', '-auto-approve']).text).toContain('Apply complete!');
  const shown = JSON.parse(
    run(folder, ['show', '-json'])
      .text.split('\n')
      .find((line) => line.startsWith('{')) ?? '{}',
  ) as {
    values: { outputs: { machines: { value: Record<string, string> } } };
  };
  for (const { name, description } of nodes) expect(shown.values.outputs.machines.value[name]).toBe(description);
});

test.each<[string, ResolvedBackend, string]>([
  [
    'slashes at the ends',
    { s3: { bucket: 'b', region: 'r', prefix: '/a/b/', locking: true } },
    '"a/b/prod/main-2/terraform.tfstate"',
  ],
  ['no prefix', { s3: { bucket: 'b', region: 'r', prefix: '', locking: true } }, '"prod/main-2/terraform.tfstate"'],
  [
    'an address with a slash',
    { http: { address: 'https://s.example.org/tf/', locking: false } },
    '"https://s.example.org/tf/prod/main-2"',
  ],
  ['a suffix that would end in a number', { kubernetes: { namespace: 'tf' } }, '"homelab-prod-main-2-state"'],
  ['a schema that PostgreSQL would cut off', { pg: { schema: 'x'.repeat(60) } }, `"${'x'.repeat(54)}-`],
])('backend: %s', (_, backend, text) => {
  const one = cluster({ name: 'main-2' });
  expect(emit(one, backend).get('prod/terraform/main-2/backend.tf')).toContain(text);
});

test('the checker sees a misspelt and a missing argument', async () => {
  const files = new Map([
    ['x.tf', 'resource "proxmox_virtual_environment_vm" "x" {\n  node_nam = "a"\n  agent {\n    on = 1\n  }\n}\n'],
  ]);
  expect(await checkTerraform(files, [schema('proxmox-0.112.0')])).toEqual([
    'x.tf: proxmox_virtual_environment_vm.x.agent.on is unknown',
    'x.tf: proxmox_virtual_environment_vm.x.node_nam is unknown',
    'x.tf: proxmox_virtual_environment_vm.x.node_name is missing',
  ]);
});

test.each<[string, Partial<Node>]>([
  ['memory', { memory: 32768 }],
  ['CPUs', { cpu: 12 }],
  ['its host', { host: 'pve1' }],
  ['a disk', { disks: [disk('system', 0, 64), disk('data', 1, 900, { use: 'store' })] }],
  ['a GPU', { gpus: [{ model: 'a2000', mappings: ['gpu-1'] }] }],
  ['a description', { description: 'the loud one' }],
  ['everything about the machine', { machine: (odd.nodes.find(({ name }) => name === 'gpu-1') as Node).machine }],
  ['its image', { extensions: ['siderolabs/qemu-guest-agent'] }],
])('a change of one machine changes nothing that is said about another: %s', (name, change) => {
  const before = cluster();
  const after = {
    ...before,
    nodes: before.nodes.map((one) => (one.name === 'main-workers-2' ? { ...one, ...change } : one)),
  };
  const [old, now] = [emit(before), emit(after)];
  const changed = [...now].filter(([path, text]) => old.get(path) !== text).map(([path]) => path);
  expect(changed).toEqual(['prod/terraform/main/nodes.tf']);
  const path = 'prod/terraform/main/nodes.tf';
  // Beside its own block, only the lists of images and of schematics may know of it.
  const others = (text: string | undefined): string => {
    const all = text ?? '';
    const machines = all.slice(all.indexOf('  machines = {'), all.indexOf('  # Talos settings'));
    return machines.replace(/    main-workers-2 = \{[\s\S]*?\n    \}\n/, '');
  };
  expect(others(now.get(path))).toBe(others(old.get(path)));
  expect(others(now.get(path))).toContain('main-workers-1');
  if (name !== 'its image' && name !== 'everything about the machine') {
    const rest = (text: string | undefined): string => (text ?? '').replace(/  machines = \{[\s\S]*?\n  \}\n/, '');
    expect(rest(now.get(path))).toBe(rest(old.get(path)));
  }
});

test('what one provider makes keeps its address when a second one comes along', () => {
  const addresses = (one: Cluster): readonly (readonly [string, string])[] => [...machineAddresses(one)];
  const before = addresses(cluster());
  expect(before[0]).toEqual(['main-cp-1', 'module.vm["main-cp-1"]']);
  expect(addresses(spread).slice(0, 6)).toEqual(before);
  // In the order of names; a label may begin with a digit, an identifier may not.
  expect(addresses(spread).slice(6)).toEqual([
    ['main-far-1', 'module.vm_a_office["main-far-1"]'],
    ['main-far-2', 'module.vm_a_office["main-far-2"]'],
    ['main-attic-1', 'module.vm__2nd["main-attic-1"]'],
  ]);
  expect(machineProviders(spread).map(({ provider, alias }) => [provider.name, alias])).toEqual([
    ['home', undefined],
    ['2nd', '_2nd'],
    ['a-office', 'a_office'],
  ]);
  expect(machineProviders(metal)).toEqual([]);
  expect(machineAddresses(odd).has('nas')).toBe(false);
});

test('nothing carries a credential', () => {
  for (const [path, text] of [...emit(odd), ...emit(spread)])
    if (path.endsWith('.tf'))
      expect(text, path).not.toMatch(/(password|api_token|private_key)\s*=(?! var\.proxmox_api_tokens)/);
});
