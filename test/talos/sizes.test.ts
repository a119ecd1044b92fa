import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import { buildPlatform } from '../../src/model/build-platform.ts';
import { parseSources } from '../../src/source/parse-sources.ts';
import { catalog } from '../catalog/builtin-catalog.ts';
import { findOracle } from '../oracles/oracle.ts';
import { ask, contracts, questionsOf, under } from './configs.ts';
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

test.each(names)('%s is a whole cluster without diagnostics, and Talos takes it', (size) => {
  const files = [{ path: 'infraflux.yaml', content: around(size) }];
  const sources = parseSources(files);
  if (sources.value === undefined) throw new Error('unreadable');
  const config = resolveConfig(sources.value, catalog);
  if (config.value === undefined) throw new Error('unresolved');
  const { value: platform, diagnostics } = buildPlatform(config.value, catalog, files);
  expect([...sources.diagnostics, ...config.diagnostics, ...diagnostics].map(({ message }) => message)).toEqual([]);
  const [environment] = platform?.environments ?? [];
  const [cluster] = environment?.clusters ?? [];
  if (platform === undefined || environment === undefined || cluster === undefined) throw new Error('no platform');
  for (const { contract } of contracts) {
    const questions = questionsOf(platform, environment, under(cluster, contract), catalog);
    expect(questions.size).toBe(cluster.nodes.length);
    // What a component asks of every kubelet, and of Talos' own API on the control planes.
    for (const [node, { patches, type }] of questions) {
      expect(patches.join(''), node).toContain('rotate-server-certificates: "true"');
      expect(patches.join('').includes('os:reader'), node).toBe(type === 'controlplane');
    }
    const oracle = findOracle(`talos-${contract}`);
    // That the oracle is there is for platforms.test.ts to ask for.
    if (oracle === undefined) continue;
    for (const [node, { errors = [], warnings = [] }] of ask(oracle, questions)) {
      expect([...errors, ...unexpectedWarnings(warnings)], `${contract} ${node}`).toEqual([]);
    }
  }
});
