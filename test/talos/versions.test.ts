import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { talosConflicts, talosDocumentConflicts } from '../../src/model/data/talos-conflicts.ts';
import { talosKubernetes } from '../../src/versions/talos-kubernetes.ts';
import { askOracle, needOracle } from '../oracles/oracle.ts';
import { type Answer, contracts, type Question } from './configs.ts';
import { talosContract } from '../version-of.ts';

/** What stands in the data about Talos' versions is what Talos itself says. */

/**
 * UPDATE_GOLDENS=1 writes the files again. A kind that is new, or a version, is written by hand first, as `"Kind": null`:
 * Talos has no list of its kinds that a program could read.
 */
test.for(contracts)('the fields of documents are those of Talos $contract', ({ contract }, context) => {
  const oracle = needOracle(context, `talos-${contract}`);
  const stored = JSON.parse(readFileSync(`blueprints/talos/fields/${contract}.json`, 'utf8')) as Record<
    string,
    unknown
  >;
  const [answer] = askOracle<{ fields?: unknown; errors?: unknown }>(oracle, [{ fields: Object.keys(stored) }]);
  expect(answer?.errors).toBeUndefined();
  if (process.env['UPDATE_GOLDENS'] === '1') {
    writeFileSync(`blueprints/talos/fields/${contract}.json`, `${JSON.stringify(sorted(answer?.fields))}\n`);
  } else expect(answer?.fields).toEqual(stored);
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

test('a version of Kubernetes is supported where Talos supports it', (context) => {
  const oracle = needOracle(context, 'talos-1.14');
  const asked = [...talosKubernetes.keys()].flatMap((talos) =>
    Array.from({ length: 16 }, (_, index) => ({ talos, kubernetes: 25 + index })),
  );
  const answers = askOracle<{ errors?: readonly string[] }>(
    oracle,
    asked.map(({ talos, kubernetes }) => ({ contract: `1.${talos}.0`, supports: `1.${kubernetes}.0` })),
  );
  asked.forEach(({ talos, kubernetes }, index) => {
    const range = talosKubernetes.get(talos);
    const ours = range !== undefined && range.lowest <= kubernetes && kubernetes <= range.highest;
    expect(answers[index]?.errors === undefined, `Talos 1.${talos}, Kubernetes 1.${kubernetes}`).toBe(ours);
  });
});

/** A value for each field that could stand in two places, and for many that cannot. */
const samples: Readonly<Record<string, unknown>> = {
  'machine.kubelet': { extraArgs: { v: '1' } },
  'machine.install': { image: 'x' },
  'machine.nodeLabels': { a: 'b' },
  'machine.nodeAnnotations': { a: 'b' },
  'machine.nodeTaints': { a: 'NoSchedule' },
  'machine.network.hostname': 'x',
  'machine.network.nameservers': ['1.1.1.1'],
  'machine.network.searchDomains': ['a.b'],
  'machine.network.disableSearchDomain': true,
  'machine.network.extraHostEntries': [{ ip: '10.0.0.1', aliases: ['a'] }],
  'machine.network.interfaces': [{ interface: 'eth9', dhcp: true }],
  'machine.network.kubespan': { enabled: true },
  'machine.time': { servers: ['a.b'] },
  'machine.sysctls': { a: 'b' },
  'machine.sysfs': { a: 'b' },
  'machine.kernel': { modules: [{ name: 'a' }] },
  'machine.udev': { rules: ['a'] },
  'machine.env': { A: 'b' },
  'machine.registries': { mirrors: { 'docker.io': { endpoints: ['https://a'] } } },
  'machine.features.hostDNS': { enabled: true },
  'machine.features.kubePrism': { enabled: true, port: 7445 },
  'machine.features.imageCache': { localEnabled: true },
  'machine.features.stableHostname': true,
  'machine.logging': { destinations: [{ endpoint: 'udp://10.0.0.1:1', format: 'json_lines' }] },
  'machine.systemDiskEncryption': { state: { provider: 'luks2', keys: [{ slot: 0, nodeID: {} }] } },
  'machine.controlPlane': { scheduler: { disabled: true } },
  'cluster.network': { dnsDomain: 'a.b' },
  'cluster.proxy': { disabled: true },
  'cluster.apiServer': { extraArgs: { v: '1' } },
  'cluster.controllerManager': { extraArgs: { v: '1' } },
  'cluster.scheduler': { extraArgs: { v: '1' } },
  'cluster.discovery': { enabled: false },
  'cluster.allowSchedulingOnControlPlanes': true,
  'cluster.coreDNS': { disabled: true },
  'cluster.inlineManifests': [{ name: 'a', contents: 'kind: X' }],
  'cluster.extraManifests': ['https://a/b.yaml'],
  'cluster.etcd': { extraArgs: { v: '1' } },
  'cluster.externalCloudProvider': { enabled: true, manifests: ['https://a/b.yaml'] },
  'cluster.adminKubeconfig': { certLifetime: '1h' },
  'cluster.clusterName': 'x',
  'cluster.controlPlane': { endpoint: 'https://10.0.0.9:6443' },
  'cluster.id': 'x',
  'cluster.secretboxEncryptionSecret': 'x',
  'cluster.aescbcEncryptionSecret': 'z',
};

/** The base of each contract, told where to install as both dialects tell it. */
const install = {
  '1.12': 'machine: {install: {disk: /dev/sda, image: x}}\n',
  '1.13': 'machine: {install: {disk: /dev/sda, image: x}}\n',
  '1.14':
    'apiVersion: v1alpha1\nkind: UnattendedInstallConfig\ninstaller: {image: x}\nprovisioning: {diskSelector: {match: "disk.dev_path == \'/dev/sda\'"}}\n',
} as const;

describe.each(contracts)('born with $contract', ({ contract, kubernetes }) => {
  const ask = (oracle: string, patches: readonly string[]): readonly Answer[] =>
    askOracle<Answer>(
      oracle,
      patches.map(
        (patch): Question => ({
          contract: `v${contract}`,
          cluster: 'a',
          endpoint: 'https://10.0.0.1:6443',
          kubernetes,
          type: 'controlplane',
          patches: [install[contract], patch],
        }),
      ),
    );

  test('what is set already is what Talos says so of', (context) => {
    const oracle = needOracle(context, `talos-${contract}`);
    const paths = Object.keys(samples);
    const answers = ask(
      oracle,
      paths.map((path) =>
        JSON.stringify(path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), samples[path])),
      ),
    );
    const refused = paths.filter((_, index) => answers[index]?.errors !== undefined);
    // The one that has no sample of its own: a secret that is only accepted together with the id.
    const known = [...talosConflicts(talosContract(contract)).keys()].filter((path) => path !== 'cluster.secret');
    expect(refused.sort()).toEqual(known.sort());
  });

  test('documents that are in the way of v1alpha1 are those', (context) => {
    const oracle = needOracle(context, 'talos-1.14');
    const documents = [...talosDocumentConflicts(talosContract(contract)).keys()];
    const bodies: Readonly<Record<string, string>> = {
      KubeNodeConfig: 'labels: {a: b}\ntaints: {a: NoSchedule}\n',
      KubePrismConfig: 'port: 7445\n',
      KubeNetworkConfig: 'dnsDomain: a.b\npodSubnets: [10.0.0.0/16]\nserviceSubnets: [10.1.0.0/16]\n',
      KubeClusterConfig: 'clusterName: a\nendpoint: https://10.0.0.9:6443\n',
      DiscoveryServiceConfig: 'name: default\nendpoint: https://discovery.talos.dev/\n',
      DiscoveryIdentityConfig: 'clusterID: a\nclusterSecret: b\n',
    };
    const answers = ask(
      oracle,
      documents.map((kind) => `apiVersion: v1alpha1\nkind: ${kind}\n${bodies[kind] ?? 'image: x\n'}`),
    );
    expect(documents.filter((_, index) => answers[index]?.errors === undefined)).toEqual([]);
  });
});
