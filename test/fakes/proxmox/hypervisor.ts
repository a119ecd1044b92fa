import { formatProperties, formatSize, parseProperties, parseSize } from './property-string.ts';

/**
 * A Proxmox cluster in memory: what it stores of what it is told, in its own form, and what it refuses, in its own words
 * (taken from qemu-server 9.2). It knows nothing of HTTP.
 */
export class Hypervisor {
  readonly hosts: ReadonlyMap<string, Host>;
  readonly machines = new Map<number, Machine>();
  /** Volumes by `store:name`; on a store that is not shared the host stands before it. */
  readonly volumes = new Map<string, Volume>();
  readonly pools = new Map<string, string>();
  readonly mappings = new Map<string, readonly string[]>();
  readonly haResources = new Map<string, Readonly<Record<string, string>>>();
  readonly haRules = new Map<string, Readonly<Record<string, string>>>();
  readonly haGroups = new Map<string, Readonly<Record<string, string>>>();

  /**
   * What the token may do, by path, as pve-access-control compiles it: what is set on a path takes the place of what comes
   * from above, and what is set on a pool counts for its machines as well.
   */
  readonly acl = new Map<string, ReadonlySet<string>>([['/', new Set(allPrivileges)]]);
  /** Hosts that do not answer: what is proxied to them fails, and the list does not say what their machines do. */
  readonly away = new Set<string>();
  /**
   * What a list gives right after a start: `names` and states come from statistics that nobody has sent yet; `empty`: a member
   * that has not heard of the others' machines.
   */
  justStarted: 'names' | 'empty' | undefined;

  /** Name of the cluster of hosts; undefined: each is on its own. */
  clusterName: string | undefined = 'lab';

  constructor(hosts: Readonly<Record<string, Host>>) {
    this.hosts = new Map(Object.entries(hosts));
  }

  privileges(path: string): ReadonlySet<string> {
    const steps = path.split('/').filter(Boolean);
    let found: ReadonlySet<string> = new Set();
    for (let depth = 0; depth <= steps.length; depth += 1)
      found = this.acl.get(`/${steps.slice(0, depth).join('/')}`) ?? found;
    const id = /^\/vms\/(\d+)$/.exec(path)?.[1];
    const pool = id === undefined ? undefined : this.machines.get(Number(id))?.pool;
    return new Set([...found, ...((pool === undefined ? undefined : this.acl.get(`/pool/${pool}`)) ?? [])]);
  }

  /** Asked before anything else is: that a machine is not there is told to nobody who may not see it. */
  need(path: string, privilege: string): void {
    if (!this.privileges(path).has(privilege))
      throw new Refusal(403, `Permission check failed (${path}, ${privilege})`);
  }

  host(name: string): Host {
    const host = this.hosts.get(name);
    if (host === undefined)
      throw new Refusal(
        500,
        `hostname lookup '${name}' failed - failed to get address info for: ${name}: Name or service not known`,
      );
    return host;
  }

  machine(host: string, id: number): Machine {
    this.host(host);
    const machine = this.machines.get(id);
    if (machine === undefined || machine.host !== host) {
      throw new Refusal(500, `Configuration file 'nodes/${host}/qemu-server/${id}.conf' does not exist`);
    }
    return machine;
  }

  /** A machine that somebody else made: for tests about what must not be touched. */
  adopt(
    host: string,
    id: number,
    config: Readonly<Record<string, string>>,
    status: Machine['status'] = 'running',
  ): Machine {
    const machine: Machine = {
      id,
      host,
      status,
      lock: undefined,
      config: new Map(Object.entries(config)),
      running: new Map(),
    };
    this.machines.set(id, machine);
    for (const value of machine.config.values()) {
      const [volume] = value.split(',');
      if (volume !== undefined && /^[a-z-]+:vm-\d+-/.test(volume)) {
        const size = parseSize(parseProperties(value, 'file').get('size') ?? '4M');
        this.volumes.set(this.key(host, volume), { owner: id, size, content: 'images' });
      }
    }
    if (status === 'running') machine.running = new Map(machine.config);
    return machine;
  }

  create(host: string, parameters: ReadonlyMap<string, string>): Machine {
    const id = Number(parameters.get('vmid'));
    this.host(host);
    const taken = this.machines.get(id);
    if (taken !== undefined) {
      throw new Refusal(500, `unable to create VM ${id} - VM ${id} already exists on node '${taken.host}'`);
    }
    const pool = parameters.get('pool');
    if (pool !== undefined && pool !== '' && !this.pools.has(pool))
      throw new Refusal(500, `pool '${pool}' does not exist`);
    const machine: Machine = { id, host, status: 'stopped', lock: undefined, config: new Map(), running: new Map() };
    this.machines.set(id, machine);
    try {
      this.write(machine, parameters);
    } catch (error) {
      this.free(machine);
      this.machines.delete(id);
      throw error;
    }
    if (pool !== undefined && pool !== '') machine.pool = pool;
    if (!machine.config.has('smbios1'))
      machine.config.set('smbios1', `uuid=00000000-0000-4000-8000-${String(id).padStart(12, '0')}`);
    return machine;
  }

  /** What a PUT of the configuration does. Values of a running machine that are no hotplug wait for its next start. */
  update(machine: Machine, parameters: ReadonlyMap<string, string>): void {
    this.unlocked(machine);
    for (const name of (parameters.get('delete') ?? '').split(',').filter(Boolean)) {
      const value = machine.config.get(name);
      if (isDisk(name) && machine.config.get('protection') === '1') {
        throw new Refusal(500, `can't remove drive '${name}' - protection mode enabled`);
      }
      this.set(machine, name, undefined);
      if (value === undefined || !isDisk(name)) continue;
      const volume = value.split(',')[0] ?? '';
      if (volume.endsWith('-cloudinit')) continue;
      if (this.volumes.get(this.key(machine.host, volume))?.owner !== machine.id) continue;
      let index = 0;
      while (machine.config.has(`unused${index}`)) index++;
      this.set(machine, `unused${index}`, volume);
    }
    this.write(machine, parameters);
  }

  resize(machine: Machine, disk: string, size: string): void {
    this.unlocked(machine);
    const value = machine.config.get(disk);
    if (value === undefined) throw new Refusal(500, `disk '${disk}' does not exist`);
    const properties = parseProperties(value, 'file');
    const volume = properties.get('file') ?? '';
    const stored = this.volumes.get(this.key(machine.host, volume));
    if (stored === undefined) throw new Refusal(500, `volume '${volume}' does not exist`);
    const wanted = size.startsWith('+') ? stored.size + parseSize(size.slice(1)) : parseSize(size);
    if (wanted < stored.size) throw new Refusal(500, 'shrinking disks is not supported');
    stored.size = wanted;
    properties.delete('file');
    properties.set('size', formatSize(wanted));
    this.set(machine, disk, formatProperties(volume, properties));
  }

  start(machine: Machine): void {
    this.unlocked(machine);
    for (const [name, value] of machine.config) {
      const properties = parseProperties(value, 'file');
      if (/^net\d+$/.test(name)) {
        const bridge = properties.get('bridge') ?? '';
        if (!this.host(machine.host).bridges.includes(bridge))
          throw new Refusal(500, `bridge '${bridge}' does not exist`);
      }
      const mapping = /^hostpci\d+$/.test(name) ? properties.get('mapping') : undefined;
      if (mapping !== undefined) {
        const there = this.mappings.get(mapping)?.some((entry) => entry.includes(`node=${machine.host},`));
        if (there !== true) throw new Refusal(500, `PCI device mapping not found for '${mapping}'`);
        for (const other of this.machines.values()) {
          if (other === machine || other.status !== 'running' || other.host !== machine.host) continue;
          const used = [...other.running].some(
            ([key, text]) => key.startsWith('hostpci') && text.includes(`mapping=${mapping},`),
          );
          if (used) throw new Refusal(500, `PCI device of '${mapping}' already in use by VMID '${other.id}'`);
        }
      }
      if (!isDisk(name)) continue;
      const volume = value.split(',')[0] ?? '';
      if (!this.volumes.has(this.key(machine.host, volume)))
        throw new Refusal(500, `volume '${volume}' does not exist`);
    }
    machine.status = 'running';
    machine.running = new Map(machine.config);
  }

  stop(machine: Machine): void {
    this.unlocked(machine);
    machine.status = 'stopped';
    machine.running = new Map();
  }

  remove(machine: Machine): void {
    this.unlocked(machine);
    if (machine.config.get('protection') === '1')
      throw new Refusal(500, `can't remove VM ${machine.id} - protection mode enabled`);
    if (machine.status === 'running') throw new Refusal(500, `VM ${machine.id} is running - destroy failed`);
    this.free(machine);
    this.machines.delete(machine.id);
  }

  key(host: string, volume: string): string {
    const store = volume.split(':')[0] ?? '';
    return this.store(host, store).shared === true ? volume : `${host}/${volume}`;
  }

  store(host: string, name: string): Store {
    const stores = this.host(host).stores;
    const store = Object.hasOwn(stores, name) ? stores[name] : undefined;
    if (store === undefined) throw new Refusal(500, `storage '${name}' does not exist`);
    return store;
  }

  private unlocked(machine: Machine): void {
    if (machine.lock !== undefined) throw new Refusal(500, `VM is locked (${machine.lock})`);
  }

  /** Every volume of its own that the configuration names, unused ones too; never one that another machine owns. */
  private free(machine: Machine): void {
    for (const [name, value] of machine.config) {
      const volume = value.split(',')[0] ?? '';
      if (!isDisk(name) && !/^unused\d+$/.test(name)) continue;
      const key = this.key(machine.host, volume);
      if (this.volumes.get(key)?.owner === machine.id) this.volumes.delete(key);
    }
  }

  private write(machine: Machine, parameters: ReadonlyMap<string, string>): void {
    // In the order of names, as Proxmox does: the EFI disk is disk-0, the first of the others disk-1.
    for (const [name, value] of [...parameters].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (['vmid', 'pool', 'delete', 'digest', 'node', 'start'].includes(name)) continue;
      this.set(machine, name, isDisk(name) ? this.disk(machine, name, value) : stored(name, value));
    }
  }

  /** Undefined takes it away. A machine that runs notices at once what is hotplug, and the rest when it starts again. */
  private set(machine: Machine, name: string, value: string | undefined): void {
    const concerned =
      machine.status === 'running' && isHotplug(name) ? [machine.config, machine.running] : [machine.config];
    for (const settings of concerned) {
      if (value === undefined) settings.delete(name);
      else settings.set(name, value);
    }
  }

  private disk(machine: Machine, name: string, value: string): string {
    const properties = parseProperties(value, 'file');
    const file = properties.get('file') ?? '';
    const source = properties.get('import-from');
    for (const gone of ['file', 'import-from', 'format', 'size']) properties.delete(gone);
    const [store = '', rest = ''] = file.split(':');
    this.store(machine.host, store);
    if (rest === 'cloudinit') {
      const volume = `${store}:vm-${machine.id}-cloudinit`;
      this.volumes.set(this.key(machine.host, volume), { owner: machine.id, size: 4 * 2 ** 20, content: 'images' });
      return `${volume},media=cdrom`;
    }
    if (!/^[0-9.]+$/.test(rest)) {
      const there = this.volumes.get(this.key(machine.host, file));
      if (there === undefined) throw new Refusal(500, `volume '${file}' does not exist`);
      return formatProperties(file, [...properties, ['size', formatSize(there.size)]]);
    }
    let size = Number(rest) * 2 ** 30;
    if (source !== undefined) {
      const image = this.volumes.get(this.key(machine.host, source));
      if (image === undefined) throw new Refusal(500, `volume '${source}' does not exist`);
      size = image.size;
    }
    if (name === 'efidisk0' || name === 'tpmstate0') size = 4 * 2 ** 20;
    let index = 0;
    while (this.volumes.has(this.key(machine.host, `${store}:vm-${machine.id}-disk-${index}`))) index++;
    const volume = `${store}:vm-${machine.id}-disk-${index}`;
    this.volumes.set(this.key(machine.host, volume), { owner: machine.id, size, content: 'images' });
    return formatProperties(volume, [...properties, ['size', formatSize(size)]]);
  }
}

/** Those that are about machines; a role of its own for the rest of the API. */
export const allPrivileges = [
  'VM.Allocate',
  'VM.Audit',
  'VM.Config.Options',
  'VM.PowerMgmt',
  'Datastore.Audit',
  'Sys.Audit',
] as const;

export interface Host {
  readonly bridges: readonly string[];
  readonly stores: Readonly<Record<string, Store>>;
}

export interface Store {
  readonly content: readonly ('images' | 'import' | 'iso')[];
  readonly shared?: boolean;
}

export interface Volume {
  /** 0 for what belongs to no machine. */
  readonly owner: number;
  size: number;
  readonly content: 'images' | 'import';
}

export interface Machine {
  readonly id: number;
  host: string;
  status: 'running' | 'stopped';
  lock: string | undefined;
  pool?: string;
  /** As Proxmox prints it, with what waits for the next start. */
  readonly config: Map<string, string>;
  /** What the guest runs with: the configuration as it was when it started. */
  running: Map<string, string>;
}

/** Proxmox says no: an HTTP status, and the reason that stands in the status line. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

function isDisk(name: string): boolean {
  return /^(?:scsi|sata|virtio|ide|efidisk|tpmstate)\d+$/.test(name);
}

/**
 * What needs no restart while `hotplug` is what Proxmox takes when nobody said (network, disk, usb): neither memory nor
 * CPUs are among it. The words are those that qemu-server changes without looking at the guest.
 */
function isHotplug(name: string): boolean {
  if (/^(?:scsi|virtio|net|unused)\d+$/.test(name)) return true;
  return ['name', 'description', 'tags', 'onboot', 'startup', 'protection', 'hotplug', 'shares', 'hookscript'].includes(
    name,
  );
}

/** Plain values in the form that comes back. */
function stored(name: string, value: string): string {
  if (name === 'description') return value.replace(/\s+$/, '');
  if (name === 'tags') {
    const tags = value.split(/[;, ]/).filter(Boolean);
    return [...new Set(tags.map((tag) => tag.toLowerCase()))].sort().join(';');
  }
  if (/^net\d+$/.test(name)) {
    const properties = parseProperties(value, 'model');
    const model = properties.get('model') ?? 'virtio';
    const mac = (properties.get('macaddr') ?? 'BC:24:11:FF:FF:FF').toUpperCase();
    for (const gone of ['model', 'macaddr']) properties.delete(gone);
    return formatProperties(`${model}=${mac}`, properties);
  }
  return value.replace(/,+$/, '');
}
