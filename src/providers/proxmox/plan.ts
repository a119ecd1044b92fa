import type { ProviderPlan } from '../../plan/provider-plan.ts';
import { diskAt } from './plan/disk-at.ts';
import { changedDiskSize } from './plan/disk-sizes.ts';
import { stoppedMachines, takenIds } from './plan/foreign-machines.ts';
import { changedHost } from './plan/host.ts';
import { argumentNames, impacts, isDerived } from './plan/impacts.ts';
import { missingNames } from './plan/missing-names.ts';
import { mustNotRun } from './plan/must-not-run.ts';
import { recordedMachines } from './plan/recorded-machines.ts';
import { machineType } from './plan/resources.ts';
import { subjectOf } from './plan/subject.ts';
import { tokenVariable, unanswered } from './plan/unanswered.ts';
import { waitingRestarts } from './plan/waiting-restarts.ts';

export const proxmoxPlan: ProviderPlan = {
  impacts,
  inputFault: (change) => changedDiskSize(change) ?? changedHost(change),
  terraform: {
    machineType,
    source: 'bpg/proxmox',
    destroyGuide: 'proxmox-vm/README.md',
    subjectOf,
    diskAt,
    isDerived,
    argumentNames,
    mustNotRun,
  },
  api: {
    otherCredentials: `or set ${tokenVariable}, where the chosen environments have one provider`,
    taken: (...facts) => takenIds(...facts) ?? missingNames(...facts),
    unanswered,
    imports: stoppedMachines,
    recorded: recordedMachines,
    waiting: waitingRestarts,
  },
};
