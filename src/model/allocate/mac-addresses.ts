import { sha256Hex } from '../../diagnostics/digest.ts';
import type { At } from '../draft.ts';
import { type LockBook, nameOfValue, plainValue } from '../lock-book.ts';
import { retainedMachinesOf } from '../retained/claims.ts';
import { parsedAt, textAt } from '../written.ts';
import { allocationsOf, isFaultyKey, isMainPort, type Machine } from './machine.ts';

export interface Macs {
  /** In the cluster's network. */
  readonly main: At<string> | undefined;
  /** Of further ports, by the interface's name. */
  readonly further: ReadonlyMap<string, string>;
}

/**
 * MAC addresses, upper case. Those that are not set are derived from the machine's name, so that two people who add
 * the same machine get the same one. Machines that exist already have their own: nothing is derived for them.
 */
export function allocateMacs(
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

function macPrefixOf(machine: Machine): string | undefined {
  return allocationsOf(machine)?.macPrefix;
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
