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
import { type Claim, claims, type LockBook, nameOfValue, type Owner, plainValue, type Slot } from './lock-book.ts';
import { hasIds, hostsOf, hypervisorOf, idRangesOf } from './provider-settings.ts';
import type { ProviderAllocations } from './provider-traits.ts';
import { mayBeOn, retainedAddresses, retainedMachinesOf } from './retained/claims.ts';
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
  for (const network of new Set(machines.flatMap((machine) => machine.network?.name ?? [])))
    for (const { address } of retainedAddresses(book.retained, network)) takenBy(taken, network).add(address.value);
  const give = (machine: Machine, address: At<bigint>): void => {
    answer.set(machine, address);
    takenIn(taken, machine.network).add(address.value);
  };
  const open = new Set<Machine>();
  for (const machine of machines) {
    takeInterfaces(taken, machine);
    const pinned = pinnedAddress(machine);
    if (pinned === 'faulty') continue;
    if (pinned !== undefined) give(machine, pinned);
    else if (machine.network?.cidr !== undefined && machine.network.settings.addressing !== 'dhcp') open.add(machine);
  }
  const slotOf = (machine: Machine): Slot => ({ owner: machine, kind: 'address' });
  // Who has an address comes before who comes back to it.
  for (const claim of claims) {
    for (const machine of open) {
      const { network } = machine;
      const claimed = book.claimed(slotOf(machine), network?.name, claim);
      const address = claimed === undefined ? undefined : parseAddress(claimed);
      const cidr = network?.cidr?.value;
      // An address that is no longer in the network cannot be kept: the network itself was changed.
      if (claimed === undefined || address === undefined || cidr === undefined || !contains(cidr, address)) continue;
      if (claim !== 'mine' && takenIn(taken, network).has(address.value)) continue;
      if (claim === 'elsewhere' && book.isReserved(slotOf(machine), network?.name, claimed)) continue;
      give(machine, { value: address.value, span: undefined });
      open.delete(machine);
    }
  }
  // Machines of one cluster share the list, and with it what is left of it.
  const free = new Map<readonly AddressRange[], readonly AddressRange[]>();
  for (const machine of open) {
    const cidr = machine.network?.cidr?.value;
    if (cidr === undefined) continue;
    const ranges = free.get(machine.range) ?? freeRanges(machine, cidr, blocked);
    free.set(machine.range, ranges);
    const used = takenIn(taken, machine.network);
    const isReserved = (value: bigint): boolean =>
      book.isReserved(slotOf(machine), machine.network?.name, formatAddress({ family: cidr.family, value }));
    // What a gone machine had is left alone for as long as something else is free: it may come back.
    const value =
      lowestFree(ranges, (candidate) => used.has(candidate) || isReserved(candidate)) ??
      lowestFree(ranges, (candidate) => used.has(candidate));
    if (value !== undefined) give(machine, { value, span: undefined });
  }
  for (const [machine, { value }] of answer) {
    const family = machine.network?.cidr?.value.family ?? 4;
    book.record(machine, 'address', formatAddress({ family, value }), undefined, machine.network?.name);
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

/** A number that is wanted of a hypervisor: of the machine itself, or of the one that holds a kept disk of it. */
interface WantedId {
  readonly machine: Machine;
  readonly slot: Slot;
  /** Undefined for the machine's own. */
  readonly disk: string | undefined;
}

/**
 * VM ids, unique within a hypervisor: the same way. Machines come first, so that a disk which is to be kept moves no machine;
 * and what holds a disk with data keeps its id, whatever else wants it, also when its node is gone.
 */
export function handOutVmIds(machines: readonly Machine[], book: LockBook): VmIds {
  const answer = new Map<Machine, At<number>>();
  const holders = new Map<Machine, Map<string, number>>();
  const taken = new Map<string, Set<number>>();
  const idsOf = ({ provider }: Machine): Set<number> =>
    takenBy(taken, provider === undefined ? undefined : hypervisorOf(provider));
  const give = ({ machine, disk }: WantedId, id: At<number>): void => {
    idsOf(machine).add(id.value);
    if (disk === undefined) answer.set(machine, id);
    else holders.set(machine, (holders.get(machine) ?? new Map<string, number>()).set(disk, id.value));
  };
  for (const { provider } of machines) {
    if (provider === undefined || taken.has(hypervisorOf(provider))) continue;
    takenBy(taken, hypervisorOf(provider));
    for (const { machine } of retainedMachinesOf(book.retained)) {
      if (!mayBeOn(machine, hypervisorOf(provider), book.scopes)) continue;
      for (const { id } of machine.virtual) takenBy(taken, hypervisorOf(provider)).add(id);
    }
  }
  const ids = new Set<WantedId>();
  for (const machine of machines.filter(({ provider }) => provider !== undefined && hasIds(provider))) {
    const own: WantedId = { machine, slot: { owner: machine, kind: 'vm-id' }, disk: undefined };
    const pinned = numberAt(machine.written.tree, 'vmId');
    if (pinned !== undefined) give(own, pinned);
    else if (!isFaultyKey(machine, 'vmId')) ids.add(own);
  }
  const kept = new Set(
    machines
      .filter((machine) => allocationsOf(machine)?.keptDiskOwners === true)
      .flatMap((machine) =>
        keptDisks(machine.written.value).map(
          (disk): WantedId => ({ machine, slot: { owner: machine, kind: 'keep', name: disk }, disk }),
        ),
      ),
  );
  const take = (open: Set<WantedId>, claim: Claim): void => {
    for (const wanted of open) {
      const claimed = book.claimed(wanted.slot, wanted.machine.provider?.name, claim);
      if (claimed === undefined || (claim !== 'mine' && !mayTake(wanted, claim, claimed))) continue;
      give(wanted, { value: Number(claimed), span: undefined });
      open.delete(wanted);
    }
  };
  const mayTake = ({ machine, slot }: WantedId, claim: Claim, claimed: string): boolean => {
    const scope = machine.provider?.name;
    if (idsOf(machine).has(Number(claimed))) return false;
    if (claim === 'elsewhere') return !book.isReserved(slot, scope, claimed);
    const kept = book.keptDiskAt(slot, scope, claimed);
    // A line that does not tell its hypervisor takes nothing from a machine that is there, nor from a disk with data.
    return kept === undefined || (kept === 'perhaps' && (claim === 'renamed' || slot.kind === 'keep'));
  };
  for (const claim of ['mine', 'renamed'] as const) for (const open of [ids, kept]) take(open, claim);
  for (const open of [kept, ids]) for (const claim of claims) take(open, claim);
  for (const wanted of [...ids, ...kept]) {
    const { machine, slot } = wanted;
    const scope = machine.provider?.name;
    const used = idsOf(machine);
    const isOut = (id: number): boolean => used.has(id) || book.keptDiskAt(slot, scope, String(id)) !== undefined;
    const ranges = parseNumberRanges(idRangesOf(machine.provider) ?? '') ?? [];
    const value =
      lowestNumber(ranges, (id) => isOut(id) || book.isReserved(slot, scope, String(id))) ??
      lowestNumber(ranges, isOut);
    if (value !== undefined) give(wanted, { value, span: undefined });
  }
  for (const [machine, { value }] of answer)
    book.record(machine, 'vm-id', String(value), undefined, machine.provider?.name);
  for (const [machine, disks] of holders)
    for (const [disk, id] of disks) book.record(machine, 'keep', String(id), disk, machine.provider?.name);
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
  const taken = new Set<string>(retainedMachinesOf(book.retained).flatMap(({ machine }) => machine.macs));
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
  for (const provider of new Set(machines.flatMap((machine) => machine.provider ?? []))) {
    for (const { machine } of retainedMachinesOf(book.retained)) {
      if (!mayBeOn(machine, hypervisorOf(provider), book.scopes)) continue;
      for (const mapping of [...machine.gpus.values()].flat()) taken.add(`${provider.name}/${machine.host}/${mapping}`);
    }
  }
  const given = new Map<Machine, Map<string, string[]>>();
  const mappingsOf = (machine: Machine, model: string): readonly string[] => {
    const host = hosts.get(machine)?.value;
    const settings = host === undefined ? undefined : ownValue(hostsOf(machine.provider), host);
    return ownValue(settings?.gpus, model)?.mappings ?? [];
  };
  const take = (machine: Machine, model: string, mapping: string): void => {
    const { provider } = machine;
    const key = `${provider && hypervisorOf(provider)}/${hosts.get(machine)?.value}/${mapping}`;
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
