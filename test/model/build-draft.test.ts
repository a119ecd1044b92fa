import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/config/addresses.ts';
import type { DraftNode } from '../../src/model/draft.ts';
import { draftOf, lockOf, platformOf, withClusters } from './platform-of.ts';

const network = 'network: {nodes: 10.10.1.10-10.10.1.29, endpoint: 10.10.1.5}';

async function nodesOf(cluster: string, more = ''): Promise<readonly DraftNode[]> {
  return (await draftOf(withClusters(`main: {${network}, ${cluster}}`, more))).clusters.flatMap(({ nodes }) => nodes);
}

describe('nodes', () => {
  it('are named by a template, from a first number, without the retired ones, in the order that people count', async () => {
    const nodes = await nodesOf(
      `controlPlane: {name: "\${environment}-\${cluster}-\${pool}-\${nn}"}, pools: {workers: {count: 11, first: 0}}, nodes: {main-workers-3: {retired: true}, nas: {pool: workers}}`,
    );
    expect(nodes.map(({ name }) => name.value)).toEqual([
      'prod-main-cp-01',
      ...[0, 1, 2, 4, 5, 6, 7, 8, 9, 10].map((number) => `main-workers-${number}`),
      'nas',
    ]);
  });

  it('fold onto their group, and that onto the cluster, and a null takes out what came from below', async () => {
    const nodes = await nodesOf(
      `talos: {sysctls: {a: "1", b: "1", c: "1"}, discovery: {enabled: false}}, pools: {workers: {memory: 6Gi, disks: {data: {size: 1Gi}}, talos: {sysctls: {b: "2", c: null}}}}, nodes: {main-workers-2: {disks: {data: null}, talos: {sysctls: {a: null}}}}`,
    );
    const [first, second] = nodes.filter(({ role }) => role === 'worker');
    expect(first?.value.talos.sysctls).toEqual({ a: '1', b: '2' });
    expect(second?.value.talos.sysctls).toEqual({ b: '2' });
    expect(Object.keys(first?.value.disks ?? {})).toEqual(['data', 'system']);
    expect(Object.keys(second?.value.disks ?? {})).toEqual(['system']);
    expect([first?.memory?.value, second?.memory?.value]).toEqual([6144, 6144]);
    expect(Object.keys(second?.value ?? {})).not.toContain('count');
    expect(Object.keys(second?.value.talos ?? {})).not.toContain('discovery');
  });

  it('have MAC addresses that only their names decide, also on further ports', async () => {
    const ports = 'pools: {workers: {interfaces: {storage: {network: lab2, mtu: 9000}}}}';
    const text = withClusters(`main: {${network}, ${ports}}`)
      .replace('  lab:', '  lab2: {cidr: 10.20.0.0/24, bridge: vmbr2}\n  lab:')
      .replace('  versions:', '  network: {attach: lab}\n  versions:');
    const draft = await draftOf(text);
    const workers = draft.clusters[0]?.nodes.filter(({ role }) => role === 'worker') ?? [];
    for (const { mac, furtherMacs } of workers) {
      expect(mac?.value).toMatch(/^BC:24:11(:[0-9A-F]{2}){3}$/);
      expect(furtherMacs.get('storage')).toMatch(/^BC:24:11(:[0-9A-F]{2}){3}$/);
      expect(furtherMacs.get('storage')).not.toBe(mac?.value);
    }
    const again = await lockOf(text);
    expect(again).toContain(`prod/main/main-workers-1 mac ${workers[0]?.mac?.value}`);
    expect(again).toContain(`prod/main/main-workers-1 mac storage=${workers[0]?.furtherMacs.get('storage')}`);
  });

  it('get cards that nobody else has, and keep them', async () => {
    const hosts = (text: string) =>
      text.replace('images: local}}', 'images: local}, gpus: {a2000: {mappings: [gpu-1, gpu-2]}}}');
    const text = (workers: number) =>
      hosts(withClusters(`main: {${network}, pools: {workers: {count: ${workers}, gpus: {a2000: {}}}}}`));
    const one = await lockOf(text(1));
    expect(one).toContain('prod/main/main-workers-1 gpu a2000=gpu-1\n');
    expect(one).toContain('prod/main/main-workers-1 host pve1\n');
    const two = await lockOf(text(2), one.replace('a2000=gpu-1', 'a2000=gpu-2'));
    expect(two).toContain('prod/main/main-workers-1 gpu a2000=gpu-2\n');
    expect(two).toContain('prod/main/main-workers-2 gpu a2000=gpu-1\n');
    expect((await platformOf(text(3))).value).toBeUndefined();
  });

  it('of metal, or where a server gives addresses, are given only what is written', async () => {
    const text = withClusters(
      `main: {provider: rack, network: {attach: leased, endpoint: 10.30.0.5}, controlPlane: {talos: {installDisk: {type: ssd}}}, pools: {workers: {count: 0}}}`,
    )
      .replace(
        'networks:',
        '  rack: {type: metal}\nnetworks:\n  leased: {cidr: 10.30.0.0/24, gateway: 10.30.0.1, addressing: dhcp}',
      )
      .replace('  versions:', '  provider: pve\n  versions:');
    const node = (await draftOf(text)).clusters[0]?.nodes[0];
    expect([node?.address, node?.mac, node?.vmId, node?.host]).toEqual([undefined, undefined, undefined, undefined]);
    expect(await lockOf(text)).toBe('infraflux-lock 1\nprod/main talos-contract 1.13\n');
    const { value } = await platformOf(text);
    expect(value?.environments[0]?.clusters[0]?.nodes[0]?.extensions).toEqual([]);
  });

  it('move only when their host cannot be theirs any more', async () => {
    const text = (hosts: string) => withClusters(`main: {${network}, pools: {workers: {count: 1, hosts: ${hosts}}}}`);
    const before = await lockOf(text('[pve2]'));
    expect(await lockOf(text('[pve1, pve2, pve3]'), before)).toBe(before);
    expect(await lockOf(text('[pve3]'), before)).toContain('prod/main/main-workers-1 host pve3\n');
  });

  it('have an endpoint that is virtual only as an address in their network', async () => {
    const endpointOf = async (endpoint: string) =>
      (await draftOf(withClusters(`main: {network: {nodes: 10.10.1.10-10.10.1.29, endpoint: "${endpoint}"}}`)))
        .clusters[0]?.endpoint?.value;
    const inside = await endpointOf('10.10.1.5');
    expect(inside && formatAddress({ family: 4, value: inside.address ?? 0n })).toBe('10.10.1.5');
    expect(await endpointOf('api.example.org:443')).toEqual({ host: 'api.example.org', port: 443, address: undefined });
    expect(await endpointOf('[fd00::1]:6443')).toEqual({ host: 'fd00::1', port: 6443, address: undefined });
    expect(await endpointOf('192.168.0.1')).toEqual({ host: '192.168.0.1', port: 6443, address: undefined });
  });
});
