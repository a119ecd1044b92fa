import type { ProviderObserve } from '../../observe/provider-observe.ts';
import { proxmoxSettings } from './model/settings.ts';
import { prove, proveImages } from './observe/prove.ts';
import { readProvider } from './observe/read-hypervisor.ts';
import { resources } from './observe/resources.ts';
import { terraformVariables } from './observe/terraform-variables.ts';
import { tokenVariable } from './plan/unanswered.ts';

export const proxmoxObserve: ProviderObserve = {
  api: {
    credentials: { variable: tokenVariable, key: 'token' },
    terraformVariables,
    authority: ({ settings }) => proxmoxSettings(settings)?.ca,
    read: readProvider,
    prove,
    proveImages,
  },
  resources,
};
