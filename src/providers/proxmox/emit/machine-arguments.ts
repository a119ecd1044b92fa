import { furtherInterfaces, interfaceMac, isPort, mainInterface } from '../../../emit/machine-links.ts';
import type { Cluster, Node, Platform } from '../../../model/platform.ts';
import type { Json } from '../../../source/tree.ts';
import { guestAgent } from '../model/guest-agent.ts';
import { settingsOf } from '../model/settings.ts';
import { machineUuid } from '../model/wanted-machines.ts';
import { diskImage } from './disk-image.ts';

/**
 * The entry of one virtual machine in nodes.tf, without defaults. It depends on that machine alone: an
 * edit of one never changes a line about another. `tags` are those that all machines have.
 */
export function machineArguments(platform: Platform, cluster: Cluster, node: Node, tags: readonly string[]): Json {
  const { machine } = node;
  const own = machine.tags.filter((tag) => !tags.includes(tag));
  const boot = firstBoot(cluster, node);
  const gpus = node.gpus.flatMap((gpu) => gpu.mappings);
  return {
    host: node.host ?? '',
    vm_id: node.vmId ?? 0,
    uuid: machineUuid(platform, cluster, node.name),
    cpu: node.cpu,
    memory: node.memory,
    image: diskImage(cluster, node).file,
    disks: disks(platform, cluster, node),
    network_devices: ports(cluster, node),
    // Proxmox strips white space at the ends, which would be a permanent difference.
    ...(node.description === undefined ? {} : { description: node.description.trim() }),
    ...(own.length === 0 ? {} : { tags: [...new Set([...tags, ...own])].sort() }),
    ...(machine.cpuType === 'host' ? {} : { cpu_type: machine.cpuType }),
    ...(machine.numa ? { numa: true } : {}),
    ...(machine.firmware === 'uefi' ? {} : { firmware: machine.firmware }),
    ...(machine.tpm ? { tpm: true } : {}),
    ...(boot === null ? {} : { first_boot: boot }),
    ...(gpus.length === 0 ? {} : { gpus }),
    ...(hasGuestAgent(node) ? { guest_agent: true } : {}),
    ...(node.talos.watchdog === undefined ? {} : { watchdog: true }),
    ...(machine.startOnBoot ? {} : { start_on_boot: false }),
    ...(machine.startOrder === undefined ? {} : { start_order: machine.startOrder }),
  };
}

/** What is in an image by the id of its schematic is known to the user alone. */
function hasGuestAgent({ machine, talos, extensions }: Node): boolean {
  if (talos.schematic !== undefined) return machine.guestAgent === true;
  return extensions.includes(guestAgent);
}

function disks(platform: Platform, cluster: Cluster, node: Node): Json {
  return Object.fromEntries(
    node.disks.map((disk) => [
      disk.name,
      {
        slot: disk.slot,
        size: disk.size,
        datastore: disk.datastore.name ?? '',
        ...(disk.cache === 'none' ? {} : { cache: disk.cache }),
        ...(disk.holder === undefined
          ? {}
          : { holder: disk.holder, holder_uuid: machineUuid(platform, cluster, node.name, disk.name) }),
      },
    ]),
  );
}

function ports(cluster: Cluster, node: Node): Json {
  const { name, settings } = cluster.network;
  const further = furtherInterfaces(cluster, node)
    .filter(isPort)
    .map((link) => port(node, link.network?.name, link.network?.settings ?? {}, interfaceMac(link), link.mtu));
  return [port(node, name, settings, node.mac, mainInterface(cluster, node)?.mtu), ...further];
}

function port(
  node: Node,
  network: string | undefined,
  settings: { readonly bridge?: string; readonly vlan?: number; readonly mtu?: number; readonly firewall?: boolean },
  mac: string | undefined,
  mtu: number | undefined,
): Json {
  const { hosts } = settingsOf(node.provider);
  const bridges = node.host !== undefined && Object.hasOwn(hosts, node.host) ? hosts[node.host]?.bridges : undefined;
  const size = mtu ?? settings.mtu;
  const own = network !== undefined && bridges !== undefined && Object.hasOwn(bridges, network);
  return {
    bridge: (own ? bridges[network] : settings.bridge) ?? 'vmbr0',
    mac_address: (mac ?? '').toUpperCase(),
    ...(settings.vlan === undefined ? {} : { vlan_id: settings.vlan }),
    ...(size === undefined ? {} : { mtu: size }),
    ...(settings.firewall === true ? { firewall: true } : {}),
  };
}

function firstBoot(cluster: Cluster, node: Node): Json {
  const { gateway, addressing } = cluster.network.settings;
  // With DHCP the address is reserved for the machine, not set by it.
  if (node.address === undefined || addressing === 'dhcp') return null;
  return {
    address: `${node.address}/${cluster.network.prefix}`,
    ...(gateway === undefined ? {} : { gateway }),
    ...(node.dns.length === 0 ? {} : { dns: node.dns }),
  };
}
