import type { At, DraftNode } from '../draft.ts';
import { type LockBook, nameOfValue, plainValue } from '../lock-book.ts';
import { hostsOf, hypervisorOf } from '../provider-settings.ts';
import { mayBeOn, retainedMachinesOf } from '../retained/claims.ts';
import { mapAt } from '../written.ts';
import { type Machine, ownValue } from './machine.ts';

/** Cards of the host, by model: mappings that the machine has already, then the first free ones. */
export function allocateGpus(
  machines: readonly Machine[],
  hosts: ReadonlyMap<Machine, At<string>>,
  book: LockBook,
): ReadonlyMap<Machine, DraftNode['gpus']> {
  const wanting = machines.filter((machine) => Object.keys(machine.written.value.gpus ?? {}).length > 0);
  const taken = new Set<string>();
  for (const provider of new Set(machines.flatMap((machine) => machine.provider ?? []))) {
    for (const { machine } of retainedMachinesOf(book.retained)) {
      if (!mayBeOn(machine, hypervisorOf(provider), book.scopes)) continue;
      for (const mapping of [...machine.gpus.values()].flat()) taken.add(cardKey(provider, machine.host, mapping));
    }
  }
  const given = new Map<Machine, Map<string, string[]>>();
  const mappingsOf = (machine: Machine, model: string): readonly string[] => {
    const host = hosts.get(machine)?.value;
    const settings = host === undefined ? undefined : ownValue(hostsOf(machine.provider), host);
    return ownValue(settings?.gpus, model)?.mappings ?? [];
  };
  const take = (machine: Machine, model: string, mapping: string): void => {
    const key = cardKey(machine.provider, hosts.get(machine)?.value, mapping);
    const models = given.get(machine) ?? new Map<string, string[]>();
    const own = models.get(model) ?? [];
    given.set(machine, models.set(model, own));
    if (taken.has(key) || own.length >= (machine.written.value.gpus[model]?.count ?? 1)) return;
    taken.add(key);
    own.push(mapping);
    book.record(machine, 'gpu', mapping, model);
  };
  // First what machines have, then what they need: no machine takes a card that another one holds.
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
          span: mapAt(machine.written.tree, 'gpus', model)?.provenances.at(-1)?.span,
        })),
    ]),
  );
}

/** One card: a mapping on a host of a hypervisor, which several providers may describe. */
function cardKey(provider: Machine['provider'], host: string | undefined, mapping: string): string {
  return `${provider && hypervisorOf(provider)}/${host}/${mapping}`;
}
