import { compareNames } from './units.ts';

/** A hypervisor's host as a place for machines. */
export interface Place {
  readonly provider: string;
  readonly host: string;
  /** What may be allocated, in MiB, after reserve and overcommit. Undefined: not configured. */
  readonly memory: number | undefined;
  readonly cpu: number | undefined;
  readonly datastores: ReadonlySet<string>;
  /** How many cards of each model are there. */
  readonly gpus: ReadonlyMap<string, number>;
}

/** A machine that needs a host, or has one. */
export interface Guest {
  /** `prod/main/main-cp-1`: where nothing else decides, the order of these does. */
  readonly id: string;
  /** Machines of one group are spread: `prod/main controlPlane`. */
  readonly group: string;
  readonly provider: string;
  /** Hosts that it may be on; undefined: any. */
  readonly hosts: readonly string[] | undefined;
  readonly memory: number;
  readonly cpu: number;
  readonly datastores: readonly string[];
  readonly gpus: ReadonlyMap<string, number>;
}

interface Load {
  readonly place: Place;
  memory: number;
  cpu: number;
  readonly gpus: Map<string, number>;
  readonly groups: Map<string, number>;
}

/**
 * Hosts for machines that have none yet, by machine. Those that have one (pinned, or in the lock) only fill their
 * hosts. All clusters at once: the hardest to place come first, then the largest; each goes where it fits, memory
 * before CPU, where the fewest of its group are, and where the most memory is left. A machine that fits nowhere goes to
 * the least bad place (a rule says so); a machine that no host can run is not in the result.
 */
export function placeGuests(
  places: readonly Place[],
  settled: ReadonlyMap<Guest, string>,
  open: readonly Guest[],
): ReadonlyMap<Guest, string> {
  const loads = new Map(places.map((place) => [`${place.provider}/${place.host}`, emptyLoad(place)]));
  for (const [guest, host] of settled) fill(loads.get(`${guest.provider}/${host}`), guest);
  const byProvider = groupLoads(loads);
  const answer = new Map<Guest, string>();
  const candidates = new Map(
    open.map((guest) => [guest, (byProvider.get(guest.provider) ?? []).filter(({ place }) => canHost(place, guest))]),
  );
  const ordered = [...open].sort(
    (a, b) =>
      b.gpus.size - a.gpus.size ||
      (candidates.get(a)?.length ?? 0) - (candidates.get(b)?.length ?? 0) ||
      b.memory - a.memory ||
      b.cpu - a.cpu ||
      compareNames(a.id, b.id),
  );
  for (const guest of ordered) {
    const best = bestOf(candidates.get(guest) ?? [], guest);
    if (best === undefined) continue;
    fill(best, guest);
    answer.set(guest, best.place.host);
  }
  return answer;
}

/** Whether a machine could ever be on a host, however empty it is: allowed there, with its datastores and models of GPU. */
export function canHost(place: Place, guest: Guest): boolean {
  if (guest.provider !== place.provider) return false;
  if (guest.hosts !== undefined && !guest.hosts.includes(place.host)) return false;
  if (guest.datastores.some((role) => !place.datastores.has(role))) return false;
  for (const [model, count] of guest.gpus) if ((place.gpus.get(model) ?? 0) < count) return false;
  return true;
}

function bestOf(loads: readonly Load[], guest: Guest): Load | undefined {
  let best: { load: Load; score: readonly number[] } | undefined;
  for (const load of loads) {
    const score = scoreOf(load, guest);
    if (best === undefined || compareScores(score, best.score) < 0) best = { load, score };
  }
  return best?.load;
}

/** Lower is better, the first difference decides. */
function scoreOf({ place, memory, cpu, gpus, groups }: Load, guest: Guest): readonly number[] {
  const newMemory = memory + guest.memory;
  const newCpu = cpu + guest.cpu;
  const cardsMissing = [...guest.gpus].filter(
    ([model, count]) => (gpus.get(model) ?? 0) + count > (place.gpus.get(model) ?? 0),
  ).length;
  return [
    cardsMissing,
    place.memory !== undefined && newMemory > place.memory ? 1 : 0,
    place.cpu !== undefined && newCpu > place.cpu ? 1 : 0,
    groups.get(guest.group) ?? 0,
    // Hosts without a configured size are compared by their machines, as if each had a TiB.
    newMemory / (place.memory ?? 1024 * 1024),
    newCpu / (place.cpu ?? 1024),
  ];
}

function compareScores(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function groupLoads(loads: ReadonlyMap<string, Load>): ReadonlyMap<string, readonly Load[]> {
  const grouped = new Map<string, Load[]>();
  for (const load of loads.values()) {
    const known = grouped.get(load.place.provider) ?? [];
    grouped.set(load.place.provider, known);
    known.push(load);
  }
  for (const group of grouped.values()) group.sort((a, b) => compareNames(a.place.host, b.place.host));
  return grouped;
}

function emptyLoad(place: Place): Load {
  return { place, memory: 0, cpu: 0, gpus: new Map(), groups: new Map() };
}

function fill(load: Load | undefined, guest: Guest): void {
  if (load === undefined) return;
  load.memory += guest.memory;
  load.cpu += guest.cpu;
  for (const [model, count] of guest.gpus) load.gpus.set(model, (load.gpus.get(model) ?? 0) + count);
  load.groups.set(guest.group, (load.groups.get(guest.group) ?? 0) + 1);
}
