import { describe, expect, test } from 'vitest';
import { codesIn, diagnosticsIn } from './found.ts';

const of113 = 'versions: {talos: 1.13.6, kubernetes: 1.36.3}';
const of114 = 'versions: {talos: 1.14.1, kubernetes: 1.36.3}';

function patched(patch: string, group = 'cluster', versions = of113): string {
  const use = 'talos: {patches: {own: patches/own.yaml}}';
  const start = {
    cluster: use,
    workers: `pools: {workers: {${use}}}`,
    controlPlane: `controlPlane: {${use}}`,
    node: `nodes: {main-workers-1: {${use}}}`,
  }[group];
  return `${versions}\n${start}\n# patches/own.yaml\n${patch}`;
}

describe('fields that InfraFlux sets', () => {
  test.each([
    'machine: {install: {disk: /dev/vda}}',
    'machine: {install: {diskSelector: {type: nvme}}}',
    'machine: {install: {image: factory.talos.dev/x:v1.13.6}}',
    'machine: {install: {extensions: [{image: x}]}}',
    'machine: {install: {extraKernelArgs: [a=b]}}',
    'machine: {install: {$patch: delete}}',
    'machine: {$patch: delete}',
    'machine: {token: abc}',
    'machine: {ca: {crt: YQ==}}',
    'machine: {type: worker}',
    'cluster: {id: abc}',
    'cluster: {secret: abc}',
    'cluster: {token: abc}',
    'cluster: {ca: {crt: YQ==, key: YQ==}}',
    'cluster: {aggregatorCA: {crt: YQ==}}',
    'cluster: {serviceAccount: {key: YQ==}}',
    'cluster: {etcd: {ca: {crt: YQ==}}}',
    'cluster: {secretboxEncryptionSecret: abc}',
    'cluster: {clusterName: other}',
    'cluster: {controlPlane: {endpoint: "https://10.0.0.9:6443"}}',
    'cluster: {network: {podSubnets: [10.1.0.0/16]}}',
    'cluster: {network: {serviceSubnets: [10.1.0.0/16]}}',
    'cluster: {network: {dnsDomain: example.org}}',
    'cluster: {network: {cni: {name: none}}}',
  ])('%s', (patch) => {
    expect(codesIn(patched(patch))).toEqual(['patch/owned-field']);
  });

  test.each([
    'apiVersion: v1alpha1\nkind: UnattendedInstallConfig\nprovisioning: {diskSelector: {match: disk.rotational}}',
    'apiVersion: v1alpha1\nkind: UnattendedInstallConfig\nprovisioning: {diskSelector: {match: disk.rotational}}\ninstaller: {image: x}',
    'apiVersion: v1alpha1\nkind: HostnameConfig\nhostname: other',
    'apiVersion: v1alpha1\nkind: KubeClusterConfig\nclusterName: other',
    'apiVersion: v1alpha1\nkind: KubeNetworkConfig\npodSubnets: [10.1.0.0/16]',
    'apiVersion: v1alpha1\nkind: DiscoveryIdentityConfig\nclusterID: abc',
    'apiVersion: v1alpha1\nkind: DiscoveryIdentityConfig\n$patch: delete',
    'cluster: {token: abc}',
  ])('in documents of 1.14: %s', (patch) => {
    expect(codesIn(patched(patch, 'cluster', of114))).toEqual(['patch/owned-field']);
  });

  test.each([
    'machine: {install: {wipe: true}}',
    'machine: {acceptedCAs: [{crt: YQ==}]}',
    'machine: {certSANs: [a.example.org]}',
    'cluster: {apiServer: {certSANs: [a.example.org]}}',
    'cluster: {proxy: {extraArgs: {v: "2"}}}',
    'cluster: {token: null}',
    'machine: {sysctls: {a.b: "1"}}',
  ])('others are the user’s: %s', (patch) => {
    expect(codesIn(patched(patch))).toEqual([]);
  });

  test('the message says what to use instead', () => {
    const [found] = diagnosticsIn(patched('cluster: {controlPlane: {endpoint: "https://10.0.0.9:6443"}}'));
    expect(found?.help).toBe('use network.endpoint');
  });

  test.each(['workers', 'controlPlane', 'node'])('a patch of %s is looked at', (group) => {
    expect(codesIn(patched('machine: {install: {disk: /dev/vda}}', group))).toEqual(['patch/owned-field']);
  });
});

describe('labels', () => {
  const patch = 'machine: {nodeLabels: {node-role.kubernetes.io/worker: "", tier: a}}';
  test.each([
    ['cluster', ['label/forbidden']],
    ['workers', ['label/forbidden']],
    ['node', ['label/forbidden']],
    ['controlPlane', []],
  ])('of a patch for %s', (group, codes) => {
    expect(codesIn(patched(patch, group))).toEqual(codes);
  });

  test.each([
    'apiVersion: v1alpha1\nkind: KubeNodeConfig\nlabels: {app.kubernetes.io/a: b}',
    'apiVersion: v1alpha1\nkind: KubeletConfig\nextraArgs: {node-labels: app.kubernetes.io/a=b}',
  ])('in documents of 1.14: %s', (document) => {
    expect(codesIn(patched(document, 'workers', of114))).toEqual(['label/forbidden']);
  });

  test('the flag of a control plane', () => {
    const flag = 'machine: {kubelet: {extraArgs: {node-labels: kubernetes.io/a=b}}}';
    expect(codesIn(patched(flag, 'controlPlane'))).toEqual(['label/forbidden']);
  });
});

test.each([
  ['/opt/x', 'create', ['file/not-writable']],
  ['/opt/x', undefined, ['file/not-writable']],
  ['/etc/foo.conf', 'create', ['file/not-writable']],
  ['/etc/foo.conf', 'overwrite', []],
  ['/etc/cri/conf.d/20-customization.part', 'create', []],
  ['/etc/kubernetes/manifests/a.yaml', 'create', []],
  ['/var/lib/x', 'create', []],
])('a patch that writes %s with op %s', (path, op, codes) => {
  const file = `{path: ${path}, content: a${op === undefined ? '' : `, op: ${op}`}}`;
  expect(codesIn(patched(`machine: {files: [${file}]}`))).toEqual(codes);
});

test.each([
  ['kind: VolumeConfig\nname: EPHEMERAL\nprovisioning: {diskSelector: {match: "disk.size > 1"}}', of113, 1],
  ['kind: RawVolumeConfig\nname: a\nprovisioning: {minSize: 1GiB, diskSelector: {match: nope}}', of113, 1],
  ['kind: SwapVolumeConfig\nname: a\nprovisioning: {minSize: 1GiB, diskSelector: {match: "("}}', of113, 1],
  [
    'kind: UserVolumeConfig\nname: a\nvolumeType: disk\nprovisioning: {diskSelector: {match: "!system_disk"}}',
    of113,
    1,
  ],
  ['kind: UserVolumeConfig\nname: a\nprovisioning: {minSize: 1GiB, diskSelector: {match: "!system_disk"}}', of113, 0],
  ['kind: ExistingVolumeConfig\nname: a\ndiscovery: {volumeSelector: {match: system_disk}}', of113, 1],
  ['kind: LinkAliasConfig\nname: a\nselector: {match: link.name == "a"}', of113, 1],
  ['kind: LinkAliasConfig\nname: a\nselector: {match: link.driver == "a"}', of113, 0],
  ['kind: LVMVolumeGroupConfig\nname: a\nprovisioning: {volumeSelector: {match: volume_id == 1}}', of114, 1],
])('selectors in a patch: %s', (document, versions, count) => {
  const found = diagnosticsIn(patched(`apiVersion: v1alpha1\n${document}`, 'workers', versions));
  expect(found.map(({ code }) => code)).toEqual(Array(count).fill('talos/invalid-selector'));
});
