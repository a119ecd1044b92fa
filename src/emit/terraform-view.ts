import type { Catalog } from '../blueprints/catalog.ts';
import { invariant } from '../diagnostics/diagnostic.ts';
import type { Cluster, Node, Platform, Provider } from '../model/platform.ts';
import type { Json } from '../source/tree.ts';
import { bootstrapView } from './bootstrap-view.ts';
import { hclExpression } from './hcl/hcl-value.ts';
import { aliased, type MachineProvider, machineProviders } from './machine-addresses.ts';
import { machineArguments } from './machine-arguments.ts';
import { machineTags } from './machine-tags.ts';
import { clusterSchematics, nodePatches } from './talos.ts';
import { talosSecrets } from './talos-secrets.ts';
import { diskImage } from './talos-image.ts';
import { backendCredentials, backendKind, backendView, localStateFile } from './terraform-backend.ts';
import type { View } from './templates/render-template.ts';

/** All that the templates of a cluster's root module print. */
export function rootView(platform: Platform, cluster: Cluster, catalog: Catalog): View {
  const providers = machineProviders(cluster);
  const machines = cluster.nodes.filter((node) => node.provider.type === 'proxmox');
  const byProvider = (of: (machines: readonly Node[]) => Json): Json => eachProvider(providers, machines, of);
  const kind = backendKind(platform);
  const variables = [...new Set(talosSecrets(cluster).map(({ variable }) => variable))];
  return {
    platform: platform.name,
    environment: cluster.environment,
    cluster: cluster.name,
    tool: platform.terraform.engine,
    protect: cluster.protect,
    proxmox: providers.length > 0 && {
      several: providers.length > 1,
      names: providers.map(({ provider }) => provider.name),
      providers: providers.map((one) => providerView(platform, cluster, one, providers.length > 1, machines)),
      tokens: JSON.stringify(Object.fromEntries(providers.map(({ provider }) => [provider.name, tokenForm]))),
      authorities: providers.flatMap(({ provider }) => provider.settings.ca ?? []).join(' and '),
      ha: providers.some(({ provider }) => isKeptApart(provider, machines)),
      groups: providers.some(({ provider }) => isKeptApart(provider, machines) && provider.settings.version === '8'),
      sharedImages: machines.some((node) => shares(node, imageDatastore(node))),
    },
    talosProvider: talosProvider(cluster),
    backend: backendView(platform, cluster, kind),
    stateFile: kind === 'local' ? localStateFile(cluster) : false,
    credentials: backendCredentials[kind],
    tags: machineTags(platform, cluster),
    images: images(cluster, machines),
    imageDatastores: byProvider(imageDatastores),
    imagePlaces: byProvider(imagePlaces),
    highlyAvailable: byProvider(keptApart),
    hosts: byProvider((own) => Object.keys(own[0]?.provider.settings.hosts ?? {}).sort()),
    machines: byProvider((own) =>
      Object.fromEntries(
        own.map((node) => [node.name, machineArguments(platform, cluster, node, machineTags(platform, cluster))]),
      ),
    ),
    onlyMachines: machines.length === cluster.nodes.length,
    nodes: nodes(platform, cluster, catalog),
    schematics: schematics(cluster),
    endpoint: apiEndpoint(cluster),
    contract: `v${cluster.talosContract}`,
    kubernetesVersion: cluster.versions.kubernetes,
    talosSecrets: variables.length > 0 && variables,
    bootstrapNode: bootstrapNode(cluster),
    bootstrap: bootstrapView(platform, cluster, catalog),
  };
}

/** How an API token is written; https://pve.proxmox.com/wiki/User_Management, section API tokens. */
const tokenForm = 'user@realm!id=uuid';

/** Address of the Kubernetes API, as clients take it: `https://host:port`. */
export function apiEndpoint({ network }: Pick<Cluster, 'network'>): string {
  const { host, port } = network.endpoint;
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** With machinery 1.13: it cannot read the documents that 1.14 brought. */
const talos = '0.11.0';
const newTalos = '0.12.0-alpha.5';

/** Version of siderolabs/talos that a cluster's root module pins. */
export function talosProvider({ talosContract, versions }: Pick<Cluster, 'talosContract' | 'versions'>): string {
  return minor(talosContract) >= 14 || minor(versions.talos) >= 14 ? newTalos : talos;
}

function minor(version: string): number {
  return Number(version.split('.')[1]);
}

function images(cluster: Cluster, machines: readonly Node[]): Json {
  const all = new Map(machines.map((node) => diskImage(cluster, node)).map(({ file, url }) => [file, url]));
  return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function imageDatastores(machines: readonly Node[]): Json {
  const all = new Map(machines.map((node) => [node.host ?? '', imageDatastore(node)]));
  return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function imageDatastore(node: Node): string {
  const hosts = node.provider.settings.hosts;
  const stores = node.host !== undefined && Object.hasOwn(hosts, node.host) ? hosts[node.host]?.datastores : undefined;
  return stores?.['images'] ?? 'local';
}

/** One place a host, and one a datastore that hosts share. */
function imagePlaces(machines: readonly Node[]): Json {
  const all = new Map(
    machines.map((node) => {
      const datastore = imageDatastore(node);
      return [node.host ?? '', shares(node, datastore) ? datastore : (node.host ?? '')];
    }),
  );
  return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shares(node: Node, datastore: string): boolean {
  return node.provider.settings.sharedDatastores.includes(datastore);
}

/** What is said of the machines of one provider, or by name of those of each: hosts of two may have one name. */
function eachProvider(
  providers: readonly MachineProvider[],
  machines: readonly Node[],
  of: (machines: readonly Node[]) => Json,
): Json {
  if (providers.length < 2) return of(machines);
  return Object.fromEntries(
    providers.map(({ provider: { name } }) => [name, of(machines.filter((node) => node.provider.name === name))]),
  );
}

/** What the root module says of one provider. `names` and `locals` are in HCL, and differ between providers. */
function providerView(
  platform: Platform,
  cluster: Cluster,
  { provider, alias }: MachineProvider,
  several: boolean,
  machines: readonly Node[],
): Json {
  const own = machines.filter((node) => node.provider.name === provider.name);
  const hcl = (text: string): Json => hclExpression(text) as unknown as Json;
  const name = (of: string): Json => hcl(aliased(of, alias));
  const local = (of: string): Json => hcl(several ? `${of}["${provider.name}"]` : of);
  return {
    name: provider.name,
    alias: alias === undefined ? false : hcl(alias),
    names: { vm: name('vm'), talos: name('talos'), controlPlane: name('control_plane') },
    locals: {
      machines: local('machines'),
      imageDatastores: local('image_datastores'),
      imagePlaces: local('image_places'),
      highlyAvailable: local('highly_available'),
      hosts: local('hosts'),
    },
    endpoint: provider.settings.endpoint ?? '',
    pool: provider.settings.pool ?? false,
    sharedImages: own.some((node) => shares(node, imageDatastore(node))),
    ha: highAvailability(platform, cluster, provider, alias, own),
  };
}

/** What Proxmox keeps apart and running: the control planes. */
function keptApart(machines: readonly Node[]): readonly string[] {
  return machines
    .filter((node) => node.role === 'controlplane' && node.provider.settings.ha !== undefined)
    .map((node) => node.name)
    .sort();
}

function isKeptApart(provider: Provider, machines: readonly Node[]): boolean {
  return keptApart(machines.filter((node) => node.provider.name === provider.name)).length > 0;
}

/** How: up to Proxmox 8 by groups, from 9 by rules. */
function highAvailability(
  platform: Platform,
  cluster: Cluster,
  { settings }: Provider,
  alias: string | undefined,
  machines: readonly Node[],
): Json {
  const controlPlanes = keptApart(machines);
  if (settings.ha === undefined || controlPlanes.length === 0) return false;
  const { maxRestart, maxRelocate } = settings.ha;
  const groups = settings.version === '8';
  const names = [platform.name, cluster.environment, cluster.name, ...(alias === undefined ? [] : [alias])];
  return {
    groups,
    // A rule about one machine alone is refused.
    rule: !groups && controlPlanes.length > 1 && names.join('-'),
    limited: maxRestart !== undefined || maxRelocate !== undefined,
    // In a map, because 0 is an answer.
    maxRestart: maxRestart === undefined ? false : { value: maxRestart },
    maxRelocate: maxRelocate === undefined ? false : { value: maxRelocate },
  };
}

function nodes(platform: Platform, cluster: Cluster, catalog: Catalog): Json {
  const patches = nodePatches(platform, cluster, catalog);
  return Object.fromEntries(
    cluster.nodes.map((node) => [
      node.name,
      { role: node.role, address: node.address ?? node.hostname, patches: patches.get(node.name) ?? [] },
    ]),
  );
}

function schematics(cluster: Cluster): Json {
  const all = clusterSchematics(cluster);
  return all.length === 0 ? false : Object.fromEntries(all.map(({ id, file }) => [id, file]));
}

function bootstrapNode(cluster: Cluster): string {
  const first = cluster.nodes.find((node) => node.role === 'controlplane');
  invariant(first !== undefined, `${cluster.environment}/${cluster.name} has no control plane`);
  return first.name;
}
