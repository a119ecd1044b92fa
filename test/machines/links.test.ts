import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { talosDocuments } from '../../src/emit/talos/documents.ts';
import { emitTalosFiles } from '../../src/emit/terraform/talos-files.ts';
import { machineArguments } from '../../src/providers/proxmox/emit/machine-arguments.ts';
import type { Cluster, NodeInterface } from '../../src/model/platform.ts';
import {
  catalog,
  cluster,
  controlPlane,
  environment,
  lab,
  node,
  platform,
  rack,
  talosDefaults,
} from '../builders/model.ts';
import { talosContract } from '../version-of.ts';

const metal = { provider: rack, host: undefined, vmId: undefined, disks: [] };
const onLab = { network: { name: 'lab', settings: lab, prefix: 16 }, addresses: [], dhcp: false, routes: {} };

/** One control plane of metal with these interfaces, on this network. */
function one(interfaces: readonly NodeInterface[], more: { vlan?: number; mac?: undefined } = {}): Cluster {
  const { network } = cluster();
  const { vlan, ...node } = more;
  return cluster({
    nodes: [controlPlane('cp', 1, { ...metal, ...node, interfaces })],
    network: { ...network, settings: vlan === undefined ? lab : { ...lab, vlan } },
  });
}

/** Documents of the node's patches by kind and name, those of several files put together. */
function documents(of: Cluster): Record<string, Record<string, unknown>> {
  const emitted = emitTalosFiles(environment([of]), of, talosDocuments(platform([of]), of, catalog()));
  expect(emitted.diagnostics).toEqual([]);
  const out: Record<string, Record<string, unknown>> = {};
  for (const { path, text } of emitted.value ?? []) {
    if (path.includes('/schematic-')) continue;
    for (const document of parseAllDocuments(text)) {
      const { apiVersion: _, kind = 'Config', name, ...body } = document.toJS() as Record<string, unknown>;
      const key = name === undefined ? String(kind) : `${kind} ${name}`;
      out[key] = { ...out[key], ...body };
    }
  }
  return out;
}

describe('the port on the network of the cluster', () => {
  test('is found by its MAC address', () => {
    const all = documents(one([]));
    expect(all['LinkAliasConfig net0']).toEqual({
      selector: { match: 'mac(link.permanent_addr) == "bc:24:11:00:00:01"' },
    });
    expect(all['LinkConfig net0']).toEqual({
      addresses: [{ address: '10.10.40.10/16' }],
      routes: [{ gateway: '10.10.0.1' }],
    });
    expect(all['Layer2VIPConfig 10.10.40.5']).toEqual({ link: 'net0' });
  });

  test('is described by an interface on the same network, and stays one port', () => {
    const all = documents(one([{ ...onLab, name: 'lan', mtu: 9000 }]));
    expect(all['LinkAliasConfig lan']).toBeDefined();
    expect(all['LinkConfig lan']).toMatchObject({ mtu: 9000, addresses: [{ address: '10.10.40.10/16' }] });
    expect(all['LinkConfig net0']).toBeUndefined();
    expect(all['Layer2VIPConfig 10.10.40.5']).toEqual({ link: 'lan' });
  });

  test('has the name that the kernel gives it, where nothing else is said', () => {
    const all = documents(one([{ ...onLab, name: 'eth1' }], { mac: undefined }));
    expect(Object.keys(all).filter((key) => key.startsWith('LinkAliasConfig'))).toEqual([]);
    expect(all['LinkConfig eth1']).toMatchObject({ addresses: [{ address: '10.10.40.10/16' }] });
  });

  test('is the only one of a machine about whose ports nothing is said', () => {
    const all = documents(one([], { mac: undefined }));
    expect(all['LinkAliasConfig net0']).toEqual({ selector: { match: 'true' } });
    expect(all['LinkConfig net0']).toMatchObject({ addresses: [{ address: '10.10.40.10/16' }] });
    expect(all['Layer2VIPConfig 10.10.40.5']).toEqual({ link: 'net0' });
  });

  test('is any port where a server hands out addresses, but for whoever holds the endpoint', () => {
    const leased = { provider: rack, address: undefined, mac: undefined, host: undefined, vmId: undefined, disks: [] };
    const worker = documents(cluster({ nodes: [node('w', 1, leased)] }));
    expect(Object.keys(worker).filter((key) => /Link|DHCP/.test(key))).toEqual([]);
    const holder = documents(cluster({ nodes: [controlPlane('cp', 1, leased)] }));
    expect(holder['DHCPv4Config net0']).toEqual({ ignoreHostname: true });
    expect(holder['Layer2VIPConfig 10.10.40.5']).toEqual({ link: 'net0' });
  });

  test('may be a bond', () => {
    const all = documents(one([{ ...onLab, name: 'bond0', bond: { mode: '802.3ad', links: ['eth0', 'eth1'] } }]));
    expect(all['BondConfig bond0']).toEqual({
      links: ['eth0', 'eth1'],
      bondMode: '802.3ad',
      miimon: 100,
      updelay: 200,
      downdelay: 200,
      addresses: [{ address: '10.10.40.10/16' }],
      routes: [{ gateway: '10.10.0.1' }],
    });
    expect(all['Layer2VIPConfig 10.10.40.5']).toEqual({ link: 'bond0' });
  });

  test('may be a bond of ports that a selector finds', () => {
    const bond = { mode: 'active-backup' as const, links: [], match: { mac: '00:50:56:*' } };
    const all = documents(one([{ ...onLab, name: 'bond0', mtu: 9000, bond }]));
    expect(all['Config']).toMatchObject({
      machine: {
        network: {
          interfaces: [
            {
              interface: 'bond0',
              bond: { mode: 'active-backup', deviceSelectors: [{ permanentAddr: '00:50:56:*', physical: true }] },
              addresses: ['10.10.40.10/16'],
              routes: [{ network: '0.0.0.0/0', gateway: '10.10.0.1' }],
              mtu: 9000,
            },
          ],
        },
      },
    });
    expect(all['BondConfig bond0']).toBeUndefined();
  });

  test('carries a VLAN of the network, which then has the address', () => {
    const all = documents(one([], { vlan: 100 }));
    expect(all['LinkConfig net0']).toEqual({ up: true });
    expect(all['VLANConfig net0.100']).toEqual({
      vlanID: 100,
      parent: 'net0',
      addresses: [{ address: '10.10.40.10/16' }],
      routes: [{ gateway: '10.10.0.1' }],
    });
    expect(all['Layer2VIPConfig 10.10.40.5']).toEqual({ link: 'net0.100' });
  });

  test("leaves the VLAN of a virtual machine's network to the hypervisor, and gives it one port", () => {
    const virtual = cluster({
      nodes: [controlPlane('cp', 1, { interfaces: [{ ...onLab, name: 'lan', mtu: 9000 }] })],
      network: { ...cluster().network, settings: { ...lab, vlan: 100 } },
    });
    expect(Object.keys(documents(virtual)).filter((key) => key.startsWith('VLANConfig'))).toEqual([]);
    const [node] = virtual.nodes;
    if (node === undefined) throw new Error('no node');
    expect(machineArguments(platform([virtual]), virtual, node, [])).toMatchObject({
      network_devices: [{ bridge: 'vmbr0', mac_address: 'BC:24:11:00:00:01', vlan_id: 100, mtu: 9000 }],
    });
  });
});

describe('name servers', () => {
  test.each([
    [undefined, undefined],
    [[], { disableDefault: true }],
    [['home.arpa'], { domains: ['home.arpa'] }],
  ])('search domains %j', (search, expected) => {
    const all = documents(cluster({ nodes: [controlPlane('cp', 1, { search })] }));
    expect(all['ResolverConfig']?.['searchDomains']).toEqual(expected);
  });
});

test('an install disk is found by its size in the newer dialect too', () => {
  const sized = (size: string): unknown => {
    const talos = { ...talosDefaults, installDisk: { size, type: 'ssd' as const } };
    const all = documents(
      cluster({ talosContract: talosContract('1.14'), nodes: [controlPlane('cp', 1, { ...metal, talos })] }),
    );
    return all['UnattendedInstallConfig']?.['provisioning'];
  };
  // What is no disk to install on is left out by name: an older Talos does so by itself.
  const disks = '&& !disk.rotational && disk.transport != "" && !disk.readonly && !disk.cdrom';
  expect(sized('< 100GB')).toMatchObject({ diskSelector: { match: `disk.size < 100000000000u ${disks}` } });
  expect(sized('4GiB')).toMatchObject({ diskSelector: { match: `disk.size == 4294967296u ${disks}` } });
});
