import type { Cluster, Node, NodeInterface } from '../../model/platform.ts';
import type { Json } from '../../source/tree.ts';
import type { ResolvedLinkMatch, ResolvedRoute } from '../../../schema/config.ts';
import { interfaceMac, isPort, mainLink } from '../machine-links.ts';
import { compact, type Fragment, fragment, isEmpty } from './document.ts';

/**
 * Network documents of one node (Talos 1.12 and newer). Ports are found by what they are, and named by us: the kernel's
 * names depend on the machine's slots.
 */
export function linkFragments(cluster: Cluster, node: Node): readonly Fragment[] {
  return [...mainFragments(cluster, node), ...node.interfaces.flatMap((link) => furtherFragments(cluster, node, link))];
}

/** Whether the port on the cluster's network can be told apart, so that documents may name it. */
export function hasMainLink(node: Node): boolean {
  return node.mac !== undefined;
}

function mainFragments(cluster: Cluster, node: Node): Fragment[] {
  const { settings, prefix } = cluster.network;
  if (node.mac === undefined) return [];
  const out: Fragment[] = [alias(mainLink, macMatch(node.mac))];
  if (node.address === undefined) {
    return [...out, fragment('DHCPv4Config', mainLink, 'cluster', { ignoreHostname: true })];
  }
  const shared = compact({ mtu: settings.mtu, routes: routes(settings.routes, settings.gateway) });
  if (!isEmpty(shared)) out.push(fragment('LinkConfig', mainLink, 'cluster', shared));
  return [...out, fragment('LinkConfig', mainLink, 'node', { addresses: [{ address: `${node.address}/${prefix}` }] })];
}

function furtherFragments(cluster: Cluster, node: Node, link: NodeInterface): Fragment[] {
  // A tunnel's key is a secret: it does not stand in a file.
  if (link.wireguard !== undefined) return [];
  const kind = kindOf(link);
  const mac = interfaceMac(cluster, node, link);
  const match = link.match === undefined ? (mac === undefined ? undefined : macMatch(mac)) : linkMatch(link.match);
  const network = link.network;
  const own = [
    ...(link.address === undefined || network === undefined ? [] : [`${link.address}/${network.prefix}`]),
    ...link.addresses,
  ];
  const out: Fragment[] = isPort(link) && match !== undefined ? [alias(link.name, match)] : [];
  const shared = {
    ...specifics(link),
    ...compact({
      mtu: link.mtu ?? network?.settings.mtu,
      routes: routes({ ...network?.settings.routes, ...link.routes }, undefined),
    }),
  };
  // A port with nothing to say about it is only brought up.
  if (!isEmpty(shared)) out.push(fragment(kind, link.name, 'cluster', shared));
  else if (own.length === 0) out.push(fragment(kind, link.name, 'cluster', { up: true }));
  if (own.length > 0) out.push(fragment(kind, link.name, 'node', { addresses: own.map((address) => ({ address })) }));
  if (link.dhcp || (network?.settings.addressing === 'dhcp' && own.length === 0)) {
    out.push(fragment('DHCPv4Config', link.name, 'cluster', { ignoreHostname: true }));
  }
  return out;
}

function kindOf(link: NodeInterface): string {
  if (link.bond !== undefined) return 'BondConfig';
  if (link.bridge !== undefined) return 'BridgeConfig';
  return link.vlan === undefined ? 'LinkConfig' : 'VLANConfig';
}

function specifics(link: NodeInterface): { readonly [key: string]: Json } {
  if (link.bond !== undefined) {
    const { mode, links, lacpRate, hashPolicy, miimon } = link.bond;
    return { links, bondMode: mode, ...compact({ lacpRate, xmitHashPolicy: hashPolicy, miimon }) };
  }
  if (link.bridge !== undefined) {
    return { links: link.bridge.links, ...(link.bridge.stp ? { stp: { enabled: true } } : {}) };
  }
  return link.vlan === undefined ? {} : { vlanID: link.vlan.id, parent: link.vlan.parent };
}

function alias(name: string, match: string): Fragment {
  return fragment('LinkAliasConfig', name, 'node', { selector: { match } });
}

function macMatch(mac: string): string {
  return `mac(link.permanent_addr) == "${mac.toLowerCase()}"`;
}

/** In CEL, as Talos' link selectors want it; `glob` is theirs. */
function linkMatch(match: ResolvedLinkMatch): string {
  const pattern = (value: string, field: string): string =>
    value.includes('*') ? `glob(${JSON.stringify(value)}, ${field})` : `${field} == ${JSON.stringify(value)}`;
  return [
    match.mac === undefined ? [] : [pattern(match.mac.toLowerCase(), 'mac(link.permanent_addr)')],
    match.driver === undefined ? [] : [pattern(match.driver, 'link.driver')],
    match.bus === undefined ? [] : [pattern(match.bus, 'link.bus_path')],
  ]
    .flat()
    .join(' && ');
}

function routes(named: Readonly<Record<string, ResolvedRoute>>, gateway: string | undefined): Json[] {
  const others = Object.keys(named)
    .sort()
    .map((name) => {
      const { to, via, metric } = named[name] as ResolvedRoute;
      return compact({ destination: to, gateway: via, metric });
    });
  return [...(gateway === undefined ? [] : [{ gateway }]), ...others];
}
