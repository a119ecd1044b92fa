import type { CodeEntry } from './entry.ts';

/** Topology, capacity, versions and disks. */
export const topologyCodes = {
  'topology/no-control-plane': {
    severity: 'error',
    title: 'No control plane.',
    advice: 'set a count of 1, 3 or 5',
    explanation: 'The control plane runs etcd and the Kubernetes API; a cluster needs at least one.',
    example: 'controlPlane: {count: 0}',
  },
  'topology/even-control-planes': {
    severity: 'error',
    title: 'Even number of control planes.',
    advice: 'set 1, 3 or 5',
    explanation:
      'etcd needs more than half of its members. Four members tolerate one failure, as three do, and two tolerate none: the additional member only adds something that may fail (etcd documentation, "failure tolerance").',
    example: 'controlPlane: {count: 2}',
  },
  'topology/retired-control-plane': {
    severity: 'warning',
    title: 'Retired control plane leaves an even number.',
    advice: 'add a control plane, or retire another',
    explanation:
      'While one of three control planes is retired, two remain, and etcd tolerates no failure. That is meant for the time in which one is replaced: raise `count` by one, and the new one takes the place of the retired one.',
    example: 'nodes: {main-cp-3: {retired: true}}',
  },
  'topology/one-control-plane': {
    severity: 'warning',
    title: 'Single control plane in a protected cluster.',
    advice: 'use three, or state under `accept` why one is enough',
    explanation:
      'If that machine or its disk is lost, so is the state of the whole cluster, and every upgrade is an outage of the API.',
    example: 'protect: true\ncontrolPlane: {count: 1}',
  },
  'topology/quorum-on-one-host': {
    severity: 'warning',
    title: 'Quorum of control planes on one host.',
    advice: 'spread them with `host`, or remove `host`',
    explanation: 'When that host is down, etcd loses quorum, as it would with a single control plane.',
    example: 'nodes: {main-cp-1: {host: pve1}, main-cp-2: {host: pve1}}',
  },
  'capacity/machine-exceeds-host': {
    severity: 'error',
    title: 'Machine larger than its host.',
    advice: 'make it smaller, or move it to a larger host',
    explanation:
      'The memory available to machines is the memory of the host minus `reserve`. Overcommit applies to the sum of many machines: a single machine cannot exceed its host.',
    example: 'pools: {workers: {cpu: 64}}',
  },
  'capacity/overcommit': {
    severity: 'warning',
    title: 'Host overcommitted.',
    advice: 'move or shrink machines, raise `overcommit` of the host, or accept the warning under `accept`',
    explanation:
      '`overcommit` limits how much may be allocated for each physical unit: by default 4 virtual CPUs for a thread, and no more memory than the host has minus `reserve`. Beyond that machines slow each other down, and with too little memory the host kills some of them.',
    example: 'pools: {workers: {count: 12, memory: 40Gi}}',
  },
  'versions/unsupported-kubernetes': {
    severity: 'error',
    title: 'Unsupported Kubernetes version.',
    advice: 'change one of the two versions',
    explanation:
      'Each Talos minor supports a range of Kubernetes minors and rejects others (pkg/machinery/compatibility in siderolabs/talos). Talos versions newer than this InfraFlux are not checked.',
    example: 'versions: {talos: 1.12.4, kubernetes: 1.36.0}',
  },
  'hostnames/conflict': {
    severity: 'warning',
    title: 'Hostnames claimed by two clusters.',
    advice: 'give each cluster its own `domain`',
    explanation:
      "Web pages of the platform are named `<page>.<domain>`. Two clusters with the same domain overwrite each other's DNS records.",
    example: [
      'environments:',
      '  prod:',
      '    domain: example.org',
      '    platform: {cilium: {}, longhorn: {}}',
      '    clusters: {other: {network: {nodes: 10.10.50.10-10.10.50.29, endpoint: 10.10.50.5}}}',
    ].join('\n'),
  },
  'applications/same-path': {
    severity: 'warning',
    title: 'Shared applications folder.',
    advice: 'use ${environment} and ${cluster} in the path',
    explanation: 'Everything in the folder would run in both clusters, with the same hostnames, buckets and databases.',
    example: [
      'environments:',
      '  prod:',
      '    applications: {repository: https://example.org/apps.git, path: apps}',
      '    clusters: {other: {network: {nodes: 10.10.50.10-10.10.50.29, endpoint: 10.10.50.5}}}',
    ].join('\n'),
  },
  'disk/system-too-small': {
    severity: 'warning',
    title: 'System disk too small.',
    advice: 'use 10Gi or more; 40Gi leaves room for images',
    explanation:
      'The system requirements of Talos are 10 GiB. With less, images and logs fill the disk, and upgrades fail.',
    example: 'pools: {workers: {disks: {system: {size: 8Gi}}}}',
  },
  'disk/unstable-path': {
    severity: 'warning',
    title: 'Unstable device path.',
    advice: 'use /dev/disk/by-id/..., or a selector such as {serial: ...} or {type: ssd, size: "< 100GB"}',
    explanation:
      'The kernel names disks in the order of detection, which can change at any boot. Talos would be installed on whichever disk has the name at that time.',
    example: 'talos: {installDisk: {path: /dev/sda}}',
  },
  'disk/keep-removed': {
    severity: 'error',
    title: 'Keep removed from disk.',
    advice: 'set `keep: true` again, or release the disk by deleting its line from infraflux.lock',
    explanation:
      'A kept disk belongs to a separate virtual machine that never starts, and is attached to the machine that uses it. Without `keep` the machine gets a new, empty disk and the old one is unused; Terraform still refuses to destroy it (prevent_destroy).',
    example: [
      'pools: {workers: {disks: {data: {size: 200Gi}}}}',
      '# infraflux.lock',
      'infraflux-lock 1',
      'prod/main/main-workers-1 disk data=1',
      'prod/main/main-workers-1 keep data=2010',
    ].join('\n'),
  },
  'disk/newly-kept': {
    severity: 'warning',
    title: 'Keep added to existing disk.',
    advice: 'remove the disk (move its data first), apply, then add it again with keep: true',
    explanation:
      'A kept disk belongs to a separate virtual machine, so that it outlives the machine that uses it. An existing volume cannot change its owner, so the plan is blocked for a machine that already exists. A machine that was never created has no data to lose.',
    example: [
      'pools: {workers: {disks: {data: {size: 200Gi, keep: true}}}}',
      '# infraflux.lock',
      'infraflux-lock 1',
      'prod/main/main-workers-1 disk data=1',
    ].join('\n'),
  },
  'disk/system-kept': {
    severity: 'error',
    title: 'System disk cannot be kept.',
    advice: 'put the data on a separate disk and keep that one',
    explanation: 'The system disk is created from the Talos image together with the machine.',
    example: 'pools: {workers: {disks: {system: {size: 40Gi, keep: true}}}}',
  },
  'disk/shrinks': {
    severity: 'warning',
    title: 'Disk cannot shrink.',
    advice: 'use the old size or a larger one; a machine that was never created can have any size',
    explanation:
      'Proxmox grows disks but never shrinks them: the Terraform plan would pass and its apply would fail. The published size is in inputs.json.',
    example: [
      'pools: {workers: {disks: {data: {size: 100Gi}}}}',
      '# published',
      'pools: {workers: {disks: {data: {size: 200Gi}}}}',
    ].join('\n'),
  },
  'disk/grows-by-hand': {
    severity: 'warning',
    title: 'Manual resize of kept disk required.',
    advice: 'run the command on the hypervisor; Terraform then has nothing left to do',
    explanation:
      'A kept disk belongs to another virtual machine and is only attached. bpg/proxmox 0.112 refuses to resize such a disk; Proxmox can resize it through the machine that uses it, and the guest sees the new size at once.',
    example: [
      'pools: {workers: {disks: {data: {size: 300Gi, keep: true}}}}',
      '# published',
      'pools: {workers: {disks: {data: {size: 200Gi, keep: true}}}}',
    ].join('\n'),
  },
  'machine/needs-uefi': {
    severity: 'error',
    title: 'UEFI firmware required.',
    advice: 'use firmware: uefi (the default), or remove the other setting',
    explanation:
      'SeaBIOS has neither secure boot nor measured boot. Talos seals keys to a TPM 2.0 by UEFI measurements, and its signed image boots only with UEFI.',
    example: 'pools: {workers: {machine: {firmware: bios, tpm: true}}}',
  },
  'advisory/known-bad': {
    severity: 'warning',
    title: 'Known broken combination of versions.',
    advice: 'change one of the versions, or accept the warning under `accept`',
    explanation:
      'Advisories are data in blueprints/advisories/, each with a link to its source. A folder blueprints/advisories/ next to infraflux.yaml adds to them.',
    example: 'versions: {talos: 1.13.8}\nplatform: {longhorn: {}}',
  },
  'advisory/invalid': {
    severity: 'error',
    title: 'Invalid advisory.',
    advice: 'set affects (a map of names to versions such as ">=1.2 <1.3"), summary, advice and link (https)',
    explanation:
      'blueprints/advisories/*.yaml contain a map of advisories by name. An invalid advisory would never warn.',
    example: [
      '# blueprints/advisories/ours.yaml',
      'no-link:',
      '  affects: {talos: ">=1.13.0"}',
      '  summary: something is wrong',
      '  advice: take another one',
    ].join('\n'),
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
