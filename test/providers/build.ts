import type { ResolvedProxmoxProvider } from '../../schema/config.ts';
import type { ProviderOf } from '../../src/model/platform.ts';
import { providerModels } from '../../src/providers/model-registry.ts';

/** A provider of type proxmox as the model has it, with the settings that matter to a test. */
export function proxmoxProvider(name: string, settings: Partial<ResolvedProxmoxProvider> = {}): ProviderOf<'proxmox'> {
  return {
    name,
    type: 'proxmox',
    settings: { type: 'proxmox', version: '9', sharedDatastores: [], hosts: {}, ...settings },
    traits: providerModels.proxmox.traits,
  };
}

/** Machines that exist already. */
export function metalProvider(name: string): ProviderOf<'metal'> {
  return { name, type: 'metal', settings: { type: 'metal' }, traits: providerModels.metal.traits };
}
