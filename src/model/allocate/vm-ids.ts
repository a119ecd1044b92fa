import { parseNumberRanges } from '../../config/addresses.ts';
import type { At } from '../draft.ts';
import { type Claim, claims, type LockBook, type Slot } from '../lock-book.ts';
import { hasIds, hypervisorOf, idRangesOf } from '../provider-settings.ts';
import { mayBeOn, retainedMachinesOf } from '../retained/claims.ts';
import { numberAt } from '../written.ts';
import { keptDisks } from './kept-disks.ts';
import { lowestNumber } from './lowest-number.ts';
import { allocationsOf, isFaultyKey, type Machine } from './machine.ts';
import { takenBy } from './taken.ts';

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
 * VM IDs, unique within a hypervisor: the same way. Machines come first, so that a disk which is to be kept moves no machine;
 * and what holds a disk with data keeps its id, whatever else wants it, also when its node was removed.
 */
export function allocateVmIds(machines: readonly Machine[], book: LockBook): VmIds {
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
