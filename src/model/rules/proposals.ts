import type { Fix, Span } from '../../diagnostics/diagnostic.ts';
import {
  type AddressRange,
  type Cidr,
  formatCidr,
  formatRange,
  isNetworkOrBroadcast,
  overlaps,
  parseCidr,
} from '../../config/addresses.ts';
import { add, replace } from '../../diagnostics/fix.ts';
import type { Draft, DraftCluster, DraftGroup, DraftNetwork } from '../draft.ts';
import { networkServers } from '../network-servers.ts';
import { isUsers } from './places.ts';

// Values that a message proposes: free in all of the platform, so that what is typed is not the next fault.

/** An address that something has, as `claims.ts` lists them. */
interface TakenAddress {
  readonly network: DraftNetwork;
  readonly address: bigint;
}

/** An address of the network that nothing has and no range is over. */
export function freeAddress(draft: Draft, network: DraftNetwork, claims: readonly TakenAddress[]): string | undefined {
  const range = freeRangeIn(draft, network, 1n, claims);
  return range === undefined ? undefined : formatRange(range);
}

/** So many addresses in a row, as `10.0.0.10-10.0.0.29`. */
export function freeRange(
  draft: Draft,
  network: DraftNetwork,
  size: number | bigint,
  claims: readonly TakenAddress[],
): string | undefined {
  const range = freeRangeIn(draft, network, BigInt(size), claims);
  return range === undefined ? undefined : formatRange(range);
}

function freeRangeIn(
  draft: Draft,
  network: DraftNetwork,
  size: bigint,
  claims: readonly TakenAddress[],
): AddressRange | undefined {
  const cidr = network.cidr?.value;
  if (cidr === undefined || size < 1n) return undefined;
  const taken = takenIn(draft, network, claims).sort((a, b) => (a.first < b.first ? -1 : 1));
  // The first ten are where routers and name servers are put that no file names.
  let first = cidr.first + (cidr.last - cidr.first > 63n ? 10n : 1n);
  for (;;) {
    const last = first + size - 1n;
    const block: AddressRange = { family: cidr.family, first, last };
    const blocking = taken.find((other) => overlaps(other, block));
    if (blocking === undefined) {
      return last > cidr.last || isNetworkOrBroadcast(cidr, last) ? undefined : block;
    }
    first = blocking.last + 1n;
  }
}

function takenIn(draft: Draft, network: DraftNetwork, claims: readonly TakenAddress[]): AddressRange[] {
  const family = network.cidr?.value.family ?? 4;
  const single = (value: bigint): AddressRange => ({ family, first: value, last: value });
  const ranges = draft.clusters.flatMap((cluster) => [
    ...(cluster.nodeRange?.value ?? []),
    ...(cluster.loadBalancers?.value ?? []),
    ...[cluster.endpoint?.value.address ?? []].flat().map(single),
  ]);
  const servers = networkServers(network).map(({ value }) => single(value));
  const claimed = claims.filter((claim) => claim.network === network).map(({ address }) => single(address));
  return [...ranges, ...servers, ...claimed];
}

/** Private networks that pods, services and further networks are proposed from. */
const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8'];

/** A private network of that size which overlaps no network and no pods or services of any cluster. */
function freeCidr(draft: Draft, family: 4 | 6, prefix: number): string | undefined {
  const taken: readonly AddressRange[] = [
    ...[...draft.networks.values()].flatMap(({ cidr }) => cidr?.value ?? []),
    ...draft.clusters.flatMap(({ pods, services, loadBalancers }) => [
      ...(pods?.value ?? []),
      ...(services?.value ?? []),
      ...(loadBalancers?.value ?? []),
    ]),
  ];
  const size = 1n << BigInt((family === 4 ? 32 : 128) - prefix);
  for (const text of privateNetworks) {
    const outer = parseCidr(text) as Cidr;
    if (outer.family !== family || outer.prefix > prefix) continue;
    // Pods and services are above the networks of houses, as their defaults are.
    let first = family === 4 && outer.prefix === 8 ? aligned(outer.first + (48n << 16n), size) : outer.first;
    for (let tries = 0; tries <= taken.length && first + size - 1n <= outer.last; tries += 1) {
      const block: AddressRange = { family, first, last: first + size - 1n };
      const blocking = taken.find((other) => overlaps(other, block));
      if (blocking === undefined) return formatCidr({ ...block, prefix });
      first = aligned(blocking.last + 1n, size);
    }
  }
  return undefined;
}

function aligned(value: bigint, size: bigint): bigint {
  return ((value + size - 1n) / size) * size;
}

/** A value of a list of comma-separated CIDRs with one of them replaced. */
function withCidr(all: readonly Cidr[], bad: AddressRange, proposal: string | undefined): string | undefined {
  if (proposal === undefined) return undefined;
  return all
    .map((cidr) => (cidr.first === bad.first && cidr.last === bad.last ? proposal : formatCidr(cidr)))
    .join(',');
}

/** Pods or services of a cluster with one of their ranges in a private network of that size which nothing has. */
export function cidrFix(
  draft: Draft,
  cluster: DraftCluster,
  kind: 'pods' | 'services',
  bad: AddressRange,
  prefix: number,
): Fix | undefined {
  const written = cluster[kind];
  const text = withCidr(written?.value ?? [], bad, freeCidr(draft, bad.family, prefix));
  return written?.span === undefined ? setInCluster(cluster, ['network', kind], text) : replace(written.span, text);
}

/** Where a group is written in its cluster. */
export function groupPath(group: DraftGroup): readonly string[] {
  return group.role === 'controlplane' ? ['controlPlane'] : ['pools', group.name];
}

/** Another value where the user wrote one; for one that is built in, a value of the cluster's own. */
export function replaceOrSet(
  cluster: DraftCluster,
  span: Span | undefined,
  path: readonly string[],
  text: string,
): Fix | undefined {
  return isUsers(span) ? replace(span, text) : setInCluster(cluster, path, text);
}

/** Sets a value at the cluster, whatever layer had another one. */
export function setInCluster(
  cluster: DraftCluster,
  path: readonly string[],
  text: string | undefined,
): Fix | undefined {
  return cluster.span?.file.startsWith('infraflux:') === true ? undefined : add(cluster.span, path, text);
}
