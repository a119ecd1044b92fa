import { readFileSync } from 'node:fs';
import type { Cluster, ClusterNetwork, Node, NodeInterface, Platform } from '../../src/model/platform.ts';
import { cluster, clusterTalosDefaults, controlPlane, disk, lab, node, platform, rack } from '../builders/model.ts';

/** One thing that a configuration may say, and the ways of saying it. The first is to say nothing. */
export interface Feature {
  readonly name: string;
  readonly choices: readonly { readonly name: string; readonly apply: (draft: Draft) => void }[];
}

/** A cluster of one control plane and one worker, to be changed at will. */
export interface Draft {
  cluster: { -readonly [key in keyof Cluster]: Cluster[key] };
  nodes: { -readonly [key in keyof Node]: Node[key] }[];
  files: Map<string, string>;
}

export function emptyDraft(): Draft {
  const metal = {
    provider: rack,
    host: undefined,
    vmId: undefined,
    mac: '00:50:56:AA:00:01',
    machine: { ...node('x', 1).machine, firmware: 'uefi' as const, tpm: true, secureBoot: true },
  };
  return {
    cluster: { ...cluster({ components: [], talos: clusterTalosDefaults }) },
    nodes: [
      { ...controlPlane('main-cp-1', 1, metal) },
      { ...node('main-workers-1', 2, { ...metal, mac: '00:50:56:AA:00:02', disks: [disk('system', 0, 64)] }) },
    ],
    files: new Map([
      ['ca.pem', certificate],
      ['policy.yaml', 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Request\n  users: [admin]\n'],
      ['objects.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ci\n'],
    ]),
  };
}

/** The platform that a draft stands for. */
export function finish(draft: Draft): Platform {
  return platform([{ ...draft.cluster, nodes: draft.nodes }], { files: draft.files });
}

const certificate = readFileSync('test/talos/files/ca.pem', 'utf8');
const link = { addresses: [], dhcp: false, routes: {}, network: undefined };

const says = (name: string, apply: (draft: Draft) => void): Feature['choices'][number] => ({ name, apply });
const nothing = says('nothing', () => undefined);
const talos = (name: string, more: Partial<Node['talos']>): Feature['choices'][number] =>
  says(name, (draft) => {
    for (const one of draft.nodes) one.talos = { ...one.talos, ...more };
  });
const clusterTalos = (name: string, more: Partial<Cluster['talos']>): Feature['choices'][number] =>
  says(name, (draft) => {
    draft.cluster.talos = { ...draft.cluster.talos, ...more };
  });
const network = (name: string, more: Partial<ClusterNetwork>): Feature['choices'][number] =>
  says(name, (draft) => {
    draft.cluster.network = { ...draft.cluster.network, ...more };
  });
const interfaces = (name: string, list: readonly NodeInterface[]): Feature['choices'][number] =>
  says(name, (draft) => {
    for (const one of draft.nodes) one.interfaces = [...one.interfaces, ...list];
  });
const nodes = (name: string, more: Partial<Node>): Feature['choices'][number] =>
  says(name, (draft) => {
    draft.nodes = draft.nodes.map((one) => ({ ...one, ...more }));
  });

/** Everything about Talos that the language can say. */
export const features: readonly Feature[] = [
  {
    name: 'addresses',
    choices: [
      nothing,
      says('by DHCP', (draft) => {
        for (const one of draft.nodes) one.address = undefined;
      }),
      network('a tagged network with big packets and routes', {
        settings: {
          ...lab,
          vlan: 20,
          mtu: 9000,
          routes: {
            office: { to: '192.168.0.0/16', via: '10.10.0.2', metric: 5 },
            all: { to: '0.0.0.0/0', via: '10.10.0.3' },
            far: { to: '172.16.0.0/12', via: '10.10.0.4', source: '10.10.0.5', mtu: 1400, table: 100 },
          },
        },
      }),
      says('no port that can be told apart', (draft) => {
        for (const one of draft.nodes) one.mac = undefined;
      }),
    ],
  },
  {
    name: 'further links',
    choices: [
      nothing,
      interfaces('a bond of named ports and a VLAN on it', [
        {
          ...link,
          name: 'bond0',
          bond: { mode: '802.3ad', links: ['eth0', 'eth1'], lacpRate: 'fast', hashPolicy: 'layer3+4' },
        },
        { ...link, name: 'bond0.20', vlan: { id: 20, parent: 'bond0' }, addresses: ['10.0.20.5/24'], mtu: 1500 },
      ]),
      interfaces('a bond of matching ports', [
        {
          ...link,
          name: 'bond1',
          bond: { mode: 'active-backup', links: [], match: { mac: '00:50:56:*' }, miimon: 50 },
          addresses: ['10.30.0.1/24'],
        },
      ]),
      interfaces('a bond that asks by ARP', [
        {
          ...link,
          name: 'bond2',
          bond: {
            mode: 'active-backup',
            links: ['eth3', 'eth4'],
            arpInterval: 1000,
            arpTargets: ['10.10.0.1'],
            arpValidate: 'all',
            failOverMac: 'active',
            primaryReselect: 'better',
          },
        },
      ]),
      interfaces('a bond with delays', [
        {
          ...link,
          name: 'bond3',
          bond: {
            mode: '802.3ad',
            links: [],
            match: { driver: 'ixgbe' },
            miimon: 150,
            updelay: 300,
            minLinks: 1,
            adSelect: 'bandwidth',
            hashPolicy: 'encap3+4',
          },
          routes: { far: { to: '10.98.0.0/16', via: '10.30.0.9', source: '10.30.0.1', mtu: 1300 } },
          addresses: ['10.30.0.1/24'],
        },
      ]),
      interfaces('a bridge', [
        { ...link, name: 'br0', bridge: { links: ['eth2'], stp: true, vlanFiltering: true }, dhcp: true },
      ]),
      interfaces('a matched port with two addresses and a route', [
        {
          ...link,
          name: 'storage',
          match: { driver: 'ixgbe', bus: '0000:01:*' },
          addresses: ['10.20.0.1/24', 'fd00::5/64'],
          routes: { far: { to: '10.99.0.0/16', via: '10.20.0.254' } },
          mtu: 9000,
        },
      ]),
      interfaces('a tunnel', [
        {
          ...link,
          name: 'wg0',
          addresses: ['10.8.0.1/24'],
          routes: { office: { to: '192.168.9.0/24' } },
          mtu: 1420,
          wireguard: {
            privateKey: { secret: 'wireguard' },
            listenPort: 51820,
            peers: {
              office: {
                publicKey: 'kyiu4YOZqX+7tY4fdiIRNDe2lSEvlun76EWtD/jP1hU=',
                presharedKey: { secret: 'wireguard', key: 'office' },
                endpoint: '192.0.2.9:51820',
                allowedIPs: ['192.168.9.0/24', 'fd00:9::/64'],
                keepalive: '25s',
              },
              laptop: { publicKey: 'fP+xJZvUA5n1Pi/f5wcPiV6tZ6fHwqcGaXe98NfEgkE=', allowedIPs: [] },
            },
          },
        },
      ]),
      says('the main port as a bond', (draft) => {
        draft.nodes = draft.nodes.map((one) => ({
          ...one,
          interfaces: [
            {
              ...link,
              name: 'uplink',
              network: { name: 'lab', settings: draft.cluster.network.settings, prefix: 16 },
              bond: { mode: '802.3ad', links: ['eth0', 'eth1'] },
            },
          ],
        }));
      }),
    ],
  },
  {
    name: 'names and time',
    choices: [
      nothing,
      nodes('own servers and domains', { dns: ['1.1.1.1', 'fd00::53'], search: ['home.arpa'], ntp: ['pool.ntp.org'] }),
      nodes('none', { dns: [], search: [], ntp: [] }),
    ],
  },
  {
    name: 'endpoint',
    choices: [
      nothing,
      network('of somebody else', { endpoint: { host: 'k8s.example.org', port: 443, virtual: false } }),
      network('of this machine', { endpoint: { host: '10.10.40.10', port: 6443, virtual: false } }),
    ],
  },
  {
    name: 'pod network',
    choices: [
      nothing,
      network('flannel', { podNetwork: { kind: 'flannel' } }),
      network('manifests', {
        podNetwork: {
          kind: 'manifests',
          urls: ['https://example.org/Install.yaml', 'https://example.org/b/install.yaml'],
        },
      }),
      network('none, two families', {
        podNetwork: { kind: 'none' },
        pods: ['10.44.0.0/16', 'fd44::/56'],
        services: ['10.45.0.0/16', 'fd45::/112'],
        clusterDomain: 'kube.example.org',
      }),
    ],
  },
  {
    name: 'certificate names',
    choices: [
      nothing,
      talos('of a machine', { certificateNames: ['a.example.org', '10.1.1.1'] }),
      network('of the cluster', { certificateNames: ['api.example.org'] }),
    ],
  },
  {
    name: 'scheduling',
    choices: [
      nothing,
      says('on control planes', (draft) => {
        draft.cluster.schedulableControlPlane = true;
      }),
      nodes('labels, annotations, taints', {
        labels: { tier: 'a', 'topology.kubernetes.io/zone': 'z1' },
        annotations: { 'example.org/rack': 'r 1: "x"' },
        taints: { dedicated: { value: 'gpu', effect: 'NoSchedule' }, slow: { value: '', effect: 'PreferNoSchedule' } },
      }),
    ],
  },
  {
    name: 'kubelet',
    choices: [
      nothing,
      talos('flags and settings', {
        kubelet: {
          extraArgs: { 'rotate-server-certificates': 'true', 'max-pods': '250' },
          config: { serializeImagePulls: false, maxParallelImagePulls: 5 },
        },
      }),
    ],
  },
  {
    name: 'API server',
    choices: [
      nothing,
      clusterTalos('flags', { apiServer: { extraArgs: { 'feature-gates': 'ImageVolume=true', v: '2' } } }),
      clusterTalos('login', {
        oidc: {
          issuer: 'https://id.example.org',
          clientId: 'kubernetes',
          usernameClaim: 'email',
          groupsClaim: 'groups',
          groupsPrefix: 'oidc:',
        },
      }),
      clusterTalos('login with a prefix', {
        oidc: { issuer: 'https://id.example.org', clientId: 'kubernetes', usernameClaim: 'sub', groupsClaim: 'groups' },
        apiServer: { extraArgs: { v: '2' } },
      }),
    ],
  },
  {
    name: 'audit',
    choices: [
      nothing,
      clusterTalos('a level', { audit: { level: 'RequestResponse' } }),
      clusterTalos('a policy', { audit: { policy: 'policy.yaml' } }),
    ],
  },
  {
    name: 'admission',
    choices: [
      nothing,
      clusterTalos('a plugin that is off by itself', {
        admission: {
          EventRateLimit: {
            configuration: {
              apiVersion: 'eventratelimit.admission.k8s.io/v1alpha1',
              kind: 'Configuration',
              limits: [{ type: 'Server', qps: 50, burst: 100 }],
            },
          },
        },
      }),
      clusterTalos('more of Pod Security', {
        admission: {
          PodSecurity: {
            configuration: {
              defaults: { 'enforce-version': 'v1.33' },
              exemptions: { usernames: ['builder'], namespaces: ['b'] },
            },
          },
          LimitRanger: { configuration: { apiVersion: 'x/v1', kind: 'X' } },
        },
      }),
    ],
  },
  {
    name: 'controllers',
    choices: [
      nothing,
      clusterTalos('flags', {
        controllerManager: { extraArgs: { 'bind-address': '0.0.0.0' } },
        scheduler: { extraArgs: { 'bind-address': '0.0.0.0' } },
      }),
    ],
  },
  {
    name: 'KubePrism',
    choices: [
      nothing,
      clusterTalos('another port', { kubePrism: { enabled: true, port: 7446 } }),
      clusterTalos('off', { kubePrism: { enabled: false, port: 7445 } }),
    ],
  },
  {
    name: 'Pod Security',
    choices: [
      nothing,
      clusterTalos('stricter, with an exemption', {
        podSecurity: { enforce: 'restricted', audit: 'restricted', warn: 'baseline', exempt: ['storage'] },
      }),
      clusterTalos('an exemption alone', { podSecurity: { ...clusterTalosDefaults.podSecurity, exempt: ['a', 'b'] } }),
    ],
  },
  {
    name: 'etcd',
    choices: [
      nothing,
      clusterTalos('metrics and flags', { etcd: { metrics: true, extraArgs: { 'election-timeout': '5000' } } }),
    ],
  },
  {
    name: 'install disk',
    choices: [
      nothing,
      talos('a path', { installDisk: { path: '/dev/disk/by-id/x' } }),
      talos('by size and type', { installDisk: { size: '<= 1TB', type: 'nvme' } }),
      talos('by model and serial', { installDisk: { model: 'Samsung*', serial: 'S"1\\' } }),
      talos('by wwid', { installDisk: { wwid: 'naa.5', type: 'ssd' } }),
    ],
  },
  {
    name: 'volumes',
    choices: [
      nothing,
      talos('placed, and one of their own', {
        systemVolumes: {
          ephemeral: { minSize: '10Gi', maxSize: '50Gi', match: 'system_disk' },
          imageCache: { maxSize: '5Gi', match: 'system_disk' },
        },
        volumes: { cache: { size: '20Gi', disk: 'system', filesystem: 'ext4', encryption: { 0: { nodeId: {} } } } },
      }),
      talos('on other disks, with limits', {
        volumes: {
          data: { minSize: '100Gi', match: 'disk.transport == "nvme"', filesystem: 'xfs', encryption: {} },
          half: {
            maxSize: '50%',
            minSize: '1Gi',
            match: '!system_disk',
            filesystem: 'xfs',
            encryption: {
              0: { tpm: {} },
              2: { static: { secret: 'disks' } },
              1: { kms: { endpoint: 'https://kms.example.org' } },
            },
          },
        },
      }),
    ],
  },
  {
    name: 'other volumes',
    choices: [
      nothing,
      talos('whole disks, directories, and what is there', {
        volumes: {
          whole: {
            kind: 'disk',
            match: 'disk.transport == "nvme" && disk.size > 1u * TiB',
            filesystem: 'xfs',
            projectQuota: true,
            encryption: {},
          },
          below: { kind: 'directory', filesystem: 'xfs', encryption: {} },
        },
        existingVolumes: {
          media: { match: 'volume.partition_label == "media"', readOnly: true },
          tapes: { match: 'volume.name == "ext4"' },
        },
      }),
      talos('without a file system', {
        rawVolumes: {
          ceph: { match: '!system_disk', minSize: '100Gi', maxSize: '80%', grow: true, encryption: {} },
          fast: { size: '1.5Ti', disk: 'data', encryption: { 0: { nodeId: {} }, 1: { static: { secret: 'disks' } } } },
        },
        systemVolumes: { ephemeral: { maxSize: '100Gi', grow: true }, imageCache: {} },
      }),
    ],
  },
  {
    name: 'disk for a component',
    choices: [
      nothing,
      says('two disks', (draft) => {
        draft.nodes = draft.nodes.map((one) => ({
          ...one,
          disks: [...one.disks, disk('data', 1, 100, { use: 'store' }), disk('more', 2, 100, { use: 'store' })],
        }));
      }),
    ],
  },
  {
    name: 'encryption',
    choices: [
      nothing,
      talos('by node id', { encryption: { state: { nodeId: {} }, ephemeral: { nodeId: {} } } }),
      talos('of the image cache', {
        systemVolumes: { imageCache: { maxSize: '5Gi' } },
        encryption: { imageCache: { nodeId: {} } },
      }),
      talos('by TPM', { encryption: { state: { tpm: {} }, ephemeral: { tpm: {} } } }),
      talos('by passphrase', {
        encryption: { state: { static: { secret: 'disks' } }, ephemeral: { static: { secret: 'disks', key: 'var' } } },
      }),
      talos('by KMS', { encryption: { ephemeral: { kms: { endpoint: 'https://kms.example.org:4443' } } } }),
    ],
  },
  {
    name: 'swap',
    choices: [
      nothing,
      talos('with a passphrase', {
        swap: {
          main: { size: '4Gi', disk: 'system', encryption: { 0: { static: { secret: 'disks', key: 'swap' } } } },
        },
      }),
      talos('on the system disk', {
        swap: { main: { size: '4Gi', disk: 'system', encryption: { 0: { nodeId: {} } } } },
      }),
    ],
  },
  {
    name: 'kernel',
    choices: [
      nothing,
      talos('modules and settings', {
        kernelModules: { nvidia: { parameters: ['a=1', 'b=2'] }, cp210x: { parameters: [] } },
        sysctls: { 'vm.max_map_count': '262144', 'net.core.somaxconn': '1024' },
        kernelArguments: ['net.ifnames=0'],
      }),
    ],
  },
  {
    name: 'udev',
    choices: [
      nothing,
      talos('two rules', { udev: { drm: 'SUBSYSTEM=="drm", MODE="0666"', b: 'KERNEL=="x", OWNER="0"' } }),
    ],
  },
  {
    name: 'files',
    choices: [
      nothing,
      talos('two', {
        files: {
          '/var/etc/x': { content: 'x\n', permissions: '0o644' },
          '/var/etc/y': { content: '', permissions: '600' },
        },
      }),
      talos('of secrets, beside others', {
        files: {
          '/var/etc/x': { content: 'x\n', permissions: '0o644' },
          '/var/etc/token': { from: { secret: 'token' }, permissions: '0o600' },
          '/etc/nfsmount.conf': { from: { secret: 'token', key: 'nfs' }, permissions: '0o600' },
          '/etc/cri/conf.d/20-customization.part': { from: { secret: 'token', key: 'cri' }, permissions: '0o600' },
        },
      }),
      talos('below /etc', {
        files: {
          '/etc/nfsmount.conf': { content: 'x\n', permissions: '0o644' },
          '/etc/cri/conf.d/20-customization.part': { content: '[plugins]\n', permissions: '0o600' },
        },
      }),
    ],
  },
  {
    name: 'environment',
    choices: [
      nothing,
      talos('a proxy', { environment: { https_proxy: 'http://10.0.0.1:3128', no_proxy: '10.0.0.0/8' } }),
    ],
  },
  {
    name: 'extensions',
    choices: [
      nothing,
      talos('with settings', {
        extensions: {
          'siderolabs/nut-client': {
            files: { '/usr/local/etc/nut/upsmon.conf': { content: 'MONITOR x\n' } },
            environment: { A: 'b c' },
          },
          'siderolabs/cloudflared': {
            files: { '/etc/a': { content: '${not} %{this}\n' }, '/etc/b': { from: { secret: 'cloudflared' } } },
            environment: { B: '${c}' },
          },
          tailscale: { files: {}, environment: { TS: 'x' } },
        },
      }),
    ],
  },
  {
    name: 'registries',
    choices: [
      nothing,
      clusterTalos('mirrors with a certificate', {
        registries: {
          'docker.io': { mirrors: ['https://mirror.example.org/v2/proxy', 'https://b.example.org:5000'], ca: 'ca.pem' },
          'ghcr.io': { mirrors: ['http://10.0.0.9:5000'], overridePath: true, skipFallback: true },
          '*': { mirrors: ['https://all.example.org'] },
          'registry.local': { mirrors: [], ca: 'ca.pem' },
        },
      }),
      clusterTalos('with credentials', {
        registries: {
          'docker.io': {
            mirrors: ['https://mirror.example.org/v2/proxy', 'https://b.example.org:5000'],
            credentials: { secret: 'mirror' },
          },
          'ghcr.io': { mirrors: [], credentials: { secret: 'mirror', key: 'ghcr' } },
        },
      }),
    ],
  },
  { name: 'trusted roots', choices: [nothing, talos('one', { trustedRoots: { house: 'ca.pem' } })] },
  {
    name: 'firewall',
    choices: [
      nothing,
      talos('derived', { firewall: { enabled: true, rules: {} } }),
      talos('derived, with rules', {
        firewall: {
          enabled: true,
          rules: {
            'talos-api': { ports: ['50000'], protocol: 'tcp', from: { '10.10.0.0/16': { except: '10.10.9.0/24' } } },
            web: { ports: ['80', '443', '30000-32767'], protocol: 'tcp', from: { '0.0.0.0/0': {}, '::/0': {} } },
            ping: { ports: ['1-65535'], protocol: 'udp', from: { '10.0.0.0/8': {} } },
          },
        },
      }),
    ],
  },
  {
    name: 'manifests',
    choices: [
      nothing,
      clusterTalos('inline and by address', {
        manifests: { ci: { file: 'objects.yaml' }, 'storage-class': { url: 'https://example.org/sc.yaml' } },
      }),
    ],
  },
  {
    name: 'logs',
    choices: [
      nothing,
      clusterTalos('to two places', { logs: { loghost: 'udp://10.10.0.9:514', other: 'tcp://logs.example.org:6000' } }),
    ],
  },
  {
    name: 'watchdog',
    choices: [nothing, talos('two minutes', { watchdog: { device: '/dev/watchdog0', timeout: '2m' } })],
  },
  { name: 'discovery', choices: [nothing, clusterTalos('off', { discovery: { enabled: false } })] },
  {
    name: 'component',
    choices: [
      nothing,
      says('that needs something', (draft) => {
        draft.cluster.components = [
          { name: 'store', options: { fast: true }, version: '1', values: {}, wave: 1, impliedBy: undefined },
        ];
      }),
    ],
  },
];
