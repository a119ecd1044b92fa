import type { HypervisorMachine, HypervisorObservation, MachineLook } from './hypervisor.ts';
import { reasonOf } from './proxmox-api.ts';
import { listMachines, lookAtMachine, notAsked } from './proxmox-machines.ts';
import type { HypervisorApis } from './read-hypervisor.ts';

/** A machine that is asked about by its id, whoever has it now. */
export interface MachineQuestion {
  readonly provider: string;
  readonly id: number;
}

/** Answers by `lookKey`. */
export type MachineLooks = ReadonlyMap<string, MachineLook>;

export function lookKey({ provider, id }: MachineQuestion): string {
  return `${provider}/${id}`;
}

/**
 * Looks at each machine by its id. What `seen` has looked at already is taken from there: hand in what was read for this
 * very purpose, or nothing.
 */
export async function lookAtMachines(
  apis: HypervisorApis,
  questions: readonly MachineQuestion[],
  seen: ReadonlyMap<string, HypervisorObservation> = new Map(),
): Promise<MachineLooks> {
  const found = new Map<string, MachineLook>();
  for (const provider of new Set(questions.map((question) => question.provider))) {
    const ids = new Set(questions.filter((question) => question.provider === provider).map(({ id }) => id));
    const looks = await lookAtProvider(apis, provider, ids, seen.get(provider));
    for (const [id, look] of looks) found.set(lookKey({ provider, id }), look);
  }
  return found;
}

async function lookAtProvider(
  apis: HypervisorApis,
  provider: string,
  ids: ReadonlySet<number>,
  seen: HypervisorObservation | undefined,
): Promise<ReadonlyMap<number, MachineLook>> {
  const ask = apis.get(provider);
  const unknown = (because: string, needs: string): ReadonlyMap<number, MachineLook> =>
    new Map([...ids].map((id) => [id, { kind: 'unknown', because, needs }] as const));
  if (ask === undefined) return unknown(`there is no token for provider ${provider}`, `a token for ${provider}`);
  const looks = new Map<number, MachineLook>();
  try {
    const machines = new Map((seen?.machines ?? (await listMachines(ask))).map((machine) => [machine.id, machine]));
    for (const id of ids) {
      const machine = machines.get(id);
      looks.set(id, machine === undefined ? { kind: 'absent' } : { kind: 'there', machine: await read(machine) });
    }
    return looks;
  } catch (error) {
    return unknown(
      `provider ${provider} cannot be asked: ${reasonOf(error)}`,
      'its API, and a token that may look at all machines (VM.Audit)',
    );
  }

  async function read(machine: HypervisorMachine): Promise<HypervisorMachine> {
    if (ask === undefined || (seen !== undefined && machine.unread !== notAsked)) return machine;
    const { unread: _unread, ...listed } = machine;
    return lookAtMachine(listed, ask);
  }
}
