import type { Cluster, Node, NodeInterface } from '../model/platform.ts';

/** The interface that describes the machine's port on its cluster's network, where it is configured. */
export function mainInterface(cluster: Cluster, node: Node): NodeInterface | undefined {
  return node.interfaces.find((link) => link.network?.name === cluster.network.name);
}

/** Interfaces beyond the one on the cluster's network. */
export function furtherInterfaces(cluster: Cluster, node: Node): readonly NodeInterface[] {
  const main = mainInterface(cluster, node);
  return node.interfaces.filter((link) => link !== main);
}

/** The MAC address of a further port of a virtual machine. Undefined for what is no port (bonds, VLANs, tunnels). */
export function interfaceMac(link: NodeInterface): string | undefined {
  return isPort(link) ? link.mac?.toUpperCase() : undefined;
}

export function isPort(link: NodeInterface): boolean {
  return (
    link.bond === undefined && link.bridge === undefined && link.vlan === undefined && link.wireguard === undefined
  );
}
