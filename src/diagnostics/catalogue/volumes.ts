import type { CodeEntry } from './entry.ts';

/** Volumes against the disks that they are on. */
export const volumeCodes = {
  'volume/no-space': {
    severity: 'error',
    title: 'No space for a volume.',
    advice: 'use a larger disk, a smaller volume, another disk, or limit /var with systemVolumes.ephemeral.maxSize',
    explanation:
      'Talos creates system volumes first, and /var (EPHEMERAL) takes all of the system disk unless it has a maximum. Then it creates the other volumes, those with the smaller maximum first. A volume for which less than its minimum is free is never created. `infraflux explain ENVIRONMENT.CLUSTER.layout` shows how each disk is divided.',
    example: 'pools: {workers: {talos: {volumes: {cache: {disk: system, size: 20Gi}}}}}',
  },
  'volume/beside-unlimited-var': {
    severity: 'warning',
    title: 'Volume beside an unlimited /var.',
    advice: 'limit /var with systemVolumes.ephemeral.maxSize, or use another disk',
    explanation:
      'Talos creates /var (EPHEMERAL) first, and it takes all of the system disk unless it has a maximum. Another volume on that disk is then never created, whatever the size of the disk, unless it is there already.',
    example: [
      'providers: {rack: {type: metal}}',
      'defaults: {provider: home}',
      'environments:',
      '  prod:',
      '    clusters:',
      '      main:',
      '        pools: {rack: {provider: rack, talos: {installDisk: {type: ssd}, volumes: {cache: {size: 20Gi}}}}}',
      '        nodes: {nas: {pool: rack, address: 10.10.40.30, mac: "BC:24:11:00:00:60"}}',
    ].join('\n'),
  },
  'volume/disk-in-use': {
    severity: 'error',
    title: 'Whole disk shared with another volume.',
    advice: 'give one of them another disk, or make both partitions',
    explanation:
      'A volume of kind disk has no partition table: its file system is on the disk itself. Talos refuses a disk that has partitions, and cannot create partitions on one that has a file system.',
    example:
      'pools: {workers: {disks: {fast: {size: 50Gi}}, talos: {volumes: {all: {kind: disk, disk: fast}, part: {disk: fast, size: 10Gi}}}}}',
  },
  'volume/unknown-disk': {
    severity: 'error',
    title: 'Unknown disk of a volume.',
    advice: 'name one of the disks of the machine, or use match for a disk that is not described',
    explanation: 'A volume on a disk that the machine does not have is never created.',
    example: 'pools: {workers: {talos: {volumes: {cache: {disk: fast, size: 20Gi}}}}}',
  },
  'volume/disk-of-some-machines': {
    severity: 'warning',
    title: 'Disk of a volume that only some machines have.',
    advice: 'define the volume for the pool whose machines have the disk',
    explanation: 'Talos waits for the volume on the other machines as long as they run, and never creates it.',
    example: 'talos: {volumes: {cache: {disk: fast, size: 20Gi}}}\npools: {workers: {disks: {fast: {size: 50Gi}}}}',
  },
  'volume/below-minimum': {
    severity: 'warning',
    title: 'Volume below the minimum of Talos.',
    advice: 'use at least 100Mi for a volume, and 2Gi for /var',
    explanation:
      'Talos takes 100 MiB as the minimum of a volume, a raw volume or swap, and 2 GiB of /var, unless another minimum is set. Less room is often not enough for the file system, its log and its encryption.',
    example: 'pools: {workers: {disks: {fast: {size: 50Gi}}, talos: {volumes: {cache: {disk: fast, size: 50Mi}}}}}',
  },
  'volume/beside-component': {
    severity: 'warning',
    title: 'Volume on a disk that a component fills.',
    advice: 'give it a disk of its own',
    explanation:
      'The volume of a component grows to the whole of its disk. Another volume there is created only on the first boot, before it; on a machine that exists, no space is left for it.',
    example: [
      'platform: {longhorn: {replicas: 2}}',
      'pools: {workers: {disks: {data: {size: 100Gi, use: longhorn}}, talos: {volumes: {cache: {disk: data, size: 20Gi}}}}}',
    ].join('\n'),
  },
  'disk/not-visible': {
    severity: 'warning',
    title: 'Selector that matches no disk of a virtual machine.',
    advice: 'use disk: NAME with one of the disks of the machine, or system_disk',
    explanation:
      'Disks of a machine on Proxmox are on virtio-scsi, where Talos sees no serial number, WWID or UUID; the transport is virtio, and no disk rotates. A volume whose selector matches no disk is never created. With `disk`, InfraFlux selects a disk by its slot.',
    example: `pools: {workers: {disks: {osd: {size: 50Gi}}, talos: {rawVolumes: {osd: {match: 'disk.serial == "osd"', minSize: 10Gi}}}}}`,
  },
  'disk/same-serial': {
    severity: 'warning',
    title: 'Two disks with the same serial number.',
    advice: 'use names that differ in their first 20 characters',
    explanation:
      'A serial number has at most 20 characters, and is the beginning of the name of the disk. The disks cannot be told apart on the hypervisor, in links such as /dev/disk/by-id, and where a disk is found by its serial number.',
    example:
      'pools: {workers: {disks: {database-of-customers-a: {size: 50Gi}, database-of-customers-b: {size: 50Gi}}}}',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
