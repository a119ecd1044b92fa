import { describe, expect, test } from 'vitest';
import { codesIn } from './found.ts';

const of114 = 'versions: {talos: 1.14.1, kubernetes: 1.36.3}\n';

describe('flags that Talos passes itself', () => {
  test.each([
    'talos: {kubelet: {extraArgs: {kubeconfig: /a}}}',
    'talos: {kubelet: {extraArgs: {config: /a}}}',
    'pools: {workers: {talos: {kubelet: {extraArgs: {cert-dir: /a}}}}}',
    'nodes: {main-cp-1: {talos: {kubelet: {extraArgs: {container-runtime-endpoint: /a}}}}}',
    'talos: {apiServer: {extraArgs: {etcd-servers: a}}}',
    'talos: {apiServer: {extraArgs: {encryption-provider-config: /a}}}',
    'talos: {apiServer: {extraArgs: {service-account-key-file: /a}}}',
    'talos: {controllerManager: {extraArgs: {root-ca-file: /a}}}',
    'talos: {scheduler: {extraArgs: {config: /a}}}',
    'talos: {etcd: {extraArgs: {data-dir: /a}}}',
    'talos: {etcd: {extraArgs: {listen-client-urls: a}}}',
    `${of114}talos: {apiServer: {extraArgs: {tls-min-version: VersionTLS13}}}`,
    'talos: {patches: {own: own.yaml}}\n# own.yaml\nmachine: {kubelet: {extraArgs: {kubeconfig: /a}}}',
    'talos: {patches: {own: own.yaml}}\n# own.yaml\ncluster: {apiServer: {extraArgs: {etcd-servers: a}}}',
    'talos: {patches: {own: own.yaml}}\n# own.yaml\ncluster: {etcd: {extraArgs: {name: a}}}',
    `${of114}talos: {patches: {own: own.yaml}}\n# own.yaml\napiVersion: v1alpha1\nkind: KubeletConfig\nextraArgs: {config: /a}`,
    `${of114}talos: {patches: {own: own.yaml}}\n# own.yaml\napiVersion: v1alpha1\nkind: KubeSchedulerConfig\nextraArgs: {config: /a}`,
  ])('%s', (part) => {
    expect(codesIn(part)).toEqual(['talos/managed-field']);
  });

  test.each([
    'talos: {kubelet: {extraArgs: {max-pods: "200", node-ip: 10.10.40.10}}}',
    'talos: {apiServer: {extraArgs: {tls-min-version: VersionTLS13, service-account-issuer: "https://a.example.org", feature-gates: A=true}}}',
    'talos: {controllerManager: {extraArgs: {bind-address: 0.0.0.0}}}',
    'talos: {scheduler: {extraArgs: {bind-address: 0.0.0.0}}}',
    'talos: {etcd: {extraArgs: {election-timeout: "5000", listen-metrics-urls: "http://0.0.0.0:2381"}}}',
  ])('others are the user’s: %s', (part) => {
    expect(codesIn(part)).toEqual([]);
  });
});

test.each([
  ['talos: {apiServer: {extraArgs: {authentication-config: /a, oidc-issuer-url: "https://a"}}}', ['flag/conflict']],
  [
    'talos: {oidc: {issuer: "https://id.example.org", clientId: a}, apiServer: {extraArgs: {authentication-config: /a}}}',
    ['flag/conflict'],
  ],
  ['talos: {apiServer: {extraArgs: {authentication-config: /a}}}', []],
])('a login in a file and in flags: %s', (part, codes) => {
  expect(codesIn(part)).toEqual(codes);
});

test.each([
  ['providers: {home: {ha: {maxRestart: 2}}}', ['machine/ha-on-local-disks']],
  ['providers: {home: {ha: {maxRestart: 2}, sharedDatastores: [local-zfs]}}', []],
  ['providers: {home: {sharedDatastores: []}}', []],
])('high availability needs shared disks: %s', (part, codes) => {
  expect(codesIn(part)).toEqual(codes);
});
