import type { ProviderModel } from '../../model/provider-model.ts';
import { diskPath } from './model/disk-path.ts';
import { selectorsOfNoDisk } from './model/disk-selectors.ts';
import { guestAgent } from './model/guest-agent.ts';
import {
  architecturesThatCannotRun,
  cpuTypesThatCannotBoot,
  guestAgentUnknown,
  secureBootWithoutKeys,
} from './model/hardware.ts';
import { vmIdsInUse, vmIdsOfKeptDisks, vmIdsTooFew } from './model/machine-ids.ts';
import { vmIdsOfRetained } from './model/retained-ids.ts';
import { missingBridges, missingSettings } from './model/missing.ts';
import { disksOfHighAvailability } from './model/shared-disks.ts';
import { proxmoxSettings } from './model/settings.ts';
import { tokenForm } from './model/token-form.ts';

/** Virtual machines on Proxmox VE, made over its API. */
export const proxmoxModel: ProviderModel = {
  traits: {
    makesMachines: true,
    allocates: {
      machineIds: (settings) => proxmoxSettings(settings)?.vmIds,
      hypervisor: (settings) => proxmoxSettings(settings)?.endpoint?.toLowerCase().replace(/\/+$/, ''),
      // A faulty `hosts` is absent while faults are looked for.
      hosts: (settings) => proxmoxSettings(settings)?.hosts ?? {},
      gpus: true,
      // Proxmox' own prefix.
      macPrefix: 'BC:24:11',
      // scsi1 to scsi30: a machine has at most 31 disks there.
      diskSlots: { first: 1, last: 30 },
      keptDiskOwners: true,
    },
    takes: { host: true, hosts: true, vmId: true, gpus: true, datastore: true },
    diskPath,
    // The image that reads Proxmox' cloud-init drive.
    image: { platform: 'nocloud', firstBoot: 'disk' },
    extensions: [guestAgent],
    vlanTag: 'network',
    credentials: (settings) => proxmoxSettings(settings)?.credentials,
    credentialForm: tokenForm,
  },
  rules: [
    missingSettings,
    missingBridges,
    vmIdsTooFew,
    vmIdsInUse,
    vmIdsOfKeptDisks,
    vmIdsOfRetained,
    cpuTypesThatCannotBoot,
    architecturesThatCannotRun,
    secureBootWithoutKeys,
    guestAgentUnknown,
    selectorsOfNoDisk,
    disksOfHighAvailability,
  ],
};
