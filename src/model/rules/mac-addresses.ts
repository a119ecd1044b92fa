import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { replace } from '../../diagnostics/fix.ts';
import type { Draft, DraftNode } from '../draft.ts';
import { allocatedAt } from './claims.ts';
import { add } from './node-names.ts';
import { blame, conflict, lastWritten, type Place, whoIs, writtenAt } from './places.ts';

export interface MacClaim {
  readonly mac: string;
  readonly node: DraftNode;
  /** Name of the interface; undefined for the one in the cluster's network. */
  readonly port: string | undefined;
  /** Undefined when it was allocated. */
  readonly span: Place['span'];
}

/**
 * Two ports with one MAC address on one network answer for each other, now and then. And the lowest bit of the first byte
 * marks a group, not a port (IEEE 802, individual/group bit).
 */
export function macAddresses(draft: Draft): readonly Diagnostic[] {
  const owners = new Map<string, MacClaim[]>();
  const found: Diagnostic[] = [];
  for (const claim of macClaims(draft)) {
    add(owners, claim.mac.toUpperCase(), claim);
    if (claim.span === undefined || (Number.parseInt(claim.mac.slice(0, 2), 16) & 1) === 0) continue;
    const first = (Number.parseInt(claim.mac.slice(0, 2), 16) & 0xfe).toString(16).padStart(2, '0').toUpperCase();
    found.push(
      blame('mac/multicast', placeOf(draft, claim), [], `${claim.mac} is a multicast address`, {
        help: `make its first byte even, for example ${first}${claim.mac.slice(2)}, or remove it`,
        fix: replace(claim.span, JSON.stringify(`${first}${claim.mac.slice(2)}`)),
      }),
    );
  }
  for (const [mac, claims] of owners) {
    if (claims.length < 2 || claims.every((claim) => claim.span === undefined)) continue;
    const places = claims.map((claim) => placeOf(draft, claim));
    const free = freeMac(mac, owners);
    found.push(
      ...conflict('mac/in-use', places, `${mac} is used by ${claims.length} interfaces`, {
        help: `remove it, and one is assigned, or write another, such as ${free}`,
        fix: replace(lastWritten(places)?.span, JSON.stringify(free)),
      }),
    );
  }
  return found;
}

/** The next one up that no interface has. */
function freeMac(mac: string, owners: ReadonlyMap<string, unknown>): string {
  for (let next = Number.parseInt(mac.slice(9).replaceAll(':', ''), 16) + 1; ; next += 1) {
    const digits = (next % 0x1000000).toString(16).toUpperCase().padStart(6, '0');
    const free = `${mac.slice(0, 9)}${(digits.match(/../g) as string[]).join(':')}`;
    if (!owners.has(free)) return free;
  }
}

export function macClaims(draft: Draft): readonly MacClaim[] {
  const claims: MacClaim[] = [];
  for (const cluster of draft.clusters) {
    for (const node of cluster.nodes) {
      if (node.mac !== undefined) claims.push({ mac: node.mac.value, node, port: undefined, span: node.mac.span });
      for (const [port, { mac }] of Object.entries(node.value.interfaces ?? {})) {
        if (mac === undefined) continue;
        claims.push({ mac, node, port, span: writtenAt(node.tree, 'interfaces', port, 'mac') });
      }
    }
  }
  return claims;
}

function placeOf(draft: Draft, { node, port, span }: MacClaim): Place {
  const who = port === undefined ? whoIs(node) : `${port} of ${whoIs(node)}`;
  return { span: span ?? (port === undefined ? allocatedAt(draft, node, 'mac') : undefined), who };
}
