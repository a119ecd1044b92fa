import type { Diagnostic, Fix } from '../../diagnostics/diagnostic.ts';
import { replace } from '../../diagnostics/fix.ts';
import {
  type AddressRange,
  contains,
  formatAddress,
  formatCidr,
  formatRange,
  isNetworkOrBroadcast,
  overlaps,
  parseAddress,
} from '../../config/addresses.ts';
import type { Draft, DraftCluster, DraftNetwork } from '../draft.ts';
import { type AddressClaim, addressClaims, claimant, allocatedAt, nextFreeAddress } from './claims.ts';
import { groupIntervals, type IntervalGroup, intervalsAt } from './intervals.ts';
import { blame, isWritten, writtenAt } from './places.ts';
import { freeAddress, freeRange } from './proposals.ts';

/** Addresses that are not in their network. */
export function addressOutsideNetwork(draft: Draft, claims: readonly AddressClaim[]): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const claim of claims) {
    if (isInside(claim)) continue;
    const span = claim.span ?? (claim.node === undefined ? undefined : allocatedAt(draft, claim.node, 'address'));
    found.push(
      outside(claim.network, claim.family, claim.address, { span, who: claimant(claim) }, claim, draft, claims),
    );
  }
  for (const cluster of draft.clusters) found.push(...endpointOutside(draft, cluster, claims));
  return found;
}

/** Addresses that are the network's own, its broadcast address or its gateway: no machine can have them. */
export function addressReserved(draft: Draft, claims: readonly AddressClaim[]): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const claim of claims) {
    const cidr = claim.network.cidr?.value;
    if (cidr === undefined || claim.span === undefined || !isInside(claim)) continue;
    const gateway = claim.network.gateway;
    const isGateway = gateway !== undefined && gateway.value === claim.address;
    if (!isGateway && !isNetworkOrBroadcast(cidr, claim.address)) continue;
    const what = isGateway ? 'the gateway' : claim.address === cidr.first ? 'the address' : 'the broadcast address';
    const address = formatAddress({ family: claim.family, value: claim.address });
    const others = isGateway ? [{ span: gateway.span, who: `gateway of ${claim.network.name}` }] : [];
    const advice = nextFreeAddress(draft, claim, claims);
    found.push(
      blame(
        'address/reserved',
        { span: claim.span, who: claimant(claim) },
        others,
        `${address} is ${what} of network ${claim.network.name}${what === 'the address' ? ' itself' : ''}`,
        advice,
      ),
    );
  }
  return found;
}

/** Machines inside a range that load balancers are given addresses from, their own cluster's or another's. */
export function addressInLoadBalancers(draft: Draft, claims: readonly AddressClaim[]): readonly Diagnostic[] {
  const pools = loadBalancerGroups(draft);
  const found: Diagnostic[] = [];
  for (const claim of claims) {
    if (claim.node === undefined) continue;
    const groups = pools.get(siteOf(claim.network));
    if (groups === undefined) continue;
    const holding = intervalsAt(groups, claim.family, claim.address);
    if (holding.length === 0) continue;
    // Allocated from a range that load balancers overlap: the ranges are wrong, and their rule reports that.
    const inRange = claim.cluster.nodeRange?.value.some((range) =>
      contains(range, { family: claim.family, value: claim.address }),
    );
    if (claim.span === undefined && inRange === true) continue;
    const machine = { span: claim.span ?? allocatedAt(draft, claim.node, 'address'), who: claimant(claim) };
    const owners = holding.map((interval) => ({
      span: interval.owner.loadBalancers?.span,
      who: `load balancers of ${interval.owner.id}`,
    }));
    const pool = owners[0] as { span: undefined; who: string };
    const address = formatAddress({ family: claim.family, value: claim.address });
    const advice = nextFreeAddress(draft, claim, claims);
    const message = `${address} of ${claim.node.name.value} is inside the load balancers of ${holding[0]?.owner.id}`;
    if (claim.span !== undefined) {
      found.push(blame('address/in-load-balancers', machine, owners, message, advice));
    } else if (pool.span !== undefined) {
      found.push(
        blame(
          'address/in-load-balancers',
          pool,
          [machine, ...owners],
          message,
          movedPool(draft, claims, holding[0]?.owner),
        ),
      );
    }
  }
  return found;
}

/** The router must be in the network that it is the way out of. */
export function gatewayOutsideNetwork(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const network of draft.networks.values()) {
    const written = parseAddress(network.settings.gateway ?? '');
    const cidr = network.cidr;
    if (written === undefined || cidr === undefined) continue;
    const place = { span: writtenAt(network.tree, 'gateway'), who: `gateway of ${network.name}` };
    const address = formatAddress(written);
    // Only where there is a fault: it looks at every address of the platform.
    const fix = (): Fix | undefined => replace(place.span, freeAddress(draft, network, addressClaims(draft)));
    if (!contains(cidr.value, written)) {
      const cidrPlace = { span: cidr.span, who: `network ${network.name}` };
      const message = `${address} is not in network ${network.name} (${formatCidr(cidr.value)})`;
      found.push(blame('address/outside-network', place, [cidrPlace], message, { fix: fix() }));
    } else if (isNetworkOrBroadcast(cidr.value, written.value)) {
      const what =
        written.value === cidr.value.first
          ? `the address of network ${network.name} itself`
          : `the broadcast address of network ${network.name}`;
      found.push(blame('address/reserved', place, [], `${address} is ${what}`, { fix: fix() }));
    }
  }
  return found;
}

/** Ranges for allocation: of nodes in the cluster's network, of load balancers in some network of the site or by BGP. */
export function rangeOutsideNetwork(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    const network = cluster.network;
    const cidr = network?.cidr;
    if (network === undefined || cidr === undefined || cluster.nodeRange === undefined) continue;
    for (const range of cluster.nodeRange.value) {
      if (isWithin(cidr.value, range)) continue;
      const place = { span: cluster.nodeRange.span, who: `node addresses of ${cluster.id}` };
      const cidrPlace = { span: cidr.span, who: `network ${network.name}` };
      const message = `${formatRange(range)} is not in network ${network.name} (${formatCidr(cidr.value)})`;
      const size = cluster.nodeRange.value.reduce((sum, each) => sum + (each.last - each.first + 1n), 0n);
      const fix = replace(cluster.nodeRange.span, freeRange(draft, network, size, addressClaims(draft)));
      found.push(blame('range/outside-network', place, [cidrPlace], message, { fix }));
    }
  }
  return found;
}

/** An address outside of the network is unreachable, unless a router has a route to it. */
export function loadBalancersOutsideNetworks(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    const pool = cluster.loadBalancers;
    if (pool === undefined || cluster.network?.cidr === undefined) continue;
    const networks = [...draft.networks.values()];
    if (networks.some((network) => network.cidr === undefined) || hasBgp(cluster)) continue;
    const outside = pool.value.filter(
      (range) => !networks.some((network) => network.cidr !== undefined && isWithin(network.cidr.value, range)),
    );
    if (outside.length === 0) continue;
    const place = { span: pool.span, who: `load balancers of ${cluster.id}` };
    const words = outside.map(formatRange).join(', ');
    found.push(
      blame(
        'range/load-balancers-outside',
        place,
        [],
        `${words} is in no network, and BGP is not enabled in ${cluster.id}`,
        movedPool(draft, addressClaims(draft), cluster),
      ),
    );
  }
  return found;
}

/** Whether a component of the cluster, with the options that it has, tells routers where addresses are. */
export function hasBgp(cluster: DraftCluster): boolean {
  return provides(cluster, 'network/bgp');
}

/** Whether a component of the cluster provides the capability, as its blueprint declares for its options. */
export function provides(cluster: DraftCluster, capability: string): boolean {
  return cluster.components.some((component) =>
    component.blueprint.provides.some(
      (declared) =>
        declared.value === capability && (declared.when === undefined || isSet(component.options, declared.when)),
    ),
  );
}

function isSet(options: unknown, path: readonly string[]): boolean {
  let at: unknown = options;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
    at = (at as Record<string, unknown>)[key];
  }
  return at !== undefined && at !== null && at !== false;
}

/** Load balancers of each site, for looking addresses up. */
function loadBalancerGroups(draft: Draft): ReadonlyMap<string, readonly IntervalGroup<DraftCluster>[]> {
  const bySite = new Map<string, { owner: DraftCluster; family: 4 | 6; first: bigint; last: bigint }[]>();
  for (const cluster of draft.clusters) {
    if (cluster.network === undefined) continue;
    const site = siteOf(cluster.network);
    const intervals = bySite.get(site) ?? [];
    bySite.set(site, intervals);
    for (const range of cluster.loadBalancers?.value ?? []) intervals.push({ ...range, owner: cluster });
  }
  return new Map([...bySite].map(([site, intervals]) => [site, groupIntervals(intervals)]));
}

export function siteOf(network: DraftNetwork): string {
  return network.settings.site ?? 'default';
}

function isInside(claim: AddressClaim): boolean {
  const cidr = claim.network.cidr?.value;
  return cidr === undefined || contains(cidr, { family: claim.family, value: claim.address });
}

function isWithin(outer: AddressRange, inner: AddressRange): boolean {
  return overlaps(outer, inner) && outer.first <= inner.first && inner.last <= outer.last;
}

function outside(
  network: DraftNetwork,
  family: 4 | 6,
  value: bigint,
  place: { span: AddressClaim['span']; who: string },
  claim: AddressClaim,
  draft: Draft,
  claims: readonly AddressClaim[],
): Diagnostic {
  const cidr = network.cidr;
  const advice = nextFreeAddress(draft, claim, claims);
  return blame(
    'address/outside-network',
    place,
    [{ span: cidr?.span, who: `network ${network.name}` }],
    `${formatAddress({ family, value })} is not in network ${network.name}${cidr === undefined ? '' : ` (${formatCidr(cidr.value)})`}`,
    advice,
  );
}

/** Load balancers somewhere else in the network, as many as before. */
function movedPool(
  draft: Draft,
  claims: readonly AddressClaim[],
  cluster: DraftCluster | undefined,
): { readonly fix?: Fix } {
  const pool = cluster?.loadBalancers;
  if (cluster?.network === undefined || pool === undefined) return {};
  const size = pool.value.reduce((sum, range) => sum + (range.last - range.first + 1n), 0n);
  const fix = replace(pool.span, freeRange(draft, cluster.network, size, claims));
  return fix === undefined ? {} : { fix };
}

/** A bare address outside the network is not a virtual address, and without a port it is not marked as an external load balancer. */
function endpointOutside(draft: Draft, cluster: DraftCluster, claims: readonly AddressClaim[]): readonly Diagnostic[] {
  const written = cluster.config.value.network?.endpoint;
  const network = cluster.network;
  const cidr = network?.cidr;
  if (written === undefined || network === undefined || cidr === undefined) return [];
  if (cluster.endpoint?.value.address !== undefined || !isWritten(cluster.config.tree, 'network', 'endpoint'))
    return [];
  const address = parseAddress(written);
  if (address === undefined || contains(cidr.value, address)) return [];
  const host = address.family === 6 ? `[${written}]` : written;
  return [
    blame(
      'address/outside-network',
      { span: writtenAt(cluster.config.tree, 'network', 'endpoint'), who: `endpoint of ${cluster.id}` },
      [{ span: cidr.span, who: `network ${network.name}` }],
      `${written} is not in network ${network.name} (${formatCidr(cidr.value)})`,
      {
        help: `choose an address in ${formatCidr(cidr.value)}, or write ${host}:6443 for an external load balancer`,
        fix: replace(writtenAt(cluster.config.tree, 'network', 'endpoint'), freeAddress(draft, network, claims)),
      },
    ),
  ];
}
