import {
  type AddressRange,
  contains,
  formatAddress,
  lowestFree,
  overlaps,
  parseAddress,
  withoutRanges,
} from '../../config/addresses.ts';
import type { At, DraftNetwork } from '../draft.ts';
import { claims, type LockBook, type Slot } from '../lock-book.ts';
import { retainedAddresses } from '../retained/claims.ts';
import { parsedAt, textAt } from '../written.ts';
import { isFaultyKey, isMainPort, type Machine } from './machine.ts';
import { takenBy } from './taken.ts';

/** What must not be allocated in a network: ranges, with both ends. */
export type Blocked = ReadonlyMap<string, readonly AddressRange[]>;

/** Addresses: the pinned ones, those in the lock, then the lowest free of the cluster's range. */
export function allocateAddresses(
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
    // The address of a removed machine is not reused while others are free: it may come back.
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
