import type { ProviderModel } from '../../model/provider-model.ts';

/** Machines that exist already: a person plugged them in, and starts them from a boot medium once. */
export const metalModel: ProviderModel = {
  traits: {
    makesMachines: false,
    allocates: {
      machineIds: undefined,
      hypervisor: () => undefined,
      hosts: undefined,
      gpus: false,
      macPrefix: undefined,
      diskSlots: undefined,
      keptDiskOwners: false,
    },
    takes: { host: false, hosts: false, vmId: false, gpus: false, datastore: false },
    diskPath: undefined,
    image: { platform: 'metal', firstBoot: 'medium' },
    extensions: [],
    vlanTag: 'machine',
    credentials: () => 'none',
  },
  rules: [],
};
