import { type LockBook, nameOfValue, plainValue } from '../lock-book.ts';
import { lowestNumber } from './lowest-number.ts';
import { allocationsOf, type Machine } from './machine.ts';

/** Positions of disks by disk name. The system disk is 0; others keep theirs when disks come and go. */
export function allocateSlots(machine: Machine, book: LockBook): ReadonlyMap<string, number> {
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
  const reserved = new Set(held.map((line) => Number(plainValue(line.value))));
  for (const name of names) {
    if (slots.has(name)) continue;
    const slot =
      lowestNumber(free, (at) => taken.has(at) || reserved.has(at)) ?? lowestNumber(free, (at) => taken.has(at));
    if (slot === undefined) continue;
    slots.set(name, slot);
    taken.add(slot);
  }
  if (positions !== undefined) for (const [name, slot] of slots) book.record(machine, 'disk', String(slot), name);
  return slots;
}
