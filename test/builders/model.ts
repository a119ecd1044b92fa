import { talosNeeds } from '../../src/blueprints/talos-needs.ts';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvedClusterTalos, ResolvedMachine, ResolvedNetwork, ResolvedTalos } from '../../schema/config.ts';
import type { BlueprintFile, Blueprint, Catalog } from '../../src/blueprints/catalog.ts';
import type { Cluster, Environment, Node, NodeDisk, Platform } from '../../src/model/platform.ts';
import { metalProvider, proxmoxProvider } from '../providers/build.ts';
import { kubernetesVersion, talosContract, talosVersion } from '../version-of.ts';

/** Whole values of the model, by hand: what reads them is tested apart from the language. A test says what matters to it, as `more`. */
const nobody = { kind: 'map', entries: new Map(), provenances: [] } as const;

export const talosDefaults: ResolvedTalos = {
  extensions: {},
  kernelModules: {},
  kernelArguments: [],
  sysctls: {},
  udev: {},
  environment: {},
  files: {},
  encryption: {},
  volumes: {},
  systemVolumes: {},
  kubelet: { extraArgs: {}, config: {} },
  firewall: { enabled: false, rules: {} },
  certificateNames: [],
  patches: {},
  trustedRoots: {},
  swap: {},
  rawVolumes: {},
  existingVolumes: {},
};

export const clusterTalosDefaults: ResolvedClusterTalos = {
  ...talosDefaults,
  apiServer: { extraArgs: {} },
  controllerManager: { extraArgs: {} },
  scheduler: { extraArgs: {} },
  admission: {},
  kubePrism: { enabled: true, port: 7445 },
  registries: {},
  discovery: { enabled: true },
  logs: {},
  podSecurity: { enforce: 'baseline', audit: 'restricted', warn: 'restricted', exempt: [] },
  etcd: { metrics: false, extraArgs: {} },
  manifests: {},
};

export const machineDefaults: ResolvedMachine = {
  architecture: 'amd64',
  cpuType: 'host',
  numa: false,
  firmware: 'uefi',
  secureBoot: false,
  tpm: false,
  startOnBoot: true,
  tags: [],
};

export const lab: ResolvedNetwork = {
  cidr: '10.10.0.0/16',
  site: 'default',
  gateway: '10.10.0.1',
  dns: ['10.10.0.1'],
  search: [],
  ntp: ['10.10.0.1'],
  bridge: 'vmbr0',
  firewall: false,
  addressing: 'static',
  routes: {},
};

const host = {
  cpu: 16,
  memory: '128Gi',
  reserve: '0Gi',
  overcommit: { cpu: 4, memory: 1 },
  datastores: { disks: 'local-zfs', images: 'local' },
  bridges: {},
  gpus: {},
};

export const home = proxmoxProvider('home', {
  endpoint: 'https://pve.home.arpa:8006/',
  hosts: { pve1: host, pve2: host, pve3: { ...host, bridges: { lab: 'vmbr7' } } },
});

export const rack = metalProvider('rack');

export function disk(name: string, slot: number, size: number, more: Partial<NodeDisk> = {}): NodeDisk {
  return {
    name,
    slot,
    size,
    datastore: { role: 'disks', name: 'local-zfs' },
    keep: false,
    tags: [],
    cache: 'none',
    holder: undefined,
    ...more,
  };
}

export function node(name: string, number: number, more: Partial<Node> = {}): Node {
  return {
    name,
    hostname: name,
    role: 'worker',
    pool: 'workers',
    provider: home,
    host: `pve${(number % 3) + 1}`,
    address: `10.10.40.${9 + number}`,
    mac: `BC:24:11:00:00:${String(number).padStart(2, '0')}`,
    vmId: 2000 + number,
    cpu: 4,
    memory: 16384,
    machine: machineDefaults,
    disks: [disk('system', 0, 64), disk('data', 1, 200, { keep: true, holder: 2100 + number, use: 'store' })],
    gpus: [],
    interfaces: [],
    dns: lab.dns,
    search: undefined,
    ntp: lab.ntp,
    labels: {},
    annotations: {},
    taints: {},
    description: undefined,
    talos: talosDefaults,
    extensions: ['siderolabs/iscsi-tools', 'siderolabs/qemu-guest-agent', 'siderolabs/util-linux-tools'],
    tree: nobody,
    ...more,
  };
}

export function controlPlane(name: string, number: number, more: Partial<Node> = {}): Node {
  return node(name, number, {
    role: 'controlplane',
    pool: 'controlPlane',
    memory: 8192,
    disks: [disk('system', 0, 40)],
    ...more,
  });
}

export function cluster(more: Partial<Cluster> = {}): Cluster {
  return {
    environment: 'prod',
    name: 'main',
    domain: 'example.org',
    protect: true,
    versions: { talos: talosVersion('1.13.6'), kubernetes: kubernetesVersion('1.36.3') },
    wantedVersions: { talos: talosVersion('1.13.6'), kubernetes: kubernetesVersion('1.36.3') },
    talosContract: talosContract('1.13'),
    network: {
      name: 'lab',
      settings: lab,
      prefix: 16,
      endpoint: { host: '10.10.40.5', port: 6443, virtual: true },
      nodes: '10.10.40.10-10.10.40.59',
      loadBalancers: '10.10.40.200-10.10.40.239',
      pods: ['10.44.0.0/16'],
      services: ['10.45.0.0/16'],
      clusterDomain: 'cluster.local',
      certificateNames: [],
      podNetwork: { kind: 'component' },
    },
    provider: home,
    firstProvider: home.name,
    nodes: [
      controlPlane('main-cp-1', 1),
      controlPlane('main-cp-2', 2),
      controlPlane('main-cp-3', 3),
      node('main-workers-1', 4),
      node('main-workers-2', 5),
      node('main-workers-3', 6),
    ],
    schedulableControlPlane: false,
    talos: clusterTalosDefaults,
    components: [
      {
        name: 'store',
        options: { replicas: 3, fast: false },
        version: '1.0.0',
        values: {},
        wave: 1,
        impliedBy: undefined,
      },
    ],
    applications: undefined,
    backup: {},
    tree: nobody,
    ...more,
  };
}

export function environment(clusters: readonly Cluster[], more: Partial<Environment> = {}): Environment {
  return { name: clusters[0]?.environment ?? 'prod', clusters, branch: 'main', recipients: [], ...more };
}

export function platform(clusters: readonly Cluster[], more: Partial<Platform> = {}): Platform {
  return {
    name: 'homelab',
    description: undefined,
    environments: [environment(clusters)],
    retained: [],
    terraform: { engine: 'terraform', backend: {} },
    gitops: undefined,
    acceptedFindings: [],
    lock: { lines: [] },
    files: new Map(),
    ...more,
  };
}

const span = { file: 'blueprint.yaml', start: 0, end: 0 };

/** A component that declares nothing but what a test says. */
export function blueprint(name: string, more: Partial<Blueprint> = {}): Blueprint {
  return {
    name,
    description: `What ${name} does.`,
    folder: `blueprints/platform/${name}`,
    span,
    source: undefined,
    namespace: { name, podSecurity: 'privileged' },
    release: name,
    provides: [],
    requires: [],
    after: [],
    implies: [],
    talos: {
      extensions: [],
      kernelModules: [],
      sysctls: [],
      ports: [],
      kubeletArguments: [],
      externalCloudProvider: [],
      apiAccess: [],
    },
    disks: undefined,
    secrets: new Map(),
    clusterKey: undefined,
    sync: { prune: false, selfHeal: true, options: [], ignoreDifferences: [] },
    repositoryLabels: undefined,
    bootstrap: false,
    ...more,
  };
}

/** A component that stores data: nothing here depends on a real one. */
const store = blueprint('store', {
  description: 'Storage on the nodes.',
  talos: {
    extensions: [],
    kernelModules: [
      { value: { name: 'iscsi_tcp', parameters: [] }, when: undefined, span },
      { value: { name: 'nvme_tcp', parameters: [] }, when: ['fast'], span },
    ],
    sysctls: [{ value: { name: 'vm.nr_hugepages', value: '1024' }, when: ['fast'], span }],
    ports: [{ value: { name: 'replicas', port: '8500-8504', protocol: 'tcp' }, when: undefined, span }],
    kubeletArguments: [{ value: { name: 'rotate-server-certificates', value: 'true' }, when: ['fast'], span }],
    externalCloudProvider: [{ value: true, when: ['fast'], span }],
    apiAccess: [{ value: { namespace: 'store', roles: ['os:reader'] }, when: ['fast'], span }],
  },
  disks: { volume: 'store' },
});

/** The built-in templates as they are on disk, and one component. */
export function catalog(): Catalog {
  const files = new Map<string, BlueprintFile>();
  for (const folder of ['blueprints/providers', 'blueprints/talos']) {
    for (const path of (readdirSync(folder, { recursive: true }) as string[])
      .map((name) => join(folder, name))
      .sort()) {
      if (!statSync(path).isFile()) continue;
      files.set(path, { path, source: `infraflux:${path}`, text: readFileSync(path, 'utf8') });
    }
  }
  return {
    files,
    components: new Map([['store', store]]),
    capabilities: new Map(),
    sizes: new Map(),
    needKinds: talosNeeds,
    digest: 'test',
  };
}
