import { idOfCluster } from '../../../identity/cluster-id.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Cluster } from '../../../model/platform.ts';
import type { HiddenId, HypervisorMachine, MachineLook } from '../../../observe/hypervisor.ts';
import { refusal } from '../../../plan/hold.ts';
import type { Proof, ProvenMachine, Recorded, RecordedMachine } from '../../../plan/recorded.ts';
import {
  type UnprovenMachine,
  differencesText,
  nameOf,
  renameBack,
  renamedText,
  setUuid,
} from './describe-identity.ts';
import { judgeMachine } from './machine-identity.ts';
import { engineByHand, type TypedCommands } from '../../../plan/typed-commands.ts';

/** Whether the machines of a state are ours, by what a look at each of them gave. */
export function proveMachines(
  engine: string,
  cluster: Pick<Cluster, 'environment' | 'name'>,
  { machines, unclear }: Recorded,
  lookAt: (machine: RecordedMachine) => MachineLook,
  typed: TypedCommands,
): Proof {
  const doubts: Diagnostic[] = unclear.map((address) => unclearDoubt(engine, cluster, address, typed));
  const proven: ProvenMachine[] = [];
  for (const recorded of machines) {
    const look = lookAt(recorded);
    // All that the state knows it by.
    const same = machines.filter(({ provider, id }) => provider === recorded.provider && id === recorded.id);
    const forget = engineByHand(typed, engine, cluster, 'state', 'rm', ...same.flatMap((other) => other.forget));
    if (look.kind === 'unknown') doubts.push(refusal('provider/no-answer', look.because, look.needs));
    else if (look.kind === 'gone') proven.push({ ...recorded, state: 'gone' });
    else if (look.kind === 'hidden') doubts.push(hiddenDoubt(engine, cluster, recorded, look.hidden, forget));
    else {
      const { machine } = look;
      const verdict = judgeMachine(recorded.expected, machine);
      if (verdict.kind === 'ours') proven.push({ ...recorded, state: stateOf(machine) });
      else {
        const unproven = { expected: recorded.expected, id: recorded.id, there: machine, verdict };
        doubts.push(describeDoubt(engine, cluster, unproven, forget));
      }
    }
  }
  const [first] = doubts;
  if (first === undefined) return { machines: proven };
  // A machine in high availability is in the state twice, and one doubt.
  const others = new Set(doubts.map(({ message }) => message)).size - 1;
  return { doubt: others === 0 ? first : { ...first, message: `${first.message}; and ${others} more` } };
}

function stateOf({ running }: HypervisorMachine): ProvenMachine['state'] {
  return running === undefined ? 'unclear' : running ? 'running' : 'stopped';
}

/** What is not shown is not gone: Terraform would take it out of its state and make it again. */
function hiddenDoubt(
  engine: string,
  cluster: Pick<Cluster, 'environment' | 'name'>,
  recorded: RecordedMachine,
  hidden: HiddenId,
  forget: string,
): Diagnostic {
  const { id, provider, expected } = recorded;
  const whole = idOfCluster(cluster);
  return refusal(
    'machine/hidden',
    `${expected.name} (VM ${id}), which the state of ${whole} has, is not in the list of machines that provider ${provider} gives, ${hidden.because}. ${engine} would take it for gone and was not run for ${whole}: nothing was changed`,
    `${hidden.needs}; or, if ${expected.name} is gone for good: ${forget}`,
  );
}

function describeDoubt(
  engine: string,
  cluster: Pick<Cluster, 'environment' | 'name'>,
  unproven: UnprovenMachine,
  forgetCommand: string,
): Diagnostic {
  const { expected, id, there, verdict } = unproven;
  const whole = idOfCluster(cluster);
  const known = `VM ${id} on ${there.host}, which the state of ${whole} has as ${expected.name},`;
  const safe = `${engine} would act on it by its id alone and was not run for ${whole}: the machine and its disks are untouched`;
  const forget = `remove it from the state, which changes nothing on it: ${forgetCommand}`;
  switch (verdict.kind) {
    case 'renamed':
      return refusal(
        'machine/not-ours',
        `${known} has its SMBIOS UUID, and ${renamedText(unproven)}: it was edited manually, or is another machine. ${safe}`,
        `if it is ${expected.name}: ${renameBack(unproven)}; if not, ${forget}`,
      );
    case 'foreign': {
      const isCopy = verdict.differs.length === 1 && verdict.differs[0] === 'uuid';
      return refusal(
        'machine/not-ours',
        `${known} does not prove to be ${expected.name}: it is ${nameOf(there)}, and its ${differencesText(unproven, verdict.differs)}. ${safe}`,
        isCopy
          ? `if it is ${expected.name} and none of its disks is encrypted by nodeId, run ${setUuid(unproven)}; if not, ${forget}`
          : `if ${expected.name} is gone: ${forget}`,
      );
    }
    case 'unknown':
      return refusal(
        'machine/unreadable',
        `${known} cannot be read, so that nothing proves whose it is (${verdict.because}). ${safe}`,
        'a token that may look at all machines (VM.Audit on /vms)',
      );
  }
}

function unclearDoubt(
  engine: string,
  cluster: Pick<Cluster, 'environment' | 'name'>,
  address: string,
  typed: TypedCommands,
): Diagnostic {
  const whole = idOfCluster(cluster);
  return refusal(
    'machine/unknown-in-state',
    `the state of ${whole} has ${address}, and nothing says which machine of which provider that is: ${engine} was not run for ${whole}, and no machine was touched`,
    `put back the provider or pool that had it; or remove it from the state, which changes nothing on the machine: ${engineByHand(typed, engine, cluster, 'state', 'rm', address)}`,
  );
}
