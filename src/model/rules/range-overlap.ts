import type { DiagnosticDetails } from '../../diagnostics/catalogue.ts';
import type { Diagnostic, Fix, Span } from '../../diagnostics/diagnostic.ts';
import { add, replace } from '../../diagnostics/fix.ts';
import { type AddressRange, formatCidr, formatRange, overlaps } from '../../config/addresses.ts';
import type { Draft, DraftCluster } from '../draft.ts';
import { provides, siteOf } from './address-place.ts';
import { groupIntervals, type Interval, type IntervalGroup } from './intervals.ts';
import { addressClaims } from './claims.ts';
import { blame, byPlace, compare, conflict, lastWritten, type Place, writtenAt } from './places.ts';
import { cidrFix, freeAddress, freeRange, setInCluster } from './proposals.ts';

interface Owner extends Place {
  readonly cluster: DraftCluster;
  readonly kind: 'nodes' | 'endpoint' | 'loadBalancers';
}

/** Nodes, endpoints and load balancers of all clusters on a site: no two may have an address in common. */
export function rangesOverlap(draft: Draft): readonly Diagnostic[] {
  const sites = new Map<string, Interval<Owner>[]>();
  for (const cluster of draft.clusters) {
    if (cluster.network === undefined) continue;
    const site = siteOf(cluster.network);
    const intervals = sites.get(site) ?? [];
    sites.set(site, intervals);
    intervals.push(...intervalsOf(cluster));
  }
  return [...sites.values()].flatMap((intervals) =>
    groupIntervals(intervals).flatMap((group) => overlapIn(draft, group)),
  );
}

/** Networks of one site are one world: an address in two of them has two owners. */
export function networksOverlap(draft: Draft): readonly Diagnostic[] {
  const sites = new Map<string, Interval<Place & { readonly name: string }>[]>();
  for (const network of draft.networks.values()) {
    if (network.cidr === undefined) continue;
    const intervals = sites.get(siteOf(network)) ?? [];
    sites.set(siteOf(network), intervals);
    const { family, first, last } = network.cidr.value;
    const owner = { span: network.cidr.span, who: `network ${network.name}`, name: network.name };
    intervals.push({ family, first, last, owner });
  }
  return [...sites.values()].flatMap((intervals) =>
    groupIntervals(intervals)
      .filter((group) => group.members.length > 1)
      .flatMap((group) => {
        const names = group.members.map((member) => member.owner.name).sort(compare);
        const places = group.members.map((member) => member.owner);
        const last = lastWritten(places);
        return conflict('network/overlap', places, `networks ${inList(names)} overlap on one site`, {
          help: 'write networks that do not overlap, or, where nothing routes between them, different sites',
          fix: last === undefined ? undefined : siteFix(draft, last.name),
        });
      }),
  );
}

/** Pods and Services of one cluster against each other and against the networks around it. */
export function clusterRangesOverlap(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    const own = [...cidrsOf(cluster, 'pods'), ...cidrsOf(cluster, 'services')];
    const around = cluster.network === undefined ? [] : networksAround(draft, siteOf(cluster.network));
    for (const [index, range] of own.entries()) {
      for (const other of [...around, ...own.slice(0, index)]) {
        if (!overlaps(range.range, other.range)) continue;
        const message = `${range.who} ${formatRangeOf(range.range)} overlap ${other.who} ${formatRangeOf(other.range)}`;
        // Pods and services can move; a network is where it is. The schema's defaults cannot be blamed at all.
        const fix = movedFix(draft, cluster, range);
        if (range.span !== undefined)
          found.push(blame('range/pods-or-services-in-use', range, [other], message, { fix }));
        else found.push(...conflict('range/pods-or-services-in-use', [range, other], message, { fix }));
      }
    }
  }
  return found;
}

/** Clusters whose pods reach each other directly: then their pods and services must differ as well. */
export function meshedRangesOverlap(draft: Draft): readonly Diagnostic[] {
  const meshed = draft.clusters.filter((cluster) => provides(cluster, 'network/mesh'));
  const intervals = meshed.flatMap((cluster) =>
    [...cidrsOf(cluster, 'pods'), ...cidrsOf(cluster, 'services')].map((cidr) => ({
      ...cidr.range,
      owner: { span: cidr.span, who: `${cidr.who} of ${cluster.id}`, cluster, cidr },
    })),
  );
  return groupIntervals(intervals)
    .filter((group) => new Set(group.members.map((member) => member.owner.cluster)).size > 1)
    .flatMap((group) => {
      const places = group.members.map((member) => member.owner);
      return conflict(
        'range/pods-or-services-in-use',
        places,
        `${inList(places.map((place) => place.who))} overlap in the mesh`,
        meshFix(
          draft,
          group.members.map(({ owner }) => owner),
        ),
      );
    });
}

export function inList(words: readonly string[]): string {
  const sorted = [...new Set(words)].sort(compare);
  if (sorted.length < 2) return sorted.join('');
  if (sorted.length > 4) return `${sorted.slice(0, 3).join(', ')} and ${sorted.length - 3} more`;
  return `${sorted.slice(0, -1).join(', ')} and ${sorted.at(-1)}`;
}

function intervalsOf(cluster: DraftCluster): readonly Interval<Owner>[] {
  const intervals: Interval<Owner>[] = [];
  const add = (kind: Owner['kind'], words: string, span: Span | undefined, range: AddressRange): void => {
    const { family, first, last } = range;
    intervals.push({ family, first, last, owner: { kind, cluster, span, who: `${words} of ${cluster.id}` } });
  };
  const { nodeRange, loadBalancers, endpoint } = cluster;
  for (const range of nodeRange?.value ?? []) add('nodes', 'node addresses', nodeRange?.span, range);
  for (const range of loadBalancers?.value ?? []) add('loadBalancers', 'load balancers', loadBalancers?.span, range);
  const address = endpoint?.value.address;
  const family = cluster.network?.cidr?.value.family;
  if (address !== undefined && family !== undefined) {
    add('endpoint', 'endpoint', endpoint?.span, { family, first: address, last: address });
  }
  return intervals;
}

function overlapIn(draft: Draft, group: IntervalGroup<Owner>): readonly Diagnostic[] {
  // Endpoints alone share an address, which is another rule's.
  if (group.members.length < 2 || group.members.every((member) => member.owner.kind === 'endpoint')) return [];
  const written = group.members.filter((member) => member.owner.span !== undefined);
  const touching = (member: Interval<Owner>): number =>
    group.members.filter((other) => other !== member && overlaps(member, other)).length;
  // The one that overlaps the most others is blamed; between equals, the last one in the text.
  const counted = written.map((member) => ({ member, touches: touching(member) }));
  const blamed = counted
    .sort((a, b) => a.touches - b.touches || byPlace(a.member.owner, b.member.owner))
    .at(-1)?.member;
  if (blamed === undefined) return [];
  const others = group.members.filter((member) => member !== blamed).map((member) => member.owner);
  const names = [...new Set(others.map((other) => other.who))];
  const what = names.length === 1 && names[0] === blamed.owner.who ? 'each other' : inList(names);
  const verb = blamed.owner.kind === 'endpoint' ? 'is inside the' : 'overlap the';
  const message = `${formatRange(blamed)}, ${blamed.owner.who}, ${what === 'each other' ? 'overlap each other' : `${verb} ${what}`}`;
  return [
    blame('range/overlap', blamed.owner, others, message, {
      fix: elsewhere(
        draft,
        blamed,
        group.members.some((other) => other !== blamed && other.owner.span === blamed.owner.span),
      ),
    }),
  ];
}

/** As many addresses where there is nothing. */
function elsewhere(draft: Draft, { first, last, owner }: Interval<Owner>, isShared: boolean): Fix | undefined {
  const { network } = owner.cluster;
  if (network === undefined) return undefined;
  const claims = addressClaims(draft);
  const free =
    owner.kind === 'endpoint'
      ? freeAddress(draft, network, claims)
      : freeRange(draft, network, last - first + 1n, claims);
  // What clusters have from their defaults is set in the cluster.
  return isShared ? setInCluster(owner.cluster, ['network', owner.kind], free) : replace(owner.span, free);
}

function siteFix(draft: Draft, network: string): Fix | undefined {
  return add(writtenAt(draft.config.rootTree, 'networks', network), ['site'], network);
}

function movedFix(draft: Draft, cluster: DraftCluster, { who, range }: OwnCidr): Fix | undefined {
  return cidrFix(draft, cluster, who.startsWith('services') ? 'services' : 'pods', range, range.prefix);
}

function meshFix(
  draft: Draft,
  owners: readonly (Place & { readonly cluster: DraftCluster; readonly cidr: OwnCidr })[],
): DiagnosticDetails {
  const last = lastWritten(owners);
  return last === undefined ? {} : { fix: movedFix(draft, last.cluster, last.cidr) };
}

interface OwnCidr extends Place {
  readonly range: AddressRange & { readonly prefix: number };
}

function cidrsOf(cluster: DraftCluster, kind: 'pods' | 'services'): readonly OwnCidr[] {
  const cidrs = cluster[kind];
  return (cidrs?.value ?? []).map((range) => ({ range, span: cidrs?.span, who: kind }));
}

function networksAround(draft: Draft, site: string): readonly OwnCidr[] {
  const around: OwnCidr[] = [];
  for (const network of draft.networks.values()) {
    if (network.cidr === undefined || siteOf(network) !== site) continue;
    around.push({ range: network.cidr.value, span: network.cidr.span, who: `network ${network.name}` });
  }
  return around;
}

function formatRangeOf(range: AddressRange & { readonly prefix: number }): string {
  return formatCidr(range);
}
