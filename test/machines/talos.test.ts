import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/model/platform.ts';
import { talosDocuments } from '../../src/emit/talos/documents.ts';
import { emitTalosFiles, nodePatches } from '../../src/emit/terraform/talos-files.ts';
import { talosChecker } from './check-talos.ts';
import {
  catalog,
  cluster,
  clusterTalosDefaults,
  controlPlane,
  environment,
  node,
  platform,
  rack,
  talosDefaults,
} from '../builders/model.ts';
import { talosContract } from '../version-of.ts';

const certificates = new Map([
  ['certs/mirror.pem', '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n'],
  ['patches/mine.yaml', 'machine:\n  sysctls: {a.b: "1"}'],
]);

function emit(one: Cluster): Map<string, string> {
  const emitted = emitTalosFiles(
    environment([one]),
    one,
    talosDocuments(platform([one], { files: certificates }), one, catalog()),
  );
  expect(emitted.diagnostics).toEqual([]);
  return new Map((emitted.value ?? []).map(({ path, text }) => [path.replace('prod/clusters/main/talos/', ''), text]));
}

const link = { addresses: [], dhcp: false, routes: {} };
const everything = cluster({
  schedulableControlPlane: true,
  talos: {
    ...clusterTalosDefaults,
    patches: { mine: 'patches/mine.yaml' },
    oidc: { issuer: 'https://id.example.org', clientId: 'kubernetes', usernameClaim: 'email', groupsClaim: 'groups' },
    audit: { level: 'Metadata' },
    apiServer: { extraArgs: { v: '4' } },
    registries: { 'docker.io': { mirrors: ['https://mirror.example.org'], ca: 'certs/mirror.pem' } },
    discovery: { enabled: false },
    logs: { loghost: 'udp://10.10.0.9:514' },
  },
  nodes: [
    ...['main-cp-1', 'main-cp-2', 'main-cp-3'].map((name, index) => controlPlane(name, index + 1)),
    node('main-gpu-1', 4, {
      pool: 'gpu',
      labels: { tier: 'gpu' },
      annotations: { 'example.org/rack': 'r1' },
      taints: { dedicated: { value: 'gpu', effect: 'NoSchedule' }, slow: { value: '', effect: 'PreferNoSchedule' } },
      talos: {
        ...talosDefaults,
        patches: { mine: 'patches/mine.yaml' },
        kernelModules: { nvidia: { parameters: ['a=1'] } },
        sysctls: { 'vm.max_map_count': '262144' },
        udev: { drm: 'SUBSYSTEM=="drm", MODE="0666"' },
        environment: { https_proxy: 'http://10.0.0.1:3128' },
        files: { '/etc/x': { content: 'x\n', permissions: '0644' } },
        extensions: {
          'siderolabs/nut-client': { files: { '/etc/nut.conf': { content: 'MODE=x' } }, environment: { A: 'b' } },
        },
        encryption: { state: { nodeId: {} }, ephemeral: { tpm: {} } },
        systemVolumes: { ephemeral: { minSize: '10Gi', match: '!system_disk' } },
        volumes: {
          cache: {
            size: '20Gi',
            disk: 'system',
            filesystem: 'ext4',
            encryption: { 0: { kms: { endpoint: 'https://kms' } } },
          },
        },
        kubelet: { extraArgs: { 'max-pods': '250' }, config: { serializeImagePulls: false } },
        certificateNames: ['gpu.example.org'],
      },
    }),
    node('main-workers-1', 5, {
      provider: rack,
      host: undefined,
      vmId: undefined,
      disks: [],
      talos: { ...talosDefaults, installDisk: { size: '< 100GB', type: 'ssd' } },
      interfaces: [
        {
          ...link,
          name: 'uplink',
          network: undefined,
          bond: { mode: '802.3ad', links: ['eth0', 'eth1'], lacpRate: 'fast', hashPolicy: 'layer3+4' },
        },
        {
          ...link,
          name: 'uplink.20',
          network: undefined,
          vlan: { id: 20, parent: 'uplink' },
          addresses: ['10.0.20.5/24'],
          mtu: 1500,
        },
        { ...link, name: 'br0', network: undefined, bridge: { links: ['eth2'], stp: true }, dhcp: true },
        {
          ...link,
          name: 'storage',
          network: undefined,
          match: { mac: '00:50:56:*', driver: 'atlantic' },
          addresses: ['10.20.0.1/24'],
        },
      ],
    }),
  ],
});

describe('patches', () => {
  test.each([
    ['1.12', 'as it comes', cluster()],
    ['1.13', 'as it comes', cluster()],
    ['1.14', 'as it comes', cluster()],
    ['1.12', 'everything', everything],
    ['1.13', 'everything', everything],
    ['1.14', 'everything', everything],
  ] as const)('Talos %s knows every field: %s', (version, _name, one) => {
    const check = talosChecker(version);
    for (const [path, text] of emit({ ...one, talosContract: talosContract(version) })) {
      if (!path.startsWith('schematic-')) expect(check(text), path).toEqual([]);
    }
  });

  test('the checker sees an unknown field, in lists too, and an unknown kind', () => {
    const check = talosChecker('1.13');
    expect(check('machine: {instal: {}}\n')).toEqual(['Config.machine.instal is unknown']);
    expect(check('machine: {files: [{pth: a}]}\n')).toEqual(['Config.machine.files[0].pth is unknown']);
    expect(check('kind: Nonsense\napiVersion: v1alpha1\n')).toEqual(['unknown kind Nonsense']);
  });

  test('what all machines share is said once', () => {
    const files = emit(cluster());
    expect([...files.keys()]).toEqual([
      'all.yaml',
      'controlplane.yaml',
      'worker.yaml',
      ...['main-cp-1', 'main-cp-2', 'main-cp-3'].map((name) => `nodes/${name}.yaml`),
      ...['main-workers-1', 'main-workers-2', 'main-workers-3'].map((name) => `nodes/${name}.yaml`),
      'schematic-88d1f7a5c4f1.yaml',
    ]);
    expect(files.get('nodes/main-workers-1.yaml')).toMatchInlineSnapshot(`
      "# Talos 1.13, patch for main-workers-1 of prod/main alone.
      # Compiled from infraflux.yaml: edit there.
      apiVersion: v1alpha1
      kind: HostnameConfig
      auto: "off"
      hostname: main-workers-1
      ---
      apiVersion: v1alpha1
      kind: LinkAliasConfig
      name: net0
      selector:
        match: mac(link.permanent_addr) == "bc:24:11:00:00:04"
      ---
      apiVersion: v1alpha1
      kind: LinkConfig
      name: net0
      addresses:
      - address: 10.10.40.13/16
      "
    `);
    expect(files.get('controlplane.yaml')).toMatchInlineSnapshot(`
      "# Talos 1.13, patch for the control planes of prod/main.
      # Compiled from infraflux.yaml: edit there.
      cluster:
        apiServer:
          certSANs:
          - 10.10.40.5
        etcd:
          advertisedSubnets:
          - 10.10.0.0/16
        proxy:
          disabled: true
      ---
      apiVersion: v1alpha1
      kind: Layer2VIPConfig
      name: 10.10.40.5
      link: net0
      "
    `);
  });

  test('a cluster of one keeps what is its own in the node file', () => {
    const files = emit(cluster({ nodes: [controlPlane('dev-cp-1', 1)] }));
    expect(files.get('all.yaml')).not.toContain('dev-cp-1');
    expect(files.get('nodes/dev-cp-1.yaml')).toContain('hostname: dev-cp-1');
    expect(files.get('nodes/dev-cp-1.yaml')).toContain('10.10.40.10/16');
  });

  test('the other dialect says the same in documents of its own', () => {
    const all = [...emit({ ...everything, talosContract: talosContract('1.14') }).values()].join('');
    expect(all).not.toMatch(/^ {2}(install|kubelet|nodeLabels|nodeTaints|apiServer|network|proxy|discovery):/m);
    for (const kind of [
      'UnattendedInstallConfig',
      'KubeNodeConfig',
      'KubeNetworkConfig',
      'KubeAPIServerConfig',
      'SysctlConfig',
    ]) {
      expect(all).toContain(`kind: ${kind}\n`);
    }
  });

  test('a machine of metal is told what to start from', () => {
    const metal = node('nas', 4, { provider: rack, host: undefined, vmId: undefined });
    const files = emit(cluster({ nodes: [controlPlane('main-cp-1', 1), metal] }));
    const schematic = [...files].find(([path]) => path.startsWith('schematic-'))?.[1];
    expect(schematic).toMatch(
      /^# Machines of metal are first started from https:\/\/factory\.talos\.dev\/image\/[0-9a-f]{64}\/v1\.13\.6\/metal-amd64\.iso$/m,
    );
    expect([...emit(cluster())].find(([path]) => path.startsWith('schematic-'))?.[1]).not.toContain('metal');
  });

  test("the user's own patches come last, and end with a newline", () => {
    const files = emit(everything);
    expect(files.get('patches/mine.yaml')).toMatch(/\n$/);
    const order = nodePatches(
      everything,
      talosDocuments(platform([everything], { files: certificates }), everything, catalog()),
    );
    expect(order.get('main-gpu-1')).toEqual([
      'all.yaml',
      'pool-gpu.yaml',
      'nodes/main-gpu-1.yaml',
      'patches/mine.yaml',
    ]);
    expect(order.get('main-cp-1')).not.toContain('patches/mine.yaml');
  });

  test('what one node changes, no other file shows', () => {
    const before = cluster();
    const after = {
      ...before,
      nodes: before.nodes.map((one) => (one.name === 'main-workers-2' ? { ...one, address: '10.10.40.42' } : one)),
    };
    const [old, now] = [emit(before), emit(after)];
    expect([...now].filter(([path, text]) => old.get(path) !== text).map(([path]) => path)).toEqual([
      'nodes/main-workers-2.yaml',
    ]);
  });
});
