import { type Resolved, resolvePlatform } from '../../src/resolve-platform.ts';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { formatLock } from '../../src/model/format-lock.ts';
import { formatLeafPath } from '../../src/identity/leaf-path.ts';
import { resolvedInputs } from '../../src/model/inputs.ts';
import type { Cluster, Platform } from '../../src/model/platform.ts';

const files = ['infraflux.yaml', 'environments/prod.yaml'].map((path) => ({
  path,
  content: readFileSync(path, 'utf8'),
}));
const audit = { path: 'patches/audit.yaml', content: 'machine: {}\n' };

const catalog = parseCatalog(readBuiltInBlueprints(), new Map());

function build(more: readonly { path: string; content: string }[]): Resolved {
  return resolvePlatform({ files: [...files, ...more], catalog });
}

describe('the platform of the repository', () => {
  let platform: Platform;
  const cluster = (name: string): Cluster => {
    const found = platform.environments.flatMap(({ clusters }) => clusters).find((one) => one.name === name);
    if (found === undefined) throw new Error(`no cluster ${name}`);
    return found;
  };
  beforeAll(() => {
    const built = build([audit]);
    expect(built.diagnostics.map(({ code }) => code)).toEqual(['language/not-implemented']);
    expect(built.answered.map(({ diagnostic }) => diagnostic.code)).toEqual(['topology/one-control-plane']);
    platform = built.platform as Platform;
  });

  it('has these nodes', () => {
    const names = platform.environments.map(({ name, clusters }) => [
      name,
      clusters.map((one) => [one.name, one.nodes.map((node) => node.name)]),
    ]);
    expect(names).toEqual([
      ['dev', [['dev', ['dev-cp-1']]]],
      [
        'prod',
        [
          ['main', ['main-cp-1', 'main-cp-2', 'main-cp-3', 'main-workers-1', 'main-workers-2', 'main-workers-3']],
          ['management', ['management-cp-1', 'management-workers-1', 'management-workers-2']],
        ],
      ],
      ['staging', [['staging', ['staging-cp-1', 'staging-workers-1', 'staging-workers-2']]]],
    ]);
  });

  it('folds a node over its pool, and that over the cluster', () => {
    const node = cluster('main').nodes.find(({ name }) => name === 'main-workers-2');
    expect(node).toMatchObject({ host: 'pve2', address: '10.10.40.42', memory: 32 * 1024, cpu: 4, role: 'worker' });
    expect(node?.talos.patches).toEqual({ audit: 'patches/audit.yaml' });
    expect(node?.talos.sysctls['vm.max_map_count']).toBe('262144');
    expect(
      node?.disks.map(({ name, size, datastore, slot, keep }) => [name, size, datastore.name, slot, keep]),
    ).toEqual([
      ['system', 64, 'local-zfs', 0, false],
      ['data', 200, 'local-zfs', 1, true],
    ]);
  });

  it('spreads control planes and pools over the hosts', () => {
    for (const role of ['controlplane', 'worker']) {
      const hosts = cluster('main')
        .nodes.filter((node) => node.role === role)
        .map(({ host }) => host);
      expect([...hosts].sort()).toEqual(['pve1', 'pve2', 'pve3']);
    }
  });

  it('knows the endpoint, the network and what connects pods', () => {
    const { network, domain, protect, talosContract, schedulableControlPlane } = cluster('main');
    expect(network.endpoint).toEqual({ host: '10.10.40.5', port: 6443, virtual: true });
    expect(network).toMatchObject({ name: 'lab', prefix: 16, pods: ['10.44.0.0/16'], services: ['10.45.0.0/16'] });
    expect(network.podNetwork).toEqual({ kind: 'component' });
    expect({ domain, protect, talosContract, schedulableControlPlane }).toEqual({
      domain: 'example.org',
      protect: true,
      talosContract: '1.13',
      schedulableControlPlane: false,
    });
    expect(cluster('dev').schedulableControlPlane).toBe(true);
    expect(cluster('management').applications).toBeUndefined();
    expect(cluster('staging').applications?.path).toBe('environments/staging/staging');
  });

  it('has components after what they need', () => {
    const waves = new Map(cluster('main').components.map(({ name, wave }) => [name, wave]));
    expect([...waves.values()].every((wave) => wave >= 0)).toBe(true);
    expect(waves.get('cilium')).toBeLessThan(waves.get('longhorn') ?? 0);
    expect(waves.get('cilium')).toBeLessThan(waves.get('argocd') ?? 0);
    expect(cluster('dev').components.map(({ name }) => name)).not.toContain('longhorn');
  });

  it('lists its inputs as explain names them', () => {
    const prod = platform.environments.find(({ name }) => name === 'prod');
    const inputs = new Map(
      [...(prod === undefined ? [] : resolvedInputs(platform, prod))].map(([path, value]) => [
        formatLeafPath(path),
        value,
      ]),
    );
    expect(inputs.get('main.nodes["main-workers-2"].memory')).toBe('32Gi');
    expect(inputs.get('main.pools.workers.memory')).toBe('32Gi');
    expect(inputs.get('main.platform.longhorn.replicas')).toBe(3);
    expect(inputs.get('main.talos.sysctls["vm.max_map_count"]')).toBe('262144');
    expect(inputs.get('main.nodes["main-workers-2"].talos.sysctls["vm.max_map_count"]')).toBe('262144');
    expect(inputs.get('main.nodes["main-workers-2"].disks.data.size')).toBe('200Gi');
    expect([...inputs.keys()].filter((path) => path.startsWith('dev.'))).toEqual([]);
  });

  it('is the same again from its own lock', () => {
    const again = build([audit, { path: 'infraflux.lock', content: formatLock(platform.lock) }]);
    expect(again.platform && formatLock(again.platform.lock)).toBe(formatLock(platform.lock));
  });

  it('holds the files that it refers to, and says which are missing', () => {
    expect([...platform.files]).toEqual([['patches/audit.yaml', 'machine: {}\n']]);
    const { platform: none, diagnostics } = build([]);
    expect(none).toBeUndefined();
    const missing = diagnostics.filter(({ code }) => code === 'file/not-found');
    expect(missing.map(({ message, span }) => [message, span?.file])).toEqual([
      ['patches/audit.yaml not found', 'environments/prod.yaml'],
    ]);
  });

  it('reports a lock that nobody can read, and builds nothing on it', () => {
    const { platform: none, diagnostics } = build([audit, { path: 'infraflux.lock', content: 'infraflux-lock 9\n' }]);
    expect(none).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toContain('lock/unknown-format');
    const twice =
      'infraflux-lock 1\nprod/main/main-cp-1 address 10.10.40.20\nprod/main/main-cp-2 address 10.10.40.20\n';
    const found = build([audit, { path: 'infraflux.lock', content: twice }]).diagnostics;
    expect(found.map(({ code }) => code)).toContain('lock/duplicate-allocation');
    // What the lock is blamed for is not blamed on the machines again.
    expect(found.map(({ code }) => code)).not.toContain('address/in-use');
  });
});
