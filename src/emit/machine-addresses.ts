import type { Cluster, Provider } from '../model/platform.ts';

/** A Proxmox provider of a cluster's machines or pools, with what tells its part of the root module apart. */
export interface MachineProvider {
  readonly provider: Provider;
  /**
   * Ending of names in Terraform, and alias of the provider: `office`. Undefined for the one that has none, so that what
   * it made keeps its address when a second one comes along.
   */
  readonly alias: string | undefined;
}

/** The Proxmox providers of a cluster: first the one without alias, which is the cluster's own if it is one of them. */
export function machineProviders(cluster: Cluster): readonly MachineProvider[] {
  const providers = new Map<string, Provider>();
  for (const { provider } of cluster.nodes) if (provider.type === 'proxmox') providers.set(provider.name, provider);
  for (const provider of cluster.idleProviders ?? [])
    if (provider.type === 'proxmox') providers.set(provider.name, provider);
  const [first = '', ...others] = [...providers.keys()].sort((a, b) => {
    const own = Number(b === cluster.provider.name) - Number(a === cluster.provider.name);
    return own === 0 ? (a < b ? -1 : 1) : own;
  });
  return [...(providers.has(first) ? [first] : []), ...others].map((name, index) => ({
    provider: providers.get(name) as Provider,
    alias: index === 0 ? undefined : identifier(name),
  }));
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
