import { formatClusterId } from '../../identity/cluster-id.ts';
import type { Fix, Span } from '../../diagnostics/diagnostic.ts';
import { replace } from '../../diagnostics/fix.ts';
import {
  type Address,
  contains,
  formatAddress,
  isNetworkOrBroadcast,
  lowestFree,
  overlaps,
  parseAddress,
  parsePrefixed,
} from '../../config/addresses.ts';
import type { Draft, DraftCluster, DraftNetwork, DraftNode } from '../draft.ts';
import type { LockKind } from '../lock.ts';
import { nameOfValue } from '../lock-book.ts';
import { networkServers } from '../network-servers.ts';
import { mainInterface } from './node-links.ts';
import { freeAddress } from './proposals.ts';
import { whoIs, writtenAt } from './places.ts';

/** An owner of an address in one of the networks. */
export interface AddressClaim {
  readonly network: DraftNetwork;
  readonly family: 4 | 6;
  readonly address: bigint;
  /** Undefined when it was allocated. */
  readonly span: Span | undefined;
  readonly cluster: DraftCluster;
  /** Undefined for the cluster's endpoint. */
  readonly node: DraftNode | undefined;
  /** How many bits follow the address where it was written: addresses of interfaces have them. */
  readonly withPrefix?: number | undefined;
  /** Whether the span is that of a list with more than this address. */
  readonly isListed?: boolean;
}

/** Every machine's address in its cluster's network, those of its other interfaces, and every virtual endpoint. */
export function addressClaims(draft: Draft): readonly AddressClaim[] {
  const claims: AddressClaim[] = [];
  for (const cluster of draft.clusters) {
    const network = cluster.network;
    const family = network?.cidr?.value.family;
    const endpoint = cluster.endpoint;
    if (network !== undefined && family !== undefined && endpoint?.value.address !== undefined) {
      claims.push({
        network,
        family: parseAddress(endpoint.value.host)?.family ?? family,
        address: endpoint.value.address,
        span: endpoint.span,
        cluster,
        node: undefined,
      });
    }
    for (const node of cluster.nodes) {
      if (network !== undefined && family !== undefined && node.address !== undefined) {
        const { value: address, span } = node.address;
        claims.push({ network, family: familyOf(node, family), address, span, cluster, node });
      }
      for (const claim of interfaceClaims(draft, cluster, node)) claims.push(claim);
    }
  }
  return claims;
}

export function claimant(claim: AddressClaim): string {
  return claim.node === undefined ? `endpoint of ${claim.cluster.id}` : whoIs(claim.node);
}

/** Location of an allocated number in infraflux.lock; undefined when it was allocated in this run. */
export function allocatedAt(draft: Draft, node: DraftNode, kind: LockKind, name?: string): Span | undefined {
  const lines = draft.lock.lines.filter(
    (line) =>
      line.kind === kind &&
      nameOfValue(line.value) === name &&
      line.node === node.name.value &&
      line.cluster === node.cluster &&
      line.environment === node.environment,
  );
  return (lines.find((line) => !line.tombstone) ?? lines[0])?.span;
}

/** A valid value: the lowest free address of the cluster's range; for endpoints and further networks, of the network. */
export function nextFreeAddress(
  draft: Draft,
  claim: AddressClaim,
  claims: readonly AddressClaim[],
): { readonly help?: string; readonly fix?: Fix } {
  const { cluster, network } = claim;
  const free = claim.node === undefined || network !== cluster.network ? undefined : nextOfRange(draft, claim, claims);
  const address = free ?? freeAddress(draft, network, claims);
  if (address === undefined) return {};
  const whose = free === undefined ? `network ${network.name}` : formatClusterId(cluster.id);
  const written = claim.withPrefix === undefined ? address : `${address}/${claim.withPrefix}`;
  const fix = claim.isListed === true ? undefined : replace(claim.span, written);
  return { help: `the next free address of ${whose} is ${address}`, ...(fix === undefined ? {} : { fix }) };
}

function nextOfRange(draft: Draft, claim: AddressClaim, claims: readonly AddressClaim[]): string | undefined {
  const { cluster, network } = claim;
  const cidr = network.cidr?.value;
  if (cidr === undefined || cluster.nodeRange === undefined) return undefined;
  const taken = new Set(claims.filter((other) => other.network === network).map((other) => other.address));
  for (const { value } of networkServers(network)) taken.add(value);
  const pools = draft.clusters.flatMap((other) => other.loadBalancers?.value ?? []);
  const ranges = cluster.nodeRange.value.filter((range) => overlaps(range, cidr));
  const free = lowestFree(
    ranges,
    (value) =>
      taken.has(value) ||
      isNetworkOrBroadcast(cidr, value) ||
      pools.some((pool) => contains(pool, { family: cidr.family, value })),
  );
  return free === undefined ? undefined : formatAddress({ family: cidr.family, value: free });
}

function familyOf(node: DraftNode, fallback: 4 | 6): 4 | 6 {
  const written = node.address?.span === undefined ? undefined : node.value.address;
  return (written === undefined ? undefined : parseAddress(written)?.family) ?? fallback;
}

/** Addresses of interfaces, in the network that they name or that holds them at the cluster's site. */
function interfaceClaims(draft: Draft, cluster: DraftCluster, node: DraftNode): readonly AddressClaim[] {
  const claims: AddressClaim[] = [];
  const main = mainInterface(cluster, node);
  for (const [name, value] of Object.entries(node.value.interfaces ?? {})) {
    const network = value.network === undefined ? undefined : draft.networks.get(value.network);
    const address = parseAddress(value.address ?? '');
    // The main one only describes the port that the node has on the cluster's network anyway.
    if (network !== undefined && address !== undefined && name !== main) {
      const span = writtenAt(node.tree, 'interfaces', name, 'address');
      claims.push({ network, family: address.family, address: address.value, span, cluster, node });
    }
    for (const [index, text] of (value.addresses ?? []).entries()) {
      const prefixed = parsePrefixed(text);
      const own = prefixed?.address;
      const holder = own === undefined ? undefined : (network ?? holderOf(draft, cluster, own));
      const cidr = holder?.cidr?.value;
      if (own === undefined || holder === undefined || cidr === undefined || !contains(cidr, own)) continue;
      if (holder === cluster.network && node.address?.value === own.value) continue;
      const span =
        writtenAt(node.tree, 'interfaces', name, 'addresses', String(index)) ??
        writtenAt(node.tree, 'interfaces', name, 'addresses');
      const withPrefix = prefixed?.network.prefix;
      claims.push({
        network: holder,
        family: own.family,
        address: own.value,
        span,
        cluster,
        node,
        withPrefix,
        isListed: true,
      });
    }
  }
  return claims;
}

/** The network at a cluster's site that an address lies in. */
export function holderOf(draft: Draft, cluster: DraftCluster, address: Address): DraftNetwork | undefined {
  const here = cluster.network?.settings.site;
  return [...draft.networks.values()].find(
    ({ cidr, settings }) => settings.site === here && cidr !== undefined && contains(cidr.value, address),
  );
}
