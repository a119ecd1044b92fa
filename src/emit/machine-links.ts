import { sha256Hex } from '../diagnostics/digest.ts';
import type { Cluster, Node, NodeInterface } from '../model/platform.ts';

/** What the machine configuration calls the port that is on the cluster's network, whatever the kernel calls it. */
export const mainLink = 'net0';

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
