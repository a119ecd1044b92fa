import { sha256Hex } from '../diagnostics/digest.ts';
import type { Cluster, Node, NodeInterface } from '../model/platform.ts';

/** The interface that describes the machine's port on its cluster's network, where something is said about it. */
export function mainInterface(cluster: Cluster, node: Node): NodeInterface | undefined {
  return node.interfaces.find((link) => link.network?.name === cluster.network.name);
}

/** Interfaces beyond the one on the cluster's network. */
export function furtherInterfaces(cluster: Cluster, node: Node): readonly NodeInterface[] {
  const main = mainInterface(cluster, node);
  return node.interfaces.filter((link) => link !== main);
}

/**
 * The MAC address of a further port of a virtual machine: pinned, or made out of the names that never change. Proxmox'
 * own prefix, so that nobody takes it for hardware. Undefined for what is no port of its own (bonds, VLANs, tunnels).
 */
export function interfaceMac(cluster: Cluster, node: Node, link: NodeInterface): string | undefined {
  if (!isPort(link)) return undefined;
  if (link.mac !== undefined) return link.mac.toUpperCase();
  if (node.vmId === undefined) return undefined;
  const digest = sha256Hex([cluster.environment, cluster.name, node.name, link.name].join('/')).toUpperCase();
  return ['BC', '24', '11', digest.slice(0, 2), digest.slice(2, 4), digest.slice(4, 6)].join(':');
}

export function isPort(link: NodeInterface): boolean {
  return (
    link.bond === undefined && link.bridge === undefined && link.vlan === undefined && link.wireguard === undefined
  );
}
