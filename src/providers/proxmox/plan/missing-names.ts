import { closest } from '../../../diagnostics/did-you-mean.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { idOfCluster } from '../../../identity/cluster-id.ts';
import type { Cluster, Node, Platform } from '../../../model/platform.ts';
import type { HypervisorInventory, HypervisorObservation } from '../../../observe/hypervisor.ts';
import { refusal } from '../../../plan/hold.ts';
import { imageDatastores } from '../emit/images.ts';
import { machineArguments } from '../emit/machine-arguments.ts';
import { proxmoxSettings } from '../model/settings.ts';

/**
 * The first name of infraflux.yaml that a hypervisor does not have: a host, a datastore or what it may hold, a bridge, a mapped
 * device, a pool. Proxmox leaves out what the token may not see: a kind of which it shows nothing is not compared.
 */
export function missingNames(
  platform: Platform,
  cluster: Cluster,
  hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
): Diagnostic | undefined {
  for (const [provider, observed] of hypervisors ?? []) {
    const nodes = cluster.nodes.filter((node) => node.provider.name === provider);
    const { inventory } = observed;
    if (inventory === undefined || nodes.length === 0) continue;
    for (const node of nodes) {
      const fault = faultOf(platform, cluster, node, inventory);
      if (fault === undefined) continue;
      const needs = `${fault.help}${fault.privilege === undefined ? '' : `; if it exists, the token lacks ${fault.privilege}`}`;
      const message = `${fault.what} of provider ${provider} ${fault.lacks}, which ${node.name} of ${idOfCluster(cluster)} needs`;
      return refusal(fault.code ?? 'hypervisor/unknown-name', message, needs);
    }
  }
  return undefined;
}

interface Fault {
  readonly what: string;
  readonly lacks: string;
  readonly help: string;
  /** Without it the API does not list the thing. */
  readonly privilege?: string;
  readonly code?: 'hypervisor/content-type';
}

function faultOf(platform: Platform, cluster: Cluster, node: Node, inventory: HypervisorInventory): Fault | undefined {
  const wanted = machineArguments(platform, cluster, node, []) as unknown as {
    readonly host: string;
    readonly disks: Readonly<Record<string, { readonly datastore: string }>>;
    readonly network_devices: readonly { readonly bridge: string }[];
    readonly gpus?: readonly string[];
  };
  const { host } = wanted;
  if (inventory.hosts.length > 0 && !inventory.hosts.includes(host)) {
    return { what: `host ${host}`, lacks: 'does not exist', help: instead(host, inventory.hosts) };
  }
  const image = (imageDatastores([node]) as Readonly<Record<string, string>>)[host] ?? '';
  const uses = [
    ...Object.entries(wanted.disks).map(([disk, { datastore }]) => ({
      datastore,
      content: 'images',
      use: `disk ${disk}`,
    })),
    { datastore: image, content: 'import', use: 'the image' },
  ];
  return (
    first(uses, ({ datastore, content, use }) => datastoreFault(inventory, host, datastore, content, use)) ??
    first(wanted.network_devices, ({ bridge }) => bridgeFault(inventory, host, bridge)) ??
    first(wanted.gpus ?? [], (mapping) => listed('PCI mapping', mapping, inventory.mappings, 'Mapping.Use')) ??
    first([proxmoxSettings(node.provider.settings)?.pool ?? ''], (pool) =>
      pool === '' ? undefined : listed('pool', pool, inventory.pools, 'Pool.Audit'),
    )
  );
}

function datastoreFault(
  { datastores }: HypervisorInventory,
  host: string,
  name: string,
  content: string,
  use: string,
): Fault | undefined {
  const stores = datastores[host];
  if (stores === undefined || Object.keys(stores).length === 0) return undefined;
  const kinds = Object.hasOwn(stores, name) ? stores[name] : undefined;
  if (kinds === undefined) {
    const fitting = Object.keys(stores).filter((store) => stores[store]?.includes(content));
    return {
      what: `host ${host}`,
      lacks: `has no datastore ${name}`,
      help: instead(name, fitting.length === 0 ? Object.keys(stores) : fitting),
      privilege: `Datastore.Audit on /storage/${name}`,
    };
  }
  if (kinds.length === 0 || kinds.includes(content)) return undefined;
  return {
    code: 'hypervisor/content-type',
    what: `datastore ${name} on host ${host}`,
    lacks: `holds ${kinds.join(', ')} and no "${content}" for ${use}`,
    help: `enable the content type: pvesm set ${name} --content ${[...kinds, content].join(',')}`,
  };
}

function bridgeFault({ bridges }: HypervisorInventory, host: string, name: string): Fault | undefined {
  const known = bridges[host] ?? [];
  if (known.length === 0 || known.includes(name)) return undefined;
  return {
    what: `host ${host}`,
    lacks: `has no bridge ${name}`,
    help: instead(name, known),
    privilege: 'SDN.Use on it',
  };
}

function listed(what: string, name: string, known: readonly string[], privilege: string): Fault | undefined {
  if (known.length === 0 || known.includes(name)) return undefined;
  return {
    what: `${what} ${name}`,
    lacks: 'does not exist',
    help: instead(name, known),
    privilege: `${privilege} on it`,
  };
}

function instead(name: string, known: readonly string[]): string {
  const meant = closest(name, known);
  return meant === undefined ? `there are ${[...known].sort().join(', ')}` : `did you mean "${meant}"?`;
}

function first<T>(all: readonly T[], faultIn: (each: T) => Fault | undefined): Fault | undefined {
  for (const each of all) {
    const fault = faultIn(each);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
