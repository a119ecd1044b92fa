import { hclExpression } from '../../../emit/hcl/hcl-value.ts';
import { aliased, type MachineProvider, type MachinesOfType } from '../../../emit/provider-emit.ts';
import type { View } from '../../../emit/templates/render-template.ts';
import type { Node } from '../../../model/platform.ts';
import type { Json } from '../../../source/tree.ts';
import { settingsOf } from '../model/settings.ts';
import { highAvailability, keptApart } from './high-availability.ts';
import { imageDatastores, imagePlaces, images, sharesImages } from './images.ts';
import { machineArguments } from './machine-arguments.ts';

/** How an API token is written; https://pve.proxmox.com/wiki/User_Management, section API tokens. */
const tokenForm = 'user@realm!id=uuid';

/** What the pieces in blueprints/providers/proxmox/root print. */
export function proxmoxView(machines: MachinesOfType): View {
  const { platform, cluster, providers, nodes, tags } = machines;
  const byProvider = (viewOf: (nodes: readonly Node[]) => Json): Json => eachProvider(providers, nodes, viewOf);
  const areApart = providers.filter((provider) => keptApart(nodesOf(provider, nodes)).length > 0);
  return {
    several: providers.length > 1,
    names: providers.map(({ provider }) => provider.name),
    providers: providers.map((provider) => providerView(machines, provider)),
    tokens: JSON.stringify(Object.fromEntries(providers.map(({ provider }) => [provider.name, tokenForm]))),
    authorities: providers.flatMap(({ provider }) => settingsOf(provider).ca ?? []).join(' and '),
    ha: areApart.length > 0,
    groups: areApart.some(({ provider }) => settingsOf(provider).version === '8'),
    sharedImages: nodes.some(sharesImages),
    images: images(cluster, nodes),
    imageDatastores: byProvider(imageDatastores),
    imagePlaces: byProvider(imagePlaces),
    highlyAvailable: byProvider(keptApart),
    hosts: byProvider(([first]) => (first === undefined ? [] : Object.keys(settingsOf(first.provider).hosts).sort())),
    machines: byProvider((own) =>
      Object.fromEntries(own.map((node) => [node.name, machineArguments(platform, cluster, node, tags)])),
    ),
  };
}

function nodesOf({ provider }: MachineProvider, nodes: readonly Node[]): readonly Node[] {
  return nodes.filter((node) => node.provider.name === provider.name);
}

/** The value for the machines of one provider, or a map by name for several: hosts of two may have the same name. */
function eachProvider(
  providers: readonly MachineProvider[],
  nodes: readonly Node[],
  viewOf: (nodes: readonly Node[]) => Json,
): Json {
  if (providers.length < 2) return viewOf(nodes);
  return Object.fromEntries(providers.map((provider) => [provider.provider.name, viewOf(nodesOf(provider, nodes))]));
}

/** The part of one provider in the root module. `names` and `locals` are in HCL, and differ between providers. */
function providerView({ platform, cluster, providers, nodes }: MachinesOfType, candidate: MachineProvider): Json {
  const { provider, alias } = candidate;
  const own = nodesOf(candidate, nodes);
  const settings = settingsOf(provider);
  const hcl = (text: string): Json => hclExpression(text) as unknown as Json;
  const name = (base: string): Json => hcl(aliased(base, alias));
  const local = (base: string): Json => hcl(providers.length > 1 ? `${base}["${provider.name}"]` : base);
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
    endpoint: settings.endpoint ?? '',
    pool: settings.pool ?? false,
    sharedImages: own.some(sharesImages),
    ha: highAvailability(platform, cluster, candidate, own),
  };
}
