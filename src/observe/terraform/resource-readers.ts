import { providerObserves } from '../../providers/observe-registry.ts';
import type { ResourceReader, Values } from '../provider-observe.ts';
import type { MachineDisk } from './resource-change.ts';
import type { StateEntry } from './state-entry.ts';

const readers: readonly ResourceReader[] = Object.values(providerObserves).flatMap(({ resources }) => resources ?? []);

/** Disks of a resource that is a machine. Undefined: it is none. */
export function disksOf(type: string, values: Values): readonly MachineDisk[] | undefined {
  return first((reader) => reader.disks(type, values));
}

export function machineIdOf(type: string, values: Values): number | undefined {
  return first((reader) => reader.id(type, values));
}

/** The machine or the image that an entry of a state is about. */
export function aboutEntry(type: string, values: Values): Pick<StateEntry, 'machine' | 'image'> {
  const machine = first((reader) => reader.machine(type, values));
  const image = first((reader) => reader.image(type, values));
  return { ...(machine === undefined ? {} : { machine }), ...(image === undefined ? {} : { image }) };
}

function first<T>(read: (reader: ResourceReader) => T | undefined): T | undefined {
  for (const reader of readers) {
    const found = read(reader);
    if (found !== undefined) return found;
  }
  return undefined;
}
