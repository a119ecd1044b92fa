import type { ProviderModels } from '../model/provider-model.ts';
import { metalModel } from './metal/model.ts';
import { proxmoxModel } from './proxmox/model.ts';

export const providerModels: ProviderModels = { metal: metalModel, proxmox: proxmoxModel };
