import { type AddressRange, formatAddress, formatRange, overlaps } from '../../config/addresses.ts';
import { count } from '../../diagnostics/count.ts';
import type { DiagnosticCode } from '../../diagnostics/catalogue/codes.ts';
import type { Diagnostic, Span } from '../../diagnostics/diagnostic.ts';
import { formatClusterId } from '../../identity/cluster-id.ts';
import type { Draft, DraftCluster, DraftNetwork, DraftNode } from '../draft.ts';
import type { LockLine } from '../lock.ts';
import { plainValue } from '../lock-book.ts';
import { retainedAddresses, retainedMachinesOf, retainedRanges } from '../retained/claims.ts';
import type { RetainedCluster, RetainedMachine } from '../retained/retained.ts';
import { addressClaims, claimant } from './claims.ts';
import { macClaims } from './mac-addresses.ts';
import { blame, type Place, whoIs, writtenAt } from './places.ts';
import { inList } from './range-overlap.ts';

/**
 * What a cluster that left infraflux.yaml still has, and another one is given by hand: its machines may run, whatever the
 * input says. What is allocated never collides, because it is counted as taken.
 */
export function retainedInUse(draft: Draft): readonly Diagnostic[] {
  if (draft.retained.length === 0) return [];
  return [...addresses(draft), ...ranges(draft), ...macs(draft), ...names(draft)];
}

function addresses(draft: Draft): readonly Diagnostic[] {
  return addressClaims(draft).flatMap((claim) => {
    const { network, family, address: value, span } = claim;
    if (span === undefined) return [];
    const owner = retainedAddresses(draft.retained, network.name).find(
      ({ address }) => address.family === family && address.value === value,
    );
    if (owner === undefined) return [];
    const address = formatAddress({ family, value });
    const who = owner.machine === undefined ? 'the endpoint' : owner.machine.name;
    const related = heldAt(owner.cluster, owner.machine, (line) => plainValue(line.value) === address);
    return [inUse('address/in-use', { span, who: claimant(claim) }, address, who, owner.cluster, related)];
  });
}

/** Load balancers announce addresses that no lock knows: those of a retained cluster, and those of others. */
function ranges(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    const { network, endpoint, loadBalancers } = cluster;
    if (network === undefined) return [];
    const announced = retainedRanges(draft.retained, network.name);
    const own = [
      ...(loadBalancers?.value ?? []).map((range) => ({ range, span: loadBalancers?.span, who: 'load balancers' })),
      ...endpointRange(cluster, network).map((range) => ({ range, span: endpoint?.span, who: 'endpoint' })),
    ];
    return own.flatMap(({ range, span, who }) => {
      if (span === undefined) return [];
      const place = { span, who: `${who} of ${formatClusterId(cluster.id)}` };
      const other = announced.find((theirs) => overlaps(theirs.range, range));
      if (other !== undefined)
        return [inUse('range/overlap', place, formatRange(range), 'the load balancers', other.cluster)];
      if (who === 'endpoint') return [];
      const inside = retainedAddresses(draft.retained, network.name).find(({ address }) =>
        overlaps(range, { family: address.family, first: address.value, last: address.value }),
      );
      if (inside === undefined) return [];
      const owner = inside.machine === undefined ? 'the endpoint' : inside.machine.name;
      return [inUse('range/overlap', place, formatRange(range), owner, inside.cluster)];
    });
  });
}

function endpointRange({ endpoint }: DraftCluster, network: DraftNetwork): readonly AddressRange[] {
  const address = endpoint?.value.address;
  const family = network.cidr?.value.family;
  return address === undefined || family === undefined ? [] : [{ family, first: address, last: address }];
}

function macs(draft: Draft): readonly Diagnostic[] {
  return macClaims(draft).flatMap(({ mac, node, port, span }) => {
    if (span === undefined) return [];
    const owner = retainedMachinesOf(draft.retained).find(({ machine }) => machine.macs.includes(mac.toUpperCase()));
    if (owner === undefined) return [];
    const who = port === undefined ? whoIs(node) : `${port} of ${whoIs(node)}`;
    const related = heldAt(owner.cluster, owner.machine, (line) => plainValue(line.value) === mac.toUpperCase());
    return [inUse('mac/in-use', { span, who }, mac, owner.machine.name, owner.cluster, related)];
  });
}

/** The hypervisor and people know a machine by its name. One diagnostic for each cluster, however many names it shares. */
function names(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) =>
    draft.retained.flatMap((retained) => {
      const shared = cluster.nodes.filter((node) =>
        retained.machines.some(
          (machine) =>
            machine.name === node.name.value && (machine.provider ?? node.provider?.name) === node.provider?.name,
        ),
      );
      const [first] = shared;
      if (first === undefined) return [];
      const place = { span: nameSpan(first) ?? cluster.span, who: formatClusterId(cluster.id) };
      const words = `node ${shared.length === 1 ? 'name' : 'names'} ${inList(shared.map(({ name }) => name.value))}`;
      return [inUse('node/duplicate-name', place, words, count(shared.length, 'machine'), retained)];
    }),
  );
}

function nameSpan(node: DraftNode): Span | undefined {
  return node.name.span ?? writtenAt(node.group.tree, 'name') ?? node.group.count?.span;
}

export function inUse(
  code: DiagnosticCode,
  place: Place,
  what: string,
  who: string,
  cluster: RetainedCluster,
  held?: Place,
): Diagnostic {
  const id = formatClusterId(cluster.id);
  const message = `${what} (${place.who}) is used by ${who} of ${id}, which is no longer in infraflux.yaml and may still have machines`;
  const help = `restore ${id}, or choose another value; \`infraflux explain cluster/retained\` describes how to destroy it`;
  return blame(code, place, held === undefined ? [] : [held], message, { help });
}

/** The line of infraflux.lock that allocated it. */
export function heldAt(
  { lines }: RetainedCluster,
  machine: RetainedMachine | undefined,
  holds: (line: LockLine) => boolean,
): Place | undefined {
  const line = machine && lines.find((line) => line.node === machine.name && holds(line));
  return line?.span === undefined ? undefined : { span: line.span, who: 'infraflux.lock' };
}
