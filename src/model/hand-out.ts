import type { NodeId } from '../identity/node-id.ts';
import { sha256Hex } from '../diagnostics/digest.ts';
import {
  type AddressRange,
  contains,
  formatAddress,
  lowestFree,
  overlaps,
  parseAddress,
  parseNumberRanges,
  withoutRanges,
} from '../config/addresses.ts';
import type { At, DraftNetwork, DraftNode } from './draft.ts';
import type { WrittenNode } from './expand-nodes.ts';
import { type LockBook, nameOfValue, type Owner, plainValue } from './lock-book.ts';
import { hostsOf, idRangesOf } from './provider-settings.ts';
import type { ProviderAllocations } from './provider-traits.ts';
import { mapAt, numberAt, parsedAt, textAt } from './written.ts';

/** A node while numbers are handed out to it. */
export interface Machine extends Owner {
  readonly id: NodeId;
  readonly node: string;
  readonly written: WrittenNode;
  readonly provider: DraftNode['provider'];
  readonly network: DraftNetwork | undefined;
  /** Addresses of its cluster to hand out. */
  readonly range: readonly AddressRange[];
}

/** What must not be handed out in a network: ranges, with both ends. */
export type Blocked = ReadonlyMap<string, readonly AddressRange[]>;

/** Addresses: the pinned ones, those in the lock, then the lowest free of the cluster's range. */
export function handOutAddresses(
  machines: readonly Machine[],
  book: LockBook,
  blocked: Blocked,
): ReadonlyMap<Machine, At<bigint>> {
  const answer = new Map<Machine, At<bigint>>();
  const taken = new Map<string, Set<bigint>>();
  const give = (machine: Machine, address: At<bigint>): void => {
    answer.set(machine, address);
    takenIn(taken, machine.network).add(address.value);
  };
  const open: Machine[] = [];
  for (const machine of machines) {
    takeInterfaces(taken, machine);
    const pinned = pinnedAddress(machine);
    if (pinned === 'faulty') continue;
    if (pinned !== undefined) give(machine, pinned);
    else if (machine.network?.cidr !== undefined && machine.network.settings.addressing !== 'dhcp') open.push(machine);
  }
  // Living lines come before tombstones.
  const keep =
    (living: boolean) =>
    (machine: Machine, value: string): boolean => {
      const address = parseAddress(value);
      const cidr = machine.network?.cidr?.value;
      // An address that is no longer in the network cannot be kept: the network itself was changed.
      if (address === undefined || cidr === undefined || !contains(cidr, address)) return false;
      if (!living && takenIn(taken, machine.network).has(address.value)) return false;
      give(machine, { value: address.value, span: undefined });
      return true;
    };
  const living = keepLocked(open, book, 'address', true, keep(true));
  const fresh = keepLocked(living, book, 'address', false, keep(false));
  const gone = new Set(book.all('address').map((line) => parseAddress(plainValue(line.value))?.value));
  // Machines of one cluster share the list, and with it what is left of it.
  const free = new Map<readonly AddressRange[], readonly AddressRange[]>();
  for (const machine of fresh) {
    const cidr = machine.network?.cidr?.value;
    if (cidr === undefined) continue;
    const ranges = free.get(machine.range) ?? freeRanges(machine, cidr, blocked);
    free.set(machine.range, ranges);
    const used = takenIn(taken, machine.network);
    // What a gone machine had is left alone for as long as something else is free: it may come back.
    const value =
      lowestFree(ranges, (candidate) => used.has(candidate) || gone.has(candidate)) ??
      lowestFree(ranges, (candidate) => used.has(candidate));
    if (value !== undefined) give(machine, { value, span: undefined });
  }
  for (const [machine, { value }] of answer) {
    const family = machine.network?.cidr?.value.family ?? 4;
    book.record(machine, 'address', formatAddress({ family, value }));
  }
  return answer;
}

function freeRanges(machine: Machine, cidr: AddressRange, blocked: Blocked): readonly AddressRange[] {
  const inside = machine.range.filter((range) => overlaps(range, cidr)).map((range) => clipped(range, cidr));
  return withoutRanges(inside, blocked.get(machine.network?.name ?? '') ?? []);
}

export interface VmIds {
  readonly machines: ReadonlyMap<Machine, At<number>>;
  /** Ids of the machines that own kept disks, by the disk's name. */
  readonly holders: ReadonlyMap<Machine, ReadonlyMap<string, number>>;
}

/**
 * VM ids, unique within a provider: the same way. Machines come first, so that a disk which is to be kept moves nobody;
 * and what owns a disk with data keeps its id whoever else wants it.
 */
export function handOutVmIds(machines: readonly Machine[], book: LockBook): VmIds {
  const answer = new Map<Machine, At<number>>();
  const holders = new Map<Machine, Map<string, number>>();
  const taken = new Map<string, Set<number>>();
  const give = (machine: Machine, id: At<number>): void => {
    answer.set(machine, id);
    takenBy(taken, machine.provider?.name).add(id.value);
  };
  const lend = (machine: Machine, disk: string, id: number): void => {
    holders.set(machine, (holders.get(machine) ?? new Map<string, number>()).set(disk, id));
    takenBy(taken, machine.provider?.name).add(id);
  };
  const open: Machine[] = [];
  for (const machine of machines.filter(hasId)) {
    const pinned = numberAt(machine.written.tree, 'vmId');
    if (pinned !== undefined) give(machine, pinned);
    else if (!isFaultyKey(machine, 'vmId')) open.push(machine);
  }
  const living = keepLocked(open, book, 'vm-id', true, (machine, value) => {
    give(machine, { value: Number(value), span: undefined });
    return true;
  });
  const wanted = machines
    .filter((machine) => allocationsOf(machine)?.keptDiskOwners === true)
    .flatMap((machine) => keptDisks(machine.written.value).map((disk) => ({ machine, disk })));
  const holderless = wanted.filter(({ machine, disk }) => {
    const line = book.held(machine, 'keep').find(({ value }) => nameOfValue(value) === disk);
    if (line === undefined) return true;
    const id = Number(plainValue(line.value));
    if (line.tombstone && takenBy(taken, machine.provider?.name).has(id)) return true;
    lend(machine, disk, id);
    return false;
  });
  const fresh = keepLocked(living, book, 'vm-id', false, (machine, value) => {
    const id = Number(value);
    if (takenBy(taken, machine.provider?.name).has(id)) return false;
    give(machine, { value: id, span: undefined });
    return true;
  });
  const gone = new Set([...book.all('vm-id'), ...book.all('keep')].map((line) => Number(plainValue(line.value))));
  const lowest = (machine: Machine): number | undefined => {
    const ranges = parseNumberRanges(idRangesOf(machine.provider) ?? '') ?? [];
    const used = takenBy(taken, machine.provider?.name);
    return lowestNumber(ranges, (id) => used.has(id) || gone.has(id)) ?? lowestNumber(ranges, (id) => used.has(id));
  };
  for (const machine of fresh) {
    const value = lowest(machine);
    if (value !== undefined) give(machine, { value, span: undefined });
  }
  for (const { machine, disk } of holderless) {
    const value = lowest(machine);
    if (value !== undefined) lend(machine, disk, value);
  }
  for (const [machine, { value }] of answer) book.record(machine, 'vm-id', String(value));
  for (const [machine, ids] of holders) for (const [disk, id] of ids) book.record(machine, 'keep', String(id), disk);
  return { machines: answer, holders };
}

/** Disks whose data outlives their machine, by name. The system disk is made from the image, with its machine. */
export function keptDisks(node: Pick<DraftNode['value'], 'disks'>): readonly string[] {
  return Object.entries(node.disks ?? {})
    .filter(([name, disk]) => name !== 'system' && disk.keep === true)
    .map(([name]) => name)
    .sort();
}

export interface Macs {
  /** In the cluster's network. */
  readonly main: At<string> | undefined;
  /** Of further ports, by the interface's name. */
  readonly further: ReadonlyMap<string, string>;
}

/**
 * MAC addresses, upper case. Those that nobody wrote are derived from the machine's name, so that two people who add
 * the same machine get the same one. Machines that exist already have their own: nothing is derived for them.
 */
export function handOutMacs(
  platform: string,
  machines: readonly Machine[],
  book: LockBook,
): ReadonlyMap<Machine, Macs> {
  const portsBy = new Map(machines.map((machine) => [machine, portsOf(machine)]));
  const ports = [...portsBy.values()].flat();
  const taken = new Set<string>();
  const values = new Map<Port, At<string>>();
  for (const port of ports) {
    if (port.pinned === undefined) continue;
    taken.add(port.pinned.value);
    values.set(port, port.pinned);
  }
  const open = ports.filter(
    (port) => port.pinned === undefined && macPrefixOf(port.machine) !== undefined && !port.faulty,
  );
  for (const port of open) {
    const line = book
      .held(port.machine, 'mac')
      .find((held) => nameOfValue(held.value) === port.name && !held.tombstone);
    if (line === undefined) continue;
    values.set(port, { value: plainValue(line.value), span: undefined });
    taken.add(plainValue(line.value));
  }
  for (const port of open) {
    if (values.has(port)) continue;
    const came = book.held(port.machine, 'mac').find((held) => nameOfValue(held.value) === port.name);
    const back = came === undefined ? undefined : plainValue(came.value);
    const value =
      back !== undefined && !taken.has(back)
        ? back
        : deriveMac(macPrefixOf(port.machine) ?? '', `${platform}/${port.machine.id}`, port.name, taken);
    values.set(port, { value, span: undefined });
    taken.add(value);
  }
  for (const [port, { value }] of values) book.record(port.machine, 'mac', value, port.name);
  return new Map(
    machines.map((machine) => {
      const own = portsBy.get(machine) ?? [];
      const main = own.find((port) => port.name === undefined);
      const further = new Map<string, string>();
      for (const port of own) {
        const value = values.get(port)?.value;
        if (port.name !== undefined && value !== undefined) further.set(port.name, value);
      }
      return [machine, { main: main === undefined ? undefined : values.get(main), further }];
    }),
  );
}

/** Positions of disks by disk name. The system disk is 0; others keep theirs when disks come and go. */
export function handOutSlots(machine: Machine, book: LockBook): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  const names = Object.keys(machine.written.value.disks ?? {}).sort();
  if (names.includes('system')) slots.set('system', 0);
  const held = book.held(machine, 'disk');
  const taken = new Set([0]);
  const positions = allocationsOf(machine)?.diskSlots;
  const free = [positions ?? { first: 1, last: names.length }];
  for (const line of held) {
    const name = nameOfValue(line.value);
    const slot = Number(plainValue(line.value));
    if (name === undefined || name === 'system' || !names.includes(name) || taken.has(slot)) continue;
    slots.set(name, slot);
    taken.add(slot);
  }
  const gone = new Set(held.map((line) => Number(plainValue(line.value))));
  for (const name of names) {
    if (slots.has(name)) continue;
    const slot = lowestNumber(free, (at) => taken.has(at) || gone.has(at)) ?? lowestNumber(free, (at) => taken.has(at));
    if (slot === undefined) continue;
    slots.set(name, slot);
    taken.add(slot);
  }
  if (positions !== undefined) for (const [name, slot] of slots) book.record(machine, 'disk', String(slot), name);
  return slots;
}

/** Cards of the host, by model: mappings that the machine has already, then the first free ones. */
export function handOutGpus(
  machines: readonly Machine[],
  hosts: ReadonlyMap<Machine, At<string>>,
  book: LockBook,
): ReadonlyMap<Machine, DraftNode['gpus']> {
  const wanting = machines.filter((machine) => Object.keys(machine.written.value.gpus ?? {}).length > 0);
  const taken = new Set<string>();
  const given = new Map<Machine, Map<string, string[]>>();
  const mappingsOf = (machine: Machine, model: string): readonly string[] => {
    const host = hosts.get(machine)?.value;
    const settings = host === undefined ? undefined : ownValue(hostsOf(machine.provider), host);
    return ownValue(settings?.gpus, model)?.mappings ?? [];
  };
  const take = (machine: Machine, model: string, mapping: string): void => {
    const key = `${machine.provider?.name}/${hosts.get(machine)?.value}/${mapping}`;
    const models = given.get(machine) ?? new Map<string, string[]>();
    const own = models.get(model) ?? [];
    given.set(machine, models.set(model, own));
    if (taken.has(key) || own.length >= (machine.written.value.gpus[model]?.count ?? 1)) return;
    taken.add(key);
    own.push(mapping);
    book.record(machine, 'gpu', mapping, model);
  };
  // First what machines have, then what they need: nobody takes a card that another one holds.
  for (const living of [true, false]) {
    for (const machine of wanting) {
      for (const line of book.held(machine, 'gpu')) {
        const model = nameOfValue(line.value) ?? '';
        const mapping = plainValue(line.value);
        if (line.tombstone === living || ownValue(machine.written.value.gpus, model) === undefined) continue;
        if (mappingsOf(machine, model).includes(mapping)) take(machine, model, mapping);
      }
    }
  }
  for (const machine of wanting) {
    for (const model of Object.keys(machine.written.value.gpus).sort()) {
      for (const mapping of mappingsOf(machine, model)) take(machine, model, mapping);
    }
  }
  return new Map(
    wanting.map((machine) => [
      machine,
      Object.entries(machine.written.value.gpus)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([model, request]) => ({
          model,
          count: request.count ?? 1,
          mappings: [...(given.get(machine)?.get(model) ?? [])].sort(),
          span: mapAt(machine.written.tree, 'gpus', model)?.sayings.at(-1)?.span,
        })),
    ]),
  );
}

/** Machines that somebody makes, as opposed to metal that exists already. */
export function isVirtual(machine: Pick<Machine, 'provider'>): boolean {
  return machine.provider?.traits?.makesMachines === true;
}

function allocationsOf({ provider }: Pick<Machine, 'provider'>): ProviderAllocations | undefined {
  return provider?.traits?.allocates;
}

function hasId(machine: Machine): boolean {
  return allocationsOf(machine)?.machineIds !== undefined;
}

function macPrefixOf(machine: Machine): string | undefined {
  return allocationsOf(machine)?.macPrefix;
}

/** A value of a map from users; never one that every object inherits. */
export function ownValue<T>(map: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** An interface that is the machine's port in its cluster's own network: it only describes that port. */
function isMainPort(machine: Machine, name: string): boolean {
  const network = ownValue(machine.written.value.interfaces, name)?.network;
  return network !== undefined && network === machine.network?.name;
}

function pinnedAddress(machine: Machine): At<bigint> | 'faulty' | undefined {
  const { tree } = machine.written;
  if (isFaultyKey(machine, 'address')) return 'faulty';
  const port = Object.keys(machine.written.value.interfaces ?? {}).find((name) => isMainPort(machine, name));
  const text =
    textAt(tree, 'address') ?? (port === undefined ? undefined : textAt(tree, 'interfaces', port, 'address'));
  return parsedAt(text, (address) => parseAddress(address)?.value);
}

/** Addresses of further ports are pinned, and taken in the network that they are in. */
function takeInterfaces(taken: Map<string, Set<bigint>>, machine: Machine): void {
  for (const [name, value] of Object.entries(machine.written.value.interfaces ?? {})) {
    if (value.network === undefined || value.address === undefined || isMainPort(machine, name)) continue;
    const address = parseAddress(value.address);
    if (address !== undefined) takenBy(taken, value.network).add(address.value);
  }
}

/** Those without a usable line of that sort. `keep` answers whether it took the value. */
function keepLocked(
  machines: readonly Machine[],
  book: LockBook,
  kind: 'address' | 'vm-id',
  living: boolean,
  keep: (machine: Machine, value: string) => boolean,
): readonly Machine[] {
  return machines.filter((machine) => {
    const line = book
      .held(machine, kind)
      .find((held) => held.tombstone !== living && nameOfValue(held.value) === undefined);
    return line === undefined || !keep(machine, line.value);
  });
}

interface Port {
  readonly machine: Machine;
  readonly name: string | undefined;
  readonly pinned: At<string> | undefined;
  readonly faulty: boolean;
}

function portsOf(machine: Machine): readonly Port[] {
  const { tree, value } = machine.written;
  const upper = (text: string): string => text.toUpperCase();
  const interfaces = Object.entries(value.interfaces ?? {});
  const described = interfaces.find(([name]) => isMainPort(machine, name))?.[0];
  const main =
    textAt(tree, 'mac') ?? (described === undefined ? undefined : textAt(tree, 'interfaces', described, 'mac'));
  const ports: Port[] = [
    { machine, name: undefined, pinned: parsedAt(main, upper), faulty: isFaultyKey(machine, 'mac') },
  ];
  for (const [name, port] of interfaces) {
    if (isMainPort(machine, name)) continue;
    const isPort =
      port.bond === undefined && port.bridge === undefined && port.vlan === undefined && port.wireguard === undefined;
    const pinned = parsedAt(textAt(tree, 'interfaces', name, 'mac'), upper);
    if (pinned === undefined && !isPort) continue;
    ports.push({ machine, name, pinned, faulty: false });
  }
  return ports;
}

/** The provider's prefix, then 24 bits of a digest; another digest where that is taken. */
function deriveMac(prefix: string, machine: string, port: string | undefined, taken: ReadonlySet<string>): string {
  const name = port === undefined ? machine : `${machine}#${port}`;
  for (let attempt = 0; ; attempt += 1) {
    const digest = sha256Hex(attempt === 0 ? name : `${name}#${attempt}`).toUpperCase();
    const mac = `${prefix}:${digest.slice(0, 2)}:${digest.slice(2, 4)}:${digest.slice(4, 6)}`;
    if (!taken.has(mac)) return mac;
  }
}

function isFaultyKey(machine: Machine, key: string): boolean {
  const entry = machine.written.tree.entries.get(key);
  return entry?.kind === 'leaf' && entry.faulty;
}

function clipped(range: AddressRange, to: AddressRange): AddressRange {
  return {
    family: range.family,
    first: range.first > to.first ? range.first : to.first,
    last: range.last < to.last ? range.last : to.last,
  };
}

function takenIn(taken: Map<string, Set<bigint>>, network: DraftNetwork | undefined): Set<bigint> {
  return takenBy(taken, network?.name);
}

function takenBy<T>(taken: Map<string, Set<T>>, name: string | undefined): Set<T> {
  const known = taken.get(name ?? '') ?? new Set<T>();
  taken.set(name ?? '', known);
  return known;
}

function lowestNumber(
  ranges: readonly { readonly first: number; readonly last: number }[],
  isTaken: (value: number) => boolean,
): number | undefined {
  for (const { first, last } of ranges)
    for (let value = first; value <= last; value += 1) if (!isTaken(value)) return value;
  return undefined;
}
