import { describe, expect, test } from 'vitest';
import { codesIn, diagnosticsIn } from './found.ts';

const workers = (interfaces: string): string => `pools: {workers: {interfaces: ${interfaces}}}`;
const worker = (interfaces: string): string => `nodes: {main-workers-1: {interfaces: ${interfaces}}}`;
const metal = (interfaces: string): string =>
  `providers: {rack: {type: metal}}\ndefaults: {provider: rack, controlPlane: {cpu: null, memory: null, disks: null, talos: {installDisk: {type: ssd}}}, pools: {workers: {count: 1, cpu: null, memory: null, disks: null, interfaces: ${interfaces}, talos: {installDisk: {type: ssd}}}}}`;

describe('parents and ports', () => {
  test.each([
    '{v30: {vlan: {id: 30, parent: nope}, dhcp: true}}',
    '{v30: {vlan: {id: 30, parent: eth0}, dhcp: true}}',
    '{bond0: {network: lab, bond: {mode: 802.3ad, links: [eth0, eth1]}}}',
    '{br0: {bridge: {links: [ens18]}, dhcp: true}}',
    // The port that a described interface names is no longer net0.
    '{lan: {network: lab}, v30: {vlan: {id: 30, parent: net0}, dhcp: true}}',
  ])('of a virtual machine that are not described: %s', (interfaces) => {
    expect(codesIn(workers(interfaces))).toEqual(['interface/unknown-link']);
  });

  test.each([
    '{v30: {vlan: {id: 30, parent: net0}, dhcp: true, routeMetric: 4096}}',
    '{lan: {network: lab}, v30: {vlan: {id: 30, parent: lan}, dhcp: true}}',
    '{a: {}, b: {}, bond0: {bond: {mode: active-backup, links: [a, b]}, dhcp: true}}',
    '{v30: {vlan: {id: 30, parent: net0}}, v31: {vlan: {id: 31, parent: v30}, dhcp: true}}',
  ])('that are: %s', (interfaces) => {
    expect(codesIn(workers(interfaces))).toEqual([]);
  });

  test.each([
    ['{v30: {vlan: {id: 30, parent: uplink}, dhcp: true}}', true],
    ['{v30: {vlan: {id: 30, parent: nope}, dhcp: true}}', true],
    ['{v30: {vlan: {id: 30, parent: eth0}, dhcp: true}}', false],
    ['{v30: {vlan: {id: 30, parent: enp3s0f1}, dhcp: true}}', false],
    ['{bond0: {network: lab, bond: {mode: 802.3ad, links: [eno1, eno2]}}}', false],
  ])('of a metal machine may have the kernel’s names: %s', (interfaces, isFound) => {
    expect(codesIn(metal(interfaces)).includes('interface/unlisted-link')).toBe(isFound);
  });
});

test.each([
  ['one VLAN twice', '{a: {vlan: {id: 30, parent: net0}}, b: {vlan: {id: 30, parent: net0}}}'],
  ['two kinds', '{a: {vlan: {id: 30, parent: net0}, bridge: {links: [net0]}}}'],
  ['the name of another', '{net0: {mac: "BC:24:11:00:00:09"}}'],
  [
    'a port of two bonds',
    '{p: {}, a: {bond: {mode: active-backup, links: [p]}}, b: {bond: {mode: active-backup, links: [p]}}}',
  ],
  ['a port twice', '{p: {}, a: {bond: {mode: active-backup, links: [p, p]}}}'],
  ['a port of a bond and a bridge', '{p: {}, a: {bond: {mode: active-backup, links: [p]}}, b: {bridge: {links: [p]}}}'],
  ['addresses of a port', '{p: {addresses: [10.9.0.1/24]}, a: {bond: {mode: active-backup, links: [p]}}}'],
  ['DHCP of a port', '{p: {dhcp: true}, a: {bridge: {links: [p]}}}'],
  ['itself', '{a: {vlan: {id: 30, parent: a}}}'],
  ['each other', '{a: {bond: {mode: active-backup, links: [b]}}, b: {vlan: {id: 1, parent: a}}}'],
  ['the MTU of the parent', '{lan: {network: lab, mtu: 1500}, v: {vlan: {id: 1, parent: lan}, mtu: 9000, dhcp: true}}'],
  [
    'a port of two tunnels',
    '{a: {wireguard: {privateKey: {secret: a}, listenPort: 51820}}, b: {wireguard: {privateKey: {secret: b}, listenPort: 51820}}}',
  ],
])('%s: %s', (_, interfaces) => {
  expect(codesIn(worker(interfaces))).toContain('interface/conflict');
});

test.each([
  '{lan: {network: lab, mtu: 9000}, v: {vlan: {id: 1, parent: lan}, mtu: 9000, dhcp: true}}',
  '{v: {vlan: {id: 1, parent: net0}, mtu: 1400, dhcp: true}}',
  '{a: {vlan: {id: 30, parent: net0}}, b: {vlan: {id: 31, parent: net0}}}',
])('nothing is wrong with %s', (interfaces) => {
  expect(codesIn(worker(interfaces))).toEqual([]);
});

test('the MTU of Ethernet below a VLAN of a metal machine', () => {
  const own = '{lan: {network: lab}, v: {vlan: {id: 1, parent: lan}, mtu: 9000, dhcp: true}}';
  expect(codesIn(metal(own))).toContain('interface/conflict');
});

describe('addresses', () => {
  const vlan = 'vlan: {id: 30, parent: net0}';
  test.each([
    ['one for a pool', workers(`{v: {${vlan}, addresses: [10.69.0.4/24]}}`)],
    ['one for a pool in a network', workers(`{v: {${vlan}, addresses: [10.10.90.4/16]}}`)],
    ['that of another machine', worker('{x: {addresses: [10.10.40.10/16]}}')],
    ['that of the endpoint', worker('{x: {addresses: [10.10.40.5/16]}}')],
  ])('%s', (_, part) => {
    expect(codesIn(part)).toContain('address/in-use');
  });

  test.each([
    ['of a router', worker('{x: {addresses: [10.10.0.1/16]}}'), 'address/reserved'],
    ['of load balancers', worker('{x: {addresses: [10.10.40.201/16]}}'), 'address/in-load-balancers'],
  ])('%s', (_, part, code) => {
    expect(codesIn(part)).toEqual([code]);
  });

  test.each([
    worker(`{v: {${vlan}, addresses: [10.69.0.4/24]}}`),
    workers('{x: {addresses: [169.254.0.1/16]}}'),
    workers('{x: {addresses: ["fe80::1/64"]}}'),
    `nodes: {main-workers-1: {interfaces: {v: {${vlan}, addresses: [10.69.0.4/30]}}}, main-workers-2: {interfaces: {v: {${vlan}, addresses: [10.69.0.4/30]}}}}`,
  ])('each its own: %s', (part) => {
    expect(codesIn(part)).toEqual([]);
  });
});

describe('servers', () => {
  const api = (address: string, more: string): string =>
    `providers: {home: {endpoint: "https://${address}:8006/"}}\nenvironments: {prod: {clusters: {main: ${more}}}}`;
  test.each([
    ['a node', api('10.10.40.12', '{nodes: {main-workers-1: {address: 10.10.40.12}}}'), ['address/in-use']],
    ['the endpoint', api('10.10.40.5', '{}'), ['address/in-use']],
    ['load balancers', api('10.10.40.201', '{}'), ['address/in-load-balancers']],
    ['pods', api('10.244.3.4', '{}'), ['range/pods-or-services-in-use']],
    ['nothing', api('10.10.0.2', '{}'), []],
    // It is left out when addresses are allocated.
    ['the range of nodes', api('10.10.40.10', '{}'), []],
  ])('the API of a hypervisor and %s', (_, part, codes) => {
    expect(codesIn(part)).toEqual(codes);
  });

  test.each([
    ['networks: {lab: {gateway: 10.10.40.210}}', 'address/in-load-balancers'],
    ['networks: {lab: {dns: [10.10.40.210]}}', 'address/server-in-range'],
    ['networks: {lab: {ntp: [10.10.40.210]}}', 'address/server-in-range'],
    ['networks: {lab: {routes: {office: {to: 192.168.0.0/16, via: 10.10.40.210}}}}', 'address/in-load-balancers'],
  ])('%s in load balancers', (part, code) => {
    expect(codesIn(part)).toEqual([code]);
  });
});

describe('default routes', () => {
  const route = 'routes: {all: {to: 0.0.0.0/0, via: 10.9.0.1}}';
  test.each([
    [worker(`{x: {addresses: [10.9.0.2/24], ${route}}}`), 1],
    [worker('{lan: {network: lab, dhcp: true}}'), 1],
    [worker('{x: {dhcp: true}, y: {dhcp: true}}'), 1],
    [worker('{x: {addresses: [10.9.0.2/24], routes: {all: {to: 0.0.0.0/0, via: 10.9.0.1, metric: 2048}}}}'), 0],
    [worker('{x: {addresses: [10.9.0.2/24], routes: {all: {to: 0.0.0.0/0, via: 10.9.0.1, table: 100}}}}'), 0],
    [worker('{x: {dhcp: true}, y: {dhcp: true, routeMetric: 4096}}'), 0],
    [worker('{x: {addresses: ["2001:db8::2/64"], routes: {all: {to: "::/0", via: "2001:db8::1"}}}}'), 0],
    [worker(`{lan: {network: lab, routeMetric: 512}, x: {addresses: [10.9.0.2/24], ${route}}}`), 0],
  ])('%s', (part, count) => {
    expect(diagnosticsIn(part).map(({ code }) => code)).toEqual(Array(count).fill('route/ambiguous-default'));
  });
});

describe('a network with DHCP', () => {
  const leased = (more = ''): string => `networks: {lab: {addressing: dhcp}}\n${more}`;
  test('tells that addresses are not known, and that a range is not used', () => {
    expect(codesIn(leased())).toEqual(['address/not-known', 'range/unused']);
    expect(diagnosticsIn(leased())[0]?.message).toContain('main-cp-1');
  });

  test('a further static port without an address', () => {
    const storage = 'networks: {storage: {cidr: 10.20.0.0/24, bridge: vmbr1}}\n';
    const cluster = (interfaces: string): string =>
      `${storage}environments: {prod: {clusters: {main: {network: {attach: lab}, ${worker(interfaces)}}}}}`;
    expect(codesIn(cluster('{s: {network: storage}}'))).toEqual(['interface/no-address']);
    expect(codesIn(cluster('{s: {network: storage, address: 10.20.0.5}}'))).toEqual([]);
    expect(codesIn(cluster('{s: {network: storage}, v: {vlan: {id: 1, parent: s}, dhcp: true}}'))).toEqual([]);
  });
});
