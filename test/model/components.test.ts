import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../src/blueprints/catalog.ts';
import { catalogOf, codes, marked, platformOf, withClusters } from './platform-of.ts';

const net = { net: 'provides: [network/pods]' };
const cluster = (platform: string, more = ''): string =>
  withClusters(
    `main: {network: {nodes: 10.10.1.10-10.10.1.29, endpoint: 10.10.1.5}, platform: ${platform}${more}}`,
    '',
  );

async function componentsOf(platform: string, catalog: Catalog): Promise<readonly string[]> {
  const { value, diagnostics } = await platformOf(cluster(platform), catalog);
  expect(diagnostics).toEqual([]);
  const components = value?.environments[0]?.clusters[0]?.components ?? [];
  return components.map(
    ({ wave, name, impliedBy }) => `${wave} ${name}${impliedBy === undefined ? '' : ` <- ${impliedBy}`}`,
  );
}

describe('components', () => {
  it('come in waves by who needs whom, and waits for who is there', async () => {
    const catalog = catalogOf({
      ...net,
      store: 'provides: [storage/block]\nrequires: [network/pods]',
      metrics: 'requires: [storage/block]\nafter: [metrics/crds]',
      kinds: 'provides: [metrics/crds]',
    });
    expect(await componentsOf('{metrics: {}, store: {}, net: {}}', catalog)).toEqual(['2 metrics', '0 net', '1 store']);
    expect(await componentsOf('{metrics: {}, store: {}, net: {}, kinds: {}}', catalog)).toEqual([
      '0 kinds',
      '2 metrics',
      '0 net',
      '1 store',
    ]);
  });

  it('bring others along, with the defaults of their options, when an option says so', async () => {
    const flag =
      '{"type": "object", "additionalProperties": false, "properties": {"crds": {"type": "boolean", "default": false, "description": "x", "examples": [true]}}}';
    const level =
      '{"type": "object", "additionalProperties": false, "properties": {"level": {"type": "object", "default": {}, "description": "x", "examples": [{}], "additionalProperties": false, "properties": {"deep": {"type": "integer", "default": 3, "description": "x", "examples": [3]}}}}}';
    const catalog = catalogOf(
      { ...net, app: 'when:\n  crds: {requires: [metrics/crds], implies: [kinds]}', kinds: 'provides: [metrics/crds]' },
      { app: flag, kinds: level },
    );
    expect(await componentsOf('{net: {}, app: {}}', catalog)).toEqual(['0 app', '0 net']);
    expect(await componentsOf('{net: {}, app: {crds: true}}', catalog)).toEqual(['1 app', '0 kinds <- app', '0 net']);
    const { value } = await platformOf(
      cluster('{net: {}, app: {crds: true, version: "9.9.9", values: {a: 1}}}'),
      catalog,
    );
    const components = value?.environments[0]?.clusters[0]?.components;
    expect(components?.find(({ name }) => name === 'kinds')?.options).toEqual({ level: { deep: 3 } });
    expect(components?.find(({ name }) => name === 'app')).toMatchObject({
      options: { crds: true },
      version: '9.9.9',
      values: { a: 1 },
    });
  });

  it('need a provider, and the fault names who could be one', async () => {
    const catalog = catalogOf({
      ...net,
      store: 'provides: [storage/block]',
      a: 'requires: [storage/block]',
      b: 'requires: [storage/block]',
    });
    const text = cluster('{net: {}, a: {}, b: {}}');
    const { value, diagnostics } = await platformOf(text, catalog);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code, message, help }) => [code, message, help])).toEqual([
      [
        'platform/missing-capability',
        expect.stringMatching(/^a and b need storage\/block, .* prod\/main/),
        'store provides it',
      ],
    ]);
  });

  it('may need the pod network of Talos itself, unless somebody said there is none', async () => {
    const catalog = catalogOf({ a: 'requires: [network/pods]', ...net });
    expect(
      (await platformOf(cluster('{a: {}}'), catalog)).value?.environments[0]?.clusters[0]?.network.podNetwork,
    ).toEqual({ kind: 'flannel' });
    const none = cluster('{a: {}}').replace('endpoint: 10.10.1.5', 'endpoint: 10.10.1.5, cni: {none: {}}');
    expect(codes((await platformOf(none, catalog)).diagnostics)).toEqual(['platform/missing-capability']);
    const both = cluster('{net: {}}').replace('endpoint: 10.10.1.5', 'endpoint: 10.10.1.5, cni: {flannel: {}}');
    expect((await platformOf(both, catalog)).diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining('network.cni and net both provide network/pods in prod/main'),
    ]);
  });

  it('exclude each other where a capability is exclusive', async () => {
    const catalog = catalogOf({ ...net, other: 'provides: [network/pods]' });
    const { diagnostics } = await platformOf(cluster('{net: {}, other: {}}'), catalog);
    expect(diagnostics.map(({ code, message, related }) => [code, message, related.length])).toEqual([
      [
        'platform/duplicate-capability',
        expect.stringContaining('net and other both provide network/pods in prod/main'),
        1,
      ],
    ]);
  });

  it('cannot wait for each other in a circle', async () => {
    const catalog = catalogOf({
      ...net,
      a: 'provides: [storage/block]\nrequires: [metrics/crds]',
      b: 'provides: [metrics/crds]\nafter: [storage/block]',
    });
    const { diagnostics } = await platformOf(cluster('{net: {}, a: {}, b: {}}'), catalog);
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      [
        'platform/capability-cycle',
        expect.stringMatching(/prod\/main.*a needs metrics\/crds of b, which waits for storage\/block of a/),
      ],
    ]);
  });

  it('that are off have no disks', async () => {
    const catalog = catalogOf({ ...net, store: 'disks: {volume: store}', plain: '' });
    const pool = ', pools: {workers: {disks: {data: {size: 2Gi, use: store}}}}';
    expect((await platformOf(cluster('{net: {}, store: {}}', pool), catalog)).diagnostics).toEqual([]);
    const off = cluster('{net: {}, plain: {}}', pool);
    const { diagnostics } = await platformOf(off, catalog);
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['platform/disk-for-disabled-component', expect.stringMatching(/^disk data is for store, .* prod\/main$/)],
    ]);
    expect(marked(off, diagnostics[0])).toBe('store');
    const wrong = cluster('{net: {}, plain: {}}', pool.replace('use: store', 'use: plain'));
    expect((await platformOf(wrong, catalog)).diagnostics.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^disk data is for plain, /),
    ]);
  });

  it('give the image extensions and the kernel modules, and never override what a user wrote', async () => {
    const catalog = catalogOf({
      ...net,
      store:
        'talos:\n  extensions: {iscsi-tools: {}}\n  kernelModules: {dm_thin: {}, nbd: {parameters: [a=1]}}\n  sysctls: {vm.a: "1", vm.b: "1"}',
    });
    const talos =
      ', talos: {extensions: {siderolabs/zfs: {}}, sysctls: {vm.b: "2"}, kernelModules: {nbd: {parameters: [a=2]}}}';
    const { value, diagnostics } = await platformOf(cluster('{net: {}, store: {}}', talos), catalog);
    expect(diagnostics).toEqual([]);
    const node = value?.environments[0]?.clusters[0]?.nodes[0];
    expect(node?.extensions).toEqual(['siderolabs/iscsi-tools', 'siderolabs/qemu-guest-agent', 'siderolabs/zfs']);
    expect(node?.talos.sysctls).toEqual({ 'vm.a': '1', 'vm.b': '2' });
    expect(node?.talos.kernelModules).toEqual({ dm_thin: { parameters: [] }, nbd: { parameters: ['a=2'] } });
  });

  it('are reported once where several clusters share the line', async () => {
    const catalog = catalogOf({ a: 'requires: [storage/block]', ...net });
    const text = withClusters(
      `one: {network: {nodes: 10.10.1.10-10.10.1.29, endpoint: 10.10.1.5, pods: 10.50.0.0/16}}
two: {network: {nodes: 10.10.2.10-10.10.2.29, endpoint: 10.10.2.5, pods: 10.51.0.0/16}}`,
      '  platform: {net: {}, a: {}}\n',
    );
    expect((await platformOf(text, catalog)).diagnostics.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^a needs storage\/block, .* prod\/one and 1 more/),
    ]);
  });
});
