import type { ProviderModel } from '../../../src/model/provider-model.ts';

/** Servers have no numbers of ours: the cloud names them, places them and gives them addresses. */
export const cloudModel: ProviderModel = {
  traits: {
    makesMachines: true,
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
    image: { platform: 'hcloud', firstBoot: 'disk' },
    extensions: ['siderolabs/cloud-agent'],
    vlanTag: 'machine',
    credentials: (settings) => (settings as { readonly credentials?: { readonly secret: string } }).credentials,
  },
  rules: [],
};
