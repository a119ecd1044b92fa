import type { Cluster, Provider } from '../model/platform.ts';

/** A Proxmox provider of a cluster's machines or pools, with what tells its part of the root module apart. */
export interface MachineProvider {
  readonly provider: Provider;
  /**
   * Ending of names in Terraform, and alias of the provider: `office`. Undefined for the first one that there was, so that
   * what it made keeps its address when another one comes along.
   */
  readonly alias: string | undefined;
}

/** The Proxmox providers of a cluster: the one without alias, if it is among them, then the others by name. */
export function machineProviders(cluster: Cluster): readonly MachineProvider[] {
  const providers = new Map<string, Provider>();
  for (const { provider } of cluster.nodes) providers.set(provider.name, provider);
  for (const provider of cluster.idleProviders ?? []) providers.set(provider.name, provider);
  return [...providers.values()]
    .filter(({ type }) => type === 'proxmox')
    .map((provider) => ({
      provider,
      alias: provider.name === cluster.firstProvider ? undefined : identifier(provider.name),
    }))
    .sort((a, b) => ((a.alias ?? '') < (b.alias ?? '') ? -1 : 1));
}

/** Where Terraform has each virtual machine of a cluster, by the node's name: `module.vm["main-cp-1"]`. */
export function machineAddresses(cluster: Cluster): ReadonlyMap<string, string> {
  const aliases = new Map(machineProviders(cluster).map(({ provider, alias }) => [provider.name, alias]));
  return new Map(
    cluster.nodes
      .filter((node) => node.provider.type === 'proxmox')
      .map((node) => [node.name, `module.${aliased('vm', aliases.get(node.provider.name))}["${node.name}"]`]),
  );
}

/** A name in the part of one provider: `vm`, or `vm_office`. */
export function aliased(name: string, alias: string | undefined): string {
  return alias === undefined ? name : `${name}_${alias}`;
}

/** A DNS label as a name of HCL, which begins with no digit. No two labels become the same. */
function identifier(label: string): string {
  const name = label.replaceAll('-', '_');
  return /^[0-9]/.test(name) ? `_${name}` : name;
}
