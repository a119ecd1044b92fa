import type { ResolvedBond, ResolvedLinkMatch, ResolvedRoute, ResolvedWireguard } from '../../../schema/config.ts';
import { addressedLink, defaultLink } from '../../model/link-names.ts';
import type { Cluster, Node, NodeInterface } from '../../model/platform.ts';
import { dhcpMetric } from '../../model/route-metrics.ts';
import type { Json } from '../../source/tree.ts';
import { furtherInterfaces, interfaceMac, isPort, mainInterface } from '../machine-links.ts';
import { secretPlace, usualKeys } from '../talos-secrets.ts';
import { compact, type Fragment, fragment, isEmpty, machine, secretly } from './document.ts';
import { goDuration } from './settings.ts';

/**
 * Network documents of one node (Talos 1.12 and newer). Ports are found by what they are, and named by us: the kernel's
 * names depend on the machine's slots.
 */
export function linkFragments(cluster: Cluster, node: Node): readonly Fragment[] {
  const main = mainLinkOf(cluster, node);
  return [
    ...(main === undefined ? [] : fragmentsOf(main)),
    ...furtherInterfaces(cluster, node).flatMap((link) => furtherFragments(cluster, node, link)),
  ];
}

/**
 * Name of the link that has the machine's address in its cluster's network. Undefined when it needs none: a server hands
 * out addresses, to whichever port asks.
 */
export function mainLink(cluster: Cluster, node: Node): string | undefined {
  const main = mainLinkOf(cluster, node);
  return main && addressedName(main);
}

/** One link, from any source. */
interface Link {
  readonly name: string;
  readonly settings: Partial<Pick<NodeInterface, 'bond' | 'bridge' | 'vlan' | 'wireguard'>>;
  /** CEL expression that finds the port; undefined when the name is the kernel's, or the link is none that exists. */
  readonly match: string | undefined;
  /** Tag that the link's packets carry. A hypervisor's bridge does that for its machines. */
  readonly tag: number | undefined;
  readonly mtu: number | undefined;
  readonly addresses: readonly string[];
  readonly routes: readonly Json[];
  readonly dhcp: boolean;
  /** Of the routes that DHCP brings. Undefined: Talos' own. */
  readonly dhcpMetric: number | undefined;
}

function mainLinkOf(cluster: Cluster, node: Node): Link | undefined {
  const { settings, prefix } = cluster.network;
  const described = mainInterface(cluster, node);
  if (described === undefined && node.mac === undefined && !needsName(cluster, node)) return undefined;
  const isLeased = hasLease(cluster, node);
  const own = [...(isLeased ? [] : [`${node.address}/${prefix}`]), ...(described?.addresses ?? [])];
  const metric = described?.routeMetric;
  return {
    name: described?.name ?? defaultLink,
    settings: described ?? {},
    match: mainMatch(node, described),
    tag: tagOf(node, settings.vlan, described),
    mtu: described?.mtu ?? settings.mtu,
    addresses: own,
    routes: routes(
      { ...settings.routes, ...described?.routes },
      isLeased || settings.gateway === undefined ? undefined : compact({ gateway: settings.gateway, metric }),
    ),
    dhcp: isLeased || described?.dhcp === true,
    dhcpMetric: metric,
  };
}

/** A machine without configured ports has only this one: Talos gives no alias where there are several. */
function mainMatch(node: Node, described: NodeInterface | undefined): string | undefined {
  if (described === undefined) return portMatch(undefined, node.mac) ?? 'true';
  return isPort(described) ? portMatch(described.match, described.mac ?? node.mac) : undefined;
}

/** With DHCP any port may request an address; a static address needs a specific port. */
function needsName(cluster: Cluster, node: Node): boolean {
  return !hasLease(cluster, node) || (node.role === 'controlplane' && cluster.network.endpoint.virtual);
}

/** An address that is known on a network with DHCP is reserved there; the machine asks for it, and gets its DNS and NTP. */
function hasLease({ network }: Cluster, { address }: Node): boolean {
  return address === undefined || network.settings.addressing === 'dhcp';
}

function furtherFragments(cluster: Cluster, node: Node, link: NodeInterface): readonly Fragment[] {
  const { network } = link;
  const isLeased = network?.settings.addressing === 'dhcp';
  const hasNone = link.address === undefined || network === undefined || isLeased;
  const own = [...(hasNone ? [] : [`${link.address}/${network.prefix}`]), ...link.addresses];
  return fragmentsOf({
    name: link.name,
    settings: link,
    match: isPort(link) ? portMatch(link.match, interfaceMac(link)) : undefined,
    tag: tagOf(node, network?.settings.vlan, link),
    mtu: link.mtu ?? network?.settings.mtu,
    addresses: own,
    routes: routes({ ...network?.settings.routes, ...link.routes }, undefined),
    dhcp: link.dhcp || (isLeased && own.length === 0),
    dhcpMetric: link.routeMetric ?? dhcpMetric(false),
  });
}

function tagOf(node: Node, vlan: number | undefined, link: NodeInterface | undefined): number | undefined {
  const own = link?.vlan !== undefined || link?.wireguard !== undefined;
  return node.provider.traits.vlanTag === 'network' || own ? undefined : vlan;
}

/** The link that has the addresses: a VLAN on the port where packets carry a tag. */
function addressedName({ name, tag }: Link): string {
  return tag === undefined ? name : addressedLink(name, tag);
}

function fragmentsOf(link: Link): readonly Fragment[] {
  const { name, settings, match, tag, mtu } = link;
  const alias = match === undefined ? [] : [fragment('LinkAliasConfig', name, 'node', { selector: { match } })];
  const carried = compact({ mtu, routes: tag === undefined ? link.routes : [] });
  const addressed = addressedName(link);
  const dhcp = link.dhcp
    ? [fragment('DHCPv4Config', addressed, 'cluster', compact({ ignoreHostname: true, routeMetric: link.dhcpMetric }))]
    : [];
  const tagged =
    tag === undefined
      ? []
      : addressedFragments(
          'VLANConfig',
          addressed,
          { vlanID: tag, parent: name, ...compact({ mtu, routes: link.routes }) },
          link,
        );
  if (settings.bond?.match !== undefined) {
    const whole = tag === undefined ? { addresses: link.addresses, routes: link.routes } : {};
    return [selectedBond(name, settings.bond, settings.bond.match, { ...whole, mtu }), ...tagged, ...dhcp];
  }
  const shared = { ...specifics(settings), ...carried };
  const stated =
    tag === undefined
      ? addressedFragments(kindOf(settings), name, shared, link)
      : [fragment(kindOf(settings), name, 'cluster', isEmpty(shared) ? { up: true } : shared)];
  const base = settings.wireguard === undefined ? stated : stated.map(secretly);
  return [...alias, ...base, ...tagged, ...dhcp];
}

function addressedFragments(
  kind: string,
  name: string,
  shared: { readonly [key: string]: Json },
  link: Link,
): Fragment[] {
  const addresses = link.addresses.map((address) => ({ address }));
  // A port with nothing to say about it is only brought up.
  const silent = isEmpty(shared) && addresses.length === 0 && !link.dhcp;
  return [
    ...(silent ? [fragment(kind, name, 'cluster', { up: true })] : []),
    ...(isEmpty(shared) ? [] : [fragment(kind, name, 'cluster', shared)]),
    ...(addresses.length === 0 ? [] : [fragment(kind, name, 'node', { addresses })]),
  ];
}

/**
 * A bond of the ports that a selector finds. `BondConfig` wants each port's name, so this one kind of link stands where
 * selectors are understood: in the machine's own list of interfaces, which every version still reads.
 */
function selectedBond(
  name: string,
  bond: ResolvedBond,
  match: ResolvedLinkMatch,
  { addresses = [], routes: to = [], mtu }: Partial<Pick<Link, 'addresses' | 'routes' | 'mtu'>>,
): Fragment {
  // Bonded ports take over each other's address; the permanent one stays.
  const selector = compact({
    permanentAddr: match.mac?.toLowerCase(),
    driver: match.driver,
    busPath: match.bus,
    physical: true,
  });
  const legacyRoutes = (to as readonly { readonly [key: string]: Json }[]).map(
    ({ destination, table: _table, ...rest }) => ({
      network: destination ?? (String(rest['gateway']).includes(':') ? '::/0' : '0.0.0.0/0'),
      ...rest,
    }),
  );
  const entry = {
    interface: name,
    bond: {
      mode: bond.mode,
      deviceSelectors: [selector],
      ...bondParameters(bond),
    },
    ...compact({ addresses, routes: legacyRoutes, mtu }),
  };
  return machine('node', { network: { interfaces: [entry] } });
}

function kindOf(link: Link['settings']): string {
  if (link.bond !== undefined) return 'BondConfig';
  if (link.bridge !== undefined) return 'BridgeConfig';
  if (link.wireguard !== undefined) return 'WireguardConfig';
  return link.vlan === undefined ? 'LinkConfig' : 'VLANConfig';
}

function specifics(link: Link['settings']): { readonly [key: string]: Json } {
  if (link.bond !== undefined) {
    const { mode, links, arpTargets } = link.bond;
    return {
      links,
      bondMode: mode,
      ...bondParameters(link.bond),
      ...compact({ arpIpTargets: arpTargets }),
    };
  }
  if (link.bridge !== undefined) {
    return {
      links: link.bridge.links,
      ...(link.bridge.stp ? { stp: { enabled: true } } : {}),
      ...(link.bridge.vlanFiltering === true ? { vlan: { filtering: true } } : {}),
    };
  }
  if (link.wireguard !== undefined) return tunnel(link.wireguard);
  return link.vlan === undefined ? {} : { vlanID: link.vlan.id, parent: link.vlan.parent };
}

/** What both forms of a bond call alike. */
function bondParameters(bond: ResolvedBond): { readonly [key: string]: Json } {
  const { lacpRate, hashPolicy, miimon, updelay, downdelay, minLinks } = monitored(bond);
  const { adSelect, failOverMac, primaryReselect, arpInterval, arpValidate } = bond;
  return compact({
    lacpRate,
    xmitHashPolicy: hashPolicy,
    miimon,
    updelay,
    downdelay,
    minLinks,
    adSelect,
    failOverMac,
    primaryReselect,
    arpInterval,
    arpValidate,
  });
}

/** The same in every contract. Peers in the order of their names, which Talos does not know. */
function tunnel({ privateKey, listenPort, peers }: ResolvedWireguard): { readonly [key: string]: Json } {
  const named = Object.entries(peers).sort(([a], [b]) => (a < b ? -1 : 1));
  return compact({
    privateKey: secretPlace(privateKey, usualKeys.privateKey),
    listenPort,
    peers: named.map(([, { publicKey, presharedKey, endpoint, keepalive, allowedIPs }]) =>
      compact({
        publicKey,
        presharedKey: presharedKey && secretPlace(presharedKey, usualKeys.presharedKey),
        endpoint,
        persistentKeepaliveInterval: keepalive === undefined ? undefined : goDuration(keepalive),
        allowedIPs,
      }),
    ),
  });
}

/** Talos warns of an 802.3ad bond without link monitoring: a failed port would still be used. Values of its documentation. */
function monitored(bond: ResolvedBond): ResolvedBond {
  if (bond.mode !== '802.3ad') return bond;
  const { miimon = 100 } = bond;
  // A delay is a multiple of the time between two looks.
  const delay = 200 % miimon === 0 ? 200 : 2 * miimon;
  const { updelay = delay, downdelay = delay } = bond;
  return { ...bond, miimon, updelay, downdelay };
}

function portMatch(match: ResolvedLinkMatch | undefined, mac: string | undefined): string | undefined {
  if (match !== undefined) return linkMatch(match);
  return mac === undefined ? undefined : `mac(link.permanent_addr) == "${mac.toLowerCase()}"`;
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

const defaultRoutes = new Set(['0.0.0.0/0', '::/0']);

function routes(named: Readonly<Record<string, ResolvedRoute>>, gateway: Json | undefined): Json[] {
  const others = Object.keys(named)
    .sort()
    .map((name) => {
      const { to, via, metric, source, mtu, table } = named[name] as ResolvedRoute;
      // Talos' default route is one without a destination.
      return compact({
        destination: defaultRoutes.has(to) ? undefined : to,
        gateway: via,
        source,
        metric,
        mtu,
        table: table === undefined ? undefined : String(table),
      });
    });
  return [...(gateway === undefined ? [] : [gateway]), ...others];
}
