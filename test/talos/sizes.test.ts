import { checked } from '../../src/diagnostics/diagnostic.ts';
import { resolvePlatform } from '../../src/resolve-platform.ts';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalog } from '../catalog/builtin-catalog.ts';
import { needOracle } from '../oracles/oracle.ts';
import { ask, contracts, type Question, questionsOf, under } from './configs.ts';
import { unexpectedWarnings } from './warnings.ts';

const names = readdirSync('blueprints/sizes').map((file) => file.replace('.yaml', ''));

/** The least that somebody writes who takes a size as it is. */
const around = (size: string): string => `name: home
providers:
  home:
    type: proxmox
    endpoint: https://pve.home.arpa:8006/
    credentials: {secret: proxmox}
    vmIds: 2000-2999
    hosts: {pve1: {datastores: {disks: local, images: local}}, pve2: {datastores: {disks: local, images: local}}, pve3: {datastores: {disks: local, images: local}}}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, bridge: vmbr0}
defaults:
  size: ${size}
  controlPlane: {disks: {system: {size: 40Gi}}}
  pools: {workers: {disks: {system: {size: 40Gi}}}${size === 'gpu' ? ', gpu: {disks: {system: {size: 40Gi}}}' : ''}}
  platform: {cilium: {}, talos-cloud-controller-manager: {}}
environments:
  dev:
    clusters:
      dev:
        network: {nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5}
`;

test('there are the classes of cluster that the reference names', () => {
  expect(names).toEqual(['edge', 'gpu', 'ha', 'single', 'small', 'storage']);
});

function platformOf(size: string) {
  const files = [{ path: 'infraflux.yaml', content: around(size) }];
  const { platform, diagnostics } = resolvePlatform({ files, catalog: checked(catalog) });
  const [environment] = platform?.environments ?? [];
  const [cluster] = environment?.clusters ?? [];
  if (platform === undefined || environment === undefined || cluster === undefined) throw new Error('no platform');
  return { platform, environment, cluster, messages: diagnostics.map(({ message }) => message) };
}

test.each(names)('%s is a whole cluster without diagnostics', (size) => {
  expect(platformOf(size).messages).toEqual([]);
});

test.for(contracts)('each is accepted by Talos $contract', ({ contract }, context) => {
  const oracle = needOracle(context, `talos-${contract}`);
  const all = new Map<string, Question>();
  for (const size of names) {
    const { platform, environment, cluster } = platformOf(size);
    for (const [node, question] of questionsOf(platform, environment, under(cluster, contract), catalog)) {
      all.set(`${size} ${node}`, question);
      // What a component asks of every kubelet, and of Talos' own API on the control planes.
      const patches = question.patches.join('');
      expect(patches, node).toContain('rotate-server-certificates: "true"');
      expect(patches.includes('os:reader'), node).toBe(question.type === 'controlplane');
    }
  }
  for (const [node, { errors = [], warnings = [] }] of ask(oracle, all)) {
    expect([...errors, ...unexpectedWarnings(warnings)], node).toEqual([]);
  }
});
