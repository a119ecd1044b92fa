import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { parseNumberRanges } from '../../config/addresses.ts';
import type { Draft, DraftNode } from '../draft.ts';
import { handedOutAt } from './claims.ts';
import { add } from './node-names.ts';
import { type Place, blame, byPlace, conflict, isWritten, whoIs, writtenAt } from './places.ts';

interface IdClaim {
  readonly node: DraftNode;
  readonly id: number;
  /** Where it was pinned. */
  readonly pinned: Place['span'];
  readonly place: Place;
}

/** A VM has no identity on Proxmox but its number, and a number that is used again destroys somebody else's machine. */
export function vmIdsInUse(draft: Draft): readonly Diagnostic[] {
  const owners = new Map<string, IdClaim[]>();
  for (const claim of idClaims(draft)) add(owners, `${hypervisor(claim.node)}\n${claim.id}`, claim);
  return [...owners.values()].flatMap((claims) => {
    const written = claims.filter(({ pinned }) => pinned !== undefined).map(({ node }) => node);
    if (claims.length < 2 || written.length === 0) return [];
    const places = claims.map(({ place }) => place);
    const help = nextFreeId(draft, written);
    return conflict('vmid/in-use', places, `VM id ${claims[0]?.id} belongs to ${claims.length} machines`, { help });
  });
}

/** Machines have one, and so has each machine that owns a kept disk. */
function idClaims(draft: Draft): readonly IdClaim[] {
  const claims: IdClaim[] = [];
  for (const node of draft.clusters.flatMap((cluster) => cluster.nodes)) {
    if (node.provider === undefined) continue;
    if (node.vmId !== undefined) {
      const { value: id, span: pinned } = node.vmId;
      const place = { span: pinned ?? handedOutAt(draft, node, 'vm-id'), who: whoIs(node) };
      claims.push({ node, id, pinned, place });
    }
    for (const [disk, id] of node.holders) {
      const place = { span: handedOutAt(draft, node, 'keep'), who: `holder of disk ${disk} of ${whoIs(node)}` };
      claims.push({ node, id, pinned: undefined, place });
    }
  }
  return claims;
}

interface MacClaim {
  readonly mac: string;
  readonly node: DraftNode;
  /** Name of the interface; undefined for the one in the cluster's network. */
  readonly port: string | undefined;
  /** Undefined when it was handed out. */
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
        help: `make its first byte even, as in ${first}${claim.mac.slice(2)}, or leave it out`,
      }),
    );
  }
  for (const [mac, claims] of owners) {
    if (claims.length < 2 || claims.every((claim) => claim.span === undefined)) continue;
    const places = claims.map((claim) => placeOf(draft, claim));
    found.push(...conflict('mac/in-use', places, `${mac} belongs to ${claims.length} ports`));
  }
  return found;
}

function macClaims(draft: Draft): readonly MacClaim[] {
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
  return { span: span ?? (port === undefined ? handedOutAt(draft, node, 'mac') : undefined), who };
}

/** Providers with one endpoint are one hypervisor, by whatever names. */
function hypervisor(node: DraftNode): string {
  return node.provider?.settings.endpoint ?? node.provider?.name ?? '';
}

function nextFreeId(draft: Draft, written: readonly DraftNode[]): string | undefined {
  const blamed = written
    .map((node) => ({ node, span: node.vmId?.span, who: whoIs(node) }))
    .sort(byPlace)
    .at(-1)?.node;
  const provider = blamed?.provider;
  if (provider === undefined || !isWritten(provider.tree, 'vmIds')) return undefined;
  const taken = new Set(idClaims(draft).map(({ id }) => id));
  for (const range of parseNumberRanges(provider.settings.vmIds ?? '') ?? []) {
    for (let id = range.first; id <= range.last; id += 1) {
      if (!taken.has(id)) return `the next free id of provider ${provider.name} is ${id}`;
    }
  }
  return undefined;
}
