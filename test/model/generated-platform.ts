import fc from 'fast-check';

const key = fc.constantFrom('a', 'rack', 'example.org/zone', 'example.org/gpu-count', '0');
const word = fc.constantFrom('a', 'b1', 'true', '12', 'set');
const size = (low: number): fc.Arbitrary<string> =>
  fc.constantFrom(`${low}Gi`, `${low * 1024}Mi`, `${low + 1}Gi`, `${low}.5Gi`, '32Gi');
const disk = (low: number) =>
  fc.record(
    {
      size: fc.constantFrom(`${low}Gi`, `${low * 1024}Mi`, `${low * 2}Gi`, '1Ti'),
      datastore: fc.constantFrom('disks', 'bulk'),
      cache: fc.constantFrom('none', 'writeback'),
    },
    { requiredKeys: ['size'] },
  );
const port = fc.record(
  {
    network: fc.constantFrom('storage', 'lab'),
    mtu: fc.constantFrom(1500, 9000),
    routes: fc.dictionary(fc.constantFrom('office', 'lab2'), fc.constant({ to: '10.200.0.0/16', via: '10.20.0.1' }), {
      maxKeys: 1,
    }),
  },
  { requiredKeys: ['network'] },
);
const machine = {
  cpu: fc.integer({ min: 2, max: 4 }),
  memory: size(4),
  machine: fc.record(
    {
      numa: fc.boolean(),
      tpm: fc.boolean(),
      startOrder: fc.integer({ min: 1, max: 9 }),
      tags: fc.uniqueArray(fc.constantFrom('a', 'b')),
    },
    { requiredKeys: [] },
  ),
  labels: fc.dictionary(key, word, { maxKeys: 2 }),
  annotations: fc.dictionary(key, word, { maxKeys: 2 }),
  taints: fc.dictionary(fc.constantFrom('example.org/gpu'), fc.constant({ value: 'yes', effect: 'NoSchedule' }), {
    maxKeys: 1,
  }),
  description: word,
  search: fc.constantFrom([], ['example.org']),
  ntp: fc.constantFrom(['10.0.0.1'], []),
  talos: fc.record(
    {
      sysctls: fc.dictionary(fc.constantFrom('vm.max_map_count', 'net.ipv4.ip_forward'), fc.constant('1'), {
        maxKeys: 2,
      }),
      kernelModules: fc.dictionary(fc.constantFrom('nvme_tcp'), fc.constant({}), { maxKeys: 1 }),
      kubelet: fc.record({ extraArgs: fc.constantFrom({}, { 'max-pods': '200' }) }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  ),
};
const group = (count: fc.Arbitrary<number>) =>
  fc.record(
    {
      count,
      ...machine,
      disks: fc.record({ system: disk(20), data: disk(50), another: disk(50) }, { requiredKeys: ['system'] }),
      interfaces: fc.dictionary(fc.constantFrom('second'), port, { maxKeys: 1 }),
    },
    { requiredKeys: ['count', 'cpu', 'memory', 'disks'] },
  );

const cluster = (octet: number) =>
  fc
    .record({
      controlPlane: group(fc.constant(1)),
      workers: group(fc.integer({ min: 0, max: 2 })),
      protect: fc.boolean(),
      loadBalancers: fc.boolean(),
      provider: fc.constantFrom('home', 'other'),
      own: fc.record(machine, { requiredKeys: [] }),
    })
    .map(({ controlPlane, workers, protect, loadBalancers, provider, own }) => ({
      versions: { talos: '1.13.9', kubernetes: '1.36.3' },
      provider,
      protect,
      network: {
        attach: 'lab',
        nodes: `10.10.${octet}.10-10.10.${octet}.59`,
        endpoint: `10.10.${octet}.5`,
        ...(loadBalancers ? { loadBalancers: `10.10.${octet}.200-10.10.${octet}.209` } : {}),
        cni: { flannel: {} },
      },
      controlPlane,
      pools: { workers, ...(protect ? { idle: { ...workers, count: 0 } } : {}) },
      ...(workers.count > 0 ? { nodes: { [`c${octet}-workers-1`]: own } } : {}),
      platform: {},
    }));

const provider = (name: string, first: number) => ({
  type: 'proxmox',
  endpoint: `https://${name}.example.org:8006/`,
  credentials: { secret: name },
  vmIds: `${first}-${first + 99}`,
  hosts: Object.fromEntries(
    ['pve1', 'pve2'].map((host) => [
      host,
      { cpu: 64, memory: '512Gi', datastores: { disks: 'local-zfs', images: 'local', bulk: 'tank' } },
    ]),
  ),
});

/** A platform of virtual machines with what nodes, disks, ports and Talos may say, as text. */
export const platformText: fc.Arbitrary<string> = fc
  .record({ one: cluster(1), two: fc.option(cluster(2), { nil: undefined }), description: fc.option(word) })
  .map(({ one, two, description }) =>
    JSON.stringify({
      name: 'generated',
      ...(description === null ? {} : { description }),
      providers: { home: provider('home', 2000), other: provider('other', 3000) },
      networks: {
        lab: { cidr: '10.10.0.0/16', gateway: '10.10.0.1', dns: ['10.10.0.1'], bridge: 'vmbr0' },
        storage: { cidr: '10.20.0.0/16', bridge: 'vmbr1' },
      },
      environments: {
        prod: { domain: 'example.org', clusters: { c1: one, ...(two === undefined ? {} : { c2: two }) } },
      },
    }),
  );
