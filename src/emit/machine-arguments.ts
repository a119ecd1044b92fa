import type { Cluster, Node } from '../model/platform.ts';
import type { Json } from '../source/tree.ts';
import { furtherInterfaces, interfaceMac, isPort, mainInterface } from './machine-links.ts';
import { diskImage } from './talos-image.ts';

/**
 * Arguments of the module `proxmox-vm` that have a default, by whether some machine of the cluster says otherwise: only
 * then do all of them name it, so that the objects in nodes.tf are alike and hold nothing that goes without saying.
 */
export interface UsedArguments {
  readonly [argument: string]: boolean;
}

const guestAgent = 'siderolabs/qemu-guest-agent';

export function usedArguments(cluster: Cluster, machines: readonly Node[], tags: readonly string[]): UsedArguments {
  const agents = machines.filter((node) => node.extensions.includes(guestAgent)).length;
  return {
    description: machines.some((node) => node.description !== undefined),
    tags: machines.some((node) => node.machine.tags.some((tag) => !tags.includes(tag))),
    cpu_type: machines.some((node) => node.machine.cpuType !== 'host'),
    numa: machines.some((node) => node.machine.numa),
    firmware: machines.some((node) => node.machine.firmware !== 'uefi'),
    tpm: machines.some((node) => node.machine.tpm),
    first_boot: machines.some((node) => node.address !== undefined),
    gpus: machines.some((node) => node.gpus.length > 0),
    guest_agent: agents > 0 && agents < machines.length,
    start_on_boot: machines.some((node) => !node.machine.startOnBoot),
    start_order: machines.some((node) => node.machine.startOrder !== undefined),
  };
}

/** What nodes.tf says about one virtual machine. */
export function machineArguments(cluster: Cluster, node: Node, uses: UsedArguments, tags: readonly string[]): Json {
  const { machine } = node;
  const optional: readonly (readonly [string, Json])[] = [
    // Proxmox strips what stands at the ends, which would be a difference for ever.
    ['description', (node.description ?? `${node.role} of ${cluster.environment}/${cluster.name}`).trim()],
    ['tags', [...new Set([...tags, ...machine.tags])].sort()],
    ['cpu_type', machine.cpuType],
    ['numa', machine.numa],
    ['firmware', machine.firmware],
    ['tpm', machine.tpm],
    ['first_boot', firstBoot(cluster, node)],
    ['gpus', node.gpus.flatMap((gpu) => gpu.mappings)],
    ['guest_agent', node.extensions.includes(guestAgent)],
    ['start_on_boot', machine.startOnBoot],
    ['start_order', machine.startOrder ?? null],
  ];
  return {
    host: node.host ?? '',
    vm_id: node.vmId ?? 0,
    cpu: node.cpu,
    memory: node.memory,
    image: diskImage(cluster, node).file,
    disks: disks(node),
    network_devices: ports(cluster, node),
    ...Object.fromEntries(optional.filter(([name]) => uses[name])),
  };
}

function disks(node: Node): Json {
  return Object.fromEntries(
    node.disks.map((disk) => [
      disk.name,
      {
        slot: disk.slot,
        size: disk.size,
        datastore: disk.datastore ?? '',
        ...(disk.cache === 'none' ? {} : { cache: disk.cache }),
        ...(disk.holder === undefined ? {} : { holder: disk.holder }),
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
  const hosts = node.provider.settings.hosts;
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
  if (node.address === undefined) return null;
  const { gateway } = cluster.network.settings;
  return {
    address: `${node.address}/${cluster.network.prefix}`,
    ...(gateway === undefined ? {} : { gateway }),
    ...(node.dns.length === 0 ? {} : { dns: node.dns }),
  };
}
