import type { Cluster, Provider } from '../../model/platform.ts';
import type { ProviderType } from '../../model/provider-traits.ts';
import { providerEmits } from '../../providers/emit-registry.ts';
import { aliased, type MachineProvider, type ProviderEmits, type TerraformMachines } from '../provider-emit.ts';

/** The providers of a cluster whose machines Terraform makes: the one without alias, if it is among them, then the others by name. */
export function machineProviders(cluster: Cluster, emits: ProviderEmits = providerEmits): readonly MachineProvider[] {
  const providers = new Map<string, Provider>();
  for (const { provider } of cluster.nodes) providers.set(provider.name, provider);
  for (const provider of cluster.idleProviders ?? []) providers.set(provider.name, provider);
  return [...providers.values()]
    .filter(({ type }) => emits[type].terraform !== undefined)
    .map((provider) => ({
      provider,
      alias: provider.name === cluster.firstProvider ? undefined : identifier(provider.name),
    }))
    .sort((a, b) => ((a.alias ?? '') < (b.alias ?? '') ? -1 : 1));
}

export interface MachineType {
  readonly type: ProviderType;
  readonly terraform: TerraformMachines;
  readonly providers: readonly MachineProvider[];
}

/** The same by type, in the order of the first provider of each. */
export function machineTypes(cluster: Cluster, emits: ProviderEmits = providerEmits): readonly MachineType[] {
  const providers = machineProviders(cluster, emits);
  const types = [...new Set(providers.map(({ provider }) => provider.type))];
  return types.flatMap((type) => {
    const { terraform } = emits[type];
    const own = providers.filter(({ provider }) => provider.type === type);
    return terraform === undefined ? [] : [{ type, terraform, providers: own }];
  });
}

/** Names that the root module calls the machines of each provider by: `vm`, `vm_office`. */
export function machineCalls(cluster: Cluster, emits: ProviderEmits = providerEmits): ReadonlyMap<string, string> {
  return new Map(
    machineTypes(cluster, emits).flatMap(({ terraform, providers }) =>
      providers.map(({ provider, alias }) => [provider.name, aliased(terraform.call, alias)] as const),
    ),
  );
}

/** Where Terraform has each machine of a cluster, by the node's name: `module.vm["main-cp-1"]`. */
export function machineAddresses(cluster: Cluster, emits: ProviderEmits = providerEmits): ReadonlyMap<string, string> {
  const calls = machineCalls(cluster, emits);
  return new Map(
    cluster.nodes.flatMap(({ name, provider }) => {
      const call = calls.get(provider.name);
      return call === undefined ? [] : [[name, `module.${call}["${name}"]`] as const];
    }),
  );
}

/** A DNS label as a name of HCL, which begins with no digit. No two labels become the same. */
function identifier(label: string): string {
  const name = label.replaceAll('-', '_');
  return /^[0-9]/.test(name) ? `_${name}` : name;
}
