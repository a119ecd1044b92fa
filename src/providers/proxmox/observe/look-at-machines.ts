import type { HypervisorObservation, MachineLook } from '../../../observe/hypervisor.ts';
import { isGone } from './absent-machines.ts';
import { type ProxmoxApi, reasonOf } from './api.ts';
import { listMachines, lookAtMachine, notAsked } from './machines.ts';
import type { HypervisorApis } from './read-hypervisor.ts';

/** A machine that is asked about by its id, whatever has it now. */
export interface MachineQuestion {
  readonly provider: string;
  readonly id: number;
  /** Where it was when it was last seen. */
  readonly host: string | undefined;
}

/** Answers by `lookKey`. */
export type MachineLooks = ReadonlyMap<string, MachineLook>;

export function lookKey({ provider, id }: Pick<MachineQuestion, 'provider' | 'id'>): string {
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
    // Of several that know a machine, one says where it is.
    const hosts = new Map<number, string | undefined>();
    for (const { provider: other, id, host } of questions) if (other === provider) hosts.set(id, hosts.get(id) ?? host);
    const looks = await lookAtProvider(apis.get(provider), provider, hosts, seen.get(provider));
    for (const [id, look] of looks) found.set(lookKey({ provider, id }), look);
  }
  return found;
}

async function lookAtProvider(
  api: ProxmoxApi | undefined,
  provider: string,
  hosts: ReadonlyMap<number, string | undefined>,
  seen: HypervisorObservation | undefined,
): Promise<ReadonlyMap<number, MachineLook>> {
  const unknown = (because: string, needs: string): ReadonlyMap<number, MachineLook> =>
    new Map([...hosts.keys()].map((id) => [id, { kind: 'unknown', because, needs }] as const));
  if (api === undefined) return unknown(`there is no token for provider ${provider}`, `a token for ${provider}`);
  const looks = new Map<number, MachineLook>();
  try {
    const listed = new Map((seen?.machines ?? (await listMachines(api))).map((machine) => [machine.id, machine]));
    for (const [id, host] of hosts) {
      const machine = listed.get(id);
      if (machine === undefined) {
        const hidden = await isGone(api, id, host);
        looks.set(id, hidden === undefined ? { kind: 'gone' } : { kind: 'hidden', hidden });
      } else if (seen !== undefined && machine.unread !== notAsked) looks.set(id, { kind: 'there', machine });
      else {
        const { unread: _unread, ...fresh } = machine;
        looks.set(id, { kind: 'there', machine: await lookAtMachine(fresh, api) });
      }
    }
    return looks;
  } catch (error) {
    return unknown(
      `provider ${provider} cannot be asked: ${reasonOf(error)}`,
      'its API, and a token that may look at all machines (VM.Audit)',
    );
  }
}
