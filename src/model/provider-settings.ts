import type { ResolvedProvider } from '../../schema/config.ts';
import { type Address, parseAddress } from '../config/addresses.ts';
import type { ProviderHost, ProviderTraits } from './provider-traits.ts';

/** A provider of a draft or of the platform, as far as its settings are asked for facts. */
interface Described {
  readonly settings: ResolvedProvider;
  readonly traits: ProviderTraits | undefined;
}

/** The provider's hosts, by name. None where its machines are on no host. */
export function hostsOf(provider: Described | undefined): Readonly<Record<string, ProviderHost>> {
  return provider?.traits?.allocates.hosts?.(provider.settings) ?? {};
}

/** Whether its machines have ids. */
export function hasIds(provider: Described): boolean {
  return provider.traits?.allocates.machineIds !== undefined;
}

/** Within what its machines' ids are unique: two providers of one hypervisor share them, by whatever names. */
export function hypervisorOf(provider: Described & { readonly name: string }): string {
  return provider.traits?.allocates.hypervisor(provider.settings) ?? provider.name;
}

/** Ranges of the ids that the provider's machines get, as they are written. */
export function idRangesOf(provider: Described | undefined): string | undefined {
  return provider?.traits?.allocates.machineIds?.(provider.settings);
}

/** The address of the provider's API, where it is written as one and not as a name. */
export function apiAddressOf(provider: Described): Address | undefined {
  const url = provider.traits?.allocates.hypervisor(provider.settings);
  if (url === undefined || !URL.canParse(url)) return undefined;
  return parseAddress(new URL(url).hostname.replace(/^\[(.*)\]$/, '$1'));
}
