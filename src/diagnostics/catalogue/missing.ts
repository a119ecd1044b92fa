import type { CodeEntry } from './entry.ts';

/** What the platform cannot do without. */
export const missingCodes = {
  'missing/provider': {
    severity: 'error',
    title: 'Missing provider.',
    advice: 'set `provider`',
    explanation: 'A single provider is the default. With more than one, the cluster has to choose.',
    example: [
      'providers:',
      '  office:',
      '    type: proxmox',
      '    endpoint: https://pve.office.arpa:8006/',
      '    credentials: {secret: office}',
      '    vmIds: 3000-3999',
      '    hosts: {pve9: {datastores: {disks: local, images: local}}}',
    ].join('\n'),
  },
  'missing/network': {
    severity: 'error',
    title: 'Missing network.',
    advice: 'set `network: {attach: ...}`',
    explanation: 'A single network is the default. With more than one, the cluster has to choose.',
    example: 'networks: {dmz: {cidr: 10.20.0.0/16, bridge: vmbr1}}',
  },
  'missing/endpoint': {
    severity: 'error',
    title: 'Missing endpoint.',
    advice: 'set `network: {endpoint: ...}`: a free address in the network, or host:port of a load balancer',
    explanation:
      'The Kubernetes API needs an address that does not depend on one machine: a virtual address of the control plane, or a load balancer. It is part of every certificate and kubeconfig, so it is never chosen automatically.',
    example: 'environments:\n  dev: {clusters: {lab: {network: {nodes: 10.10.50.10-10.10.50.29}}}}',
  },
  'missing/node-range': {
    severity: 'error',
    title: 'Missing node address range.',
    advice: 'set `network: {nodes: ...}`, or pin an `address` for each node',
    explanation:
      'Addresses are allocated from the range and recorded in infraflux.lock. On a network with `addressing: dhcp` none are allocated.',
    example: 'environments:\n  dev: {clusters: {lab: {network: {endpoint: 10.10.50.5}}}}',
  },
  'missing/provider-setting': {
    severity: 'error',
    title: 'Missing provider setting.',
    advice: 'add the missing key to the provider',
    explanation:
      'Proxmox VE is managed through its API, on hosts that are listed, with VM IDs from a range that only InfraFlux uses.',
    example: [
      'providers:',
      '  office: {type: proxmox, endpoint: "https://pve.office.arpa:8006/", credentials: {secret: office}}',
      'defaults:',
      '  provider: office',
    ].join('\n'),
  },
  'missing/disk': {
    severity: 'error',
    title: 'Missing system disk or disk size.',
    advice: 'set `disks: {system: {size: 40Gi}}`',
    explanation:
      'Talos is installed on the disk `system`. Sizes are not guessed: a disk can grow later but never shrink.',
    example: 'pools: {db: {count: 1, cpu: 2, memory: 4Gi}}',
  },
  'missing/port': {
    severity: 'error',
    title: 'Bond without ports.',
    advice: 'list its ports in `links`, or select them with `match`',
    explanation: 'A bond combines ports of the machine. Talos rejects a bond without ports.',
    example: 'pools: {workers: {interfaces: {bond0: {bond: {mode: active-backup}}}}}',
  },
  'missing/bridge': {
    severity: 'error',
    title: 'Network without bridge.',
    advice: 'set `bridge` for the network, or `bridges` for the host',
    explanation: 'The network interface of a virtual machine is attached to a bridge of its host.',
    example: [
      'networks: {dmz: {cidr: 10.20.0.0/16, addressing: dhcp}}',
      'defaults:',
      '  network: {attach: lab}',
      '  pools: {workers: {interfaces: {eth1: {network: dmz}}}}',
    ].join('\n'),
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
