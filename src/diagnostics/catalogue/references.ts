import type { CodeEntry } from './entry.ts';

/** Names that refer to something else in the input. */
export const referenceCodes = {
  'provider/unknown': {
    severity: 'error',
    title: 'Unknown provider.',
    advice: 'use a provider defined under `providers`',
    explanation: 'Machines belong to a provider, which defines their hosts and API.',
    example: 'defaults: {provider: homme}',
  },
  'provider/unsupported-field': {
    severity: 'error',
    title: 'Field of another provider type.',
    advice: 'remove the field, or choose a provider that takes it',
    explanation:
      'Some fields of a machine apply to certain provider types only: `host`, `hosts`, `vmId`, `gpus` and the `datastore` of a disk apply to machines that are created on a hypervisor. On a machine that already exists, such a field would have no effect.',
    example: [
      'providers: {rack: {type: metal}}',
      'defaults: {provider: home}',
      'environments:',
      '  prod:',
      '    clusters:',
      '      main:',
      '        nodes: {main-workers-1: {provider: rack, vmId: 2042, talos: {installDisk: {path: /dev/disk/by-id/nvme-1}}}}',
    ].join('\n'),
  },
  'network/unknown': {
    severity: 'error',
    title: 'Unknown network.',
    advice: 'use a network defined under `networks`',
    explanation: 'Addresses, gateways and bridges come from the network, so it must be defined.',
    example: 'defaults: {network: {attach: labb}}',
  },
  'host/unknown': {
    severity: 'error',
    title: 'Unknown host.',
    advice: "use one of the provider's `hosts`",
    explanation: 'A machine can only run on a host of its provider.',
    example: 'nodes: {main-workers-2: {host: pve9}}',
  },
  'pool/unknown': {
    severity: 'error',
    title: 'Unknown pool.',
    advice: "use one of the cluster's pools, or controlPlane",
    explanation: 'An additional node inherits every field that it does not set from its pool.',
    example: 'nodes: {nas: {pool: worker}}',
  },
  'datastore/unknown': {
    severity: 'error',
    title: 'Unknown datastore.',
    advice: "add the role to the host's `datastores`, or let the disk use another one",
    explanation:
      'A disk names the role of its datastore, and each host maps roles to its datastores. The default role is `disks`.',
    example: 'pools: {workers: {disks: {data: {size: 200Gi, datastore: bulk}}}}',
  },
  'gpu/unavailable': {
    severity: 'error',
    title: 'GPU not available on host.',
    advice: 'pin the machine to a host that has them, or add them to the `gpus` of the host',
    explanation:
      'A GPU is passed through to one machine at a time, so the machines of a host cannot have more GPUs than the host.',
    example: 'pools: {workers: {gpus: {a2000: {count: 2}}}}',
  },
  'pool/no-count': {
    severity: 'error',
    title: 'Pool without count or nodes.',
    advice: 'set `count`, or add nodes with `pool`',
    explanation:
      'Sizes set a count for `workers` and the control plane; any other pool sets its own. `count: 0` is an intentionally empty pool.',
    example: 'pools: {gpu: {cpu: 8, disks: {system: {size: 40Gi}}}}',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
