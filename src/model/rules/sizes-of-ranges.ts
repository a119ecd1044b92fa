import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { replace } from '../../diagnostics/fix.ts';
import { type AddressRange, containsRange, formatRange, overlaps } from '../../config/addresses.ts';
import { addressClaims } from './claims.ts';
import type { Draft, DraftCluster, DraftNetwork, DraftNode } from '../draft.ts';
import { blame, isWritten, type Place } from './places.ts';
import { cidrFix, freeRange } from './proposals.ts';

/** Enough addresses for the machines that have none of their own. */
export function nodeRangesTooSmall(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const pools = draft.clusters.flatMap((cluster) => cluster.loadBalancers?.value ?? []);
  for (const cluster of draft.clusters) {
    const range = cluster.nodeRange;
    const cidr = cluster.network?.cidr?.value;
    if (range === undefined || cidr === undefined) continue;
    // A range outside of the network or with another owner is not usable, and was reported for that.
    if (!range.value.every((piece) => containsRange(cidr, piece))) continue;
    if (pools.some((pool) => range.value.some((piece) => overlaps(piece, pool)))) continue;
    if (cluster.nodes.every((node) => node.address !== undefined)) continue;
    const waiting = cluster.nodes.filter((node) => wantsAddress(cluster, node));
    const served = waiting.filter((node) => node.address !== undefined).length;
    if (served === waiting.length) continue;
    const words = range.value.map(formatRange).join(', ');
    const message = `${cluster.id} needs ${count(waiting.length, 'address', 'addresses')}, but ${words} has ${served}`;
    const place = { span: range.span, who: `node addresses of ${cluster.id}` };
    const { network } = cluster;
    const free = network === undefined ? undefined : widerRange(draft, network, range.value, waiting.length);
    found.push(blame('range/too-small', place, [], message, { fix: replace(range.span, free) }));
  }
  return found;
}

/**
 * Each node gets a piece of the pods' range: /24 of IPv4, /64 of IPv6, unless configured otherwise (defaults of
 * kube-controller-manager, node-cidr-mask-size-ipv4 and -ipv6).
 */
export function podRangesTooSmall(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    const pods = cluster.pods;
    const nodes = cluster.nodes.length;
    for (const cidr of pods?.value ?? []) {
      const mask = cidr.family === 4 ? 24 : 64;
      const pieces = cidr.prefix > mask ? 0 : 2 ** Math.min(mask - cidr.prefix, 30);
      if (pieces >= nodes) continue;
      const place: Place = { span: pods?.span, who: `pods of ${cluster.id}` };
      const message = `${cluster.id} needs ${nodes} subnets of /${mask} for pods, but ${formatCidrShort(cidr)} has ${pieces}`;
      const prefix = mask - Math.ceil(Math.log2(Math.max(nodes, 1)));
      found.push(
        blame('range/too-small', place, [], message, {
          help: `use a /${prefix} or larger`,
          fix: cidrFix(draft, cluster, 'pods', cidr, Math.min(prefix, cidr.family === 4 ? 16 : 56)),
        }),
      );
    }
  }
  return found;
}

/** The same beginning with as many addresses as are needed, where they are free; else somewhere else. */
function widerRange(
  draft: Draft,
  network: DraftNetwork,
  ranges: readonly AddressRange[],
  wanted: number,
): string | undefined {
  const [first] = ranges;
  const cidr = network.cidr?.value;
  if (first === undefined || cidr === undefined) return undefined;
  const size = BigInt(wanted) + (ranges.length > 1 ? 0n : first.last - first.first + 1n);
  const wider = { ...first, last: first.first + size - 1n };
  const others = draft.clusters.flatMap(({ nodeRange, loadBalancers, endpoint }) => [
    ...(nodeRange?.value ?? []),
    ...(loadBalancers?.value ?? []),
    ...[endpoint?.value.address ?? []].flat().map((value) => ({ ...first, first: value, last: value })),
  ]);
  const isFree = others.every((other) => ranges.includes(other) || !overlaps(other, wider));
  return isFree && containsRange(cidr, wider) && ranges.length === 1
    ? formatRange(wider)
    : freeRange(draft, network, size, addressClaims(draft));
}

/** Whether the cluster's range has to give the node an address. */
export function wantsAddress(cluster: DraftCluster, node: DraftNode): boolean {
  if (cluster.network === undefined || cluster.network.settings.addressing === 'dhcp') return false;
  return node.address?.span === undefined && !isWritten(node.tree, 'address');
}

function formatCidrShort(cidr: AddressRange & { readonly prefix: number }): string {
  return `${formatRange({ ...cidr, last: cidr.first })}/${cidr.prefix}`;
}

function count(number: number, singular: string, plural: string): string {
  return `${number} ${number === 1 ? singular : plural}`;
}
