import { parseNumberRanges } from '../../../config/addresses.ts';
import { count } from '../../../diagnostics/count.ts';
import type { Diagnostic, Fix } from '../../../diagnostics/diagnostic.ts';
import { replace } from '../../../diagnostics/fix.ts';
import type { Draft } from '../../../model/draft.ts';
import { formatLockLine, lockOwner } from '../../../model/format-lock.ts';
import { keptDisks } from '../../../model/allocate/kept-disks.ts';
import { nameOfValue, plainValue } from '../../../model/lock-book.ts';
import { scopeKey } from '../../../model/lock-scope.ts';
import type { LockLine } from '../../../model/lock.ts';
import { hypervisorOf } from '../../../model/provider-settings.ts';
import { allocatedAt } from '../../../model/rules/claims.ts';
import { add } from '../../../model/rules/node-names.ts';
import { blame, byPlace, conflict, isWritten, type Place, whoIs, writtenAt } from '../../../model/rules/places.ts';
import { isProxmoxNode, nodesByProvider, type ProxmoxNode } from './settings.ts';

/** Enough VM IDs for the machines of all clusters that the provider makes. */
export function vmIdsTooFew(draft: Draft): readonly Diagnostic[] {
  return [...nodesByProvider(draft).values()].flatMap((nodes) => {
    const { provider } = nodes[0];
    const ranges = parseNumberRanges(provider.settings.vmIds ?? '');
    if (ranges === undefined) return [];
    const waiting = nodes.filter((node) => node.vmId?.span === undefined && !isWritten(node.tree, 'vmId'));
    const kept = nodes.reduce((sum, node) => sum + keptDisks(node.value).length, 0);
    const wanted = waiting.length + kept;
    const served =
      waiting.filter((node) => node.vmId !== undefined).length +
      nodes.reduce((sum, node) => sum + node.holders.size, 0);
    if (served >= wanted) return [];
    const place = { span: writtenAt(provider.tree, 'vmIds'), who: `provider ${provider.name}` };
    const what = kept === 0 ? '' : ` (${kept} for kept disks)`;
    const message = `provider ${provider.name} needs ${count(wanted, 'VM ID')}${what}, but ${provider.settings.vmIds} has ${served}`;
    const removed = keptDisksWithoutNode(draft, provider).filter(({ value }) =>
      isInside(ranges, Number(plainValue(value))),
    );
    const [line] = removed;
    const [range] = ranges;
    const wider =
      range === undefined ? undefined : `${range.first}-${range.first + Math.max(999, wanted + removed.length)}`;
    const fix = replace(place.span, wider);
    if (line === undefined) return [blame('range/too-small', place, [], message, { fix })];
    const left = `${count(removed.length, 'id')} of it ${removed.length === 1 ? 'is' : 'are'} reserved for kept disks of removed nodes`;
    const help = `${left}; to release such a disk, delete its line from infraflux.lock, for example "${formatLockLine(line)}"`;
    const lines = removed.map(({ span }) => ({ span, who: 'infraflux.lock' }));
    return [blame('range/too-small', place, lines, message, { help, fix })];
  });
}

export interface IdClaim {
  readonly node: ProxmoxNode;
  readonly id: number;
  /** Where it was pinned. */
  readonly pinned: Place['span'];
  readonly place: Place;
}

/** A VM has no identity on Proxmox but its number, and a number that is used again destroys another owner's machine. */
export function vmIdsInUse(draft: Draft): readonly Diagnostic[] {
  const owners = new Map<string, IdClaim[]>();
  for (const claim of idClaims(draft)) add(owners, `${hypervisorOf(claim.node.provider)}\n${claim.id}`, claim);
  return [...owners.values()].flatMap((claims) => {
    const written = claims.filter(({ pinned }) => pinned !== undefined).map(({ node }) => node);
    if (claims.length < 2 || written.length === 0) return [];
    const places = claims.map(({ place }) => place);
    const free = nextFreeId(draft, written);
    return conflict('vmid/in-use', places, `VM ID ${claims[0]?.id} is used by ${claims.length} machines`, {
      help: free?.words,
      fix: free?.fix,
    });
  });
}

/** Ids pinned to what holds a kept disk of a node that was removed: the disk is still there, and may be wanted again. */
export function vmIdsOfKeptDisks(draft: Draft): readonly Diagnostic[] {
  const pinned = draft.clusters.flatMap(({ nodes }) => nodes).filter((node) => node.vmId?.span !== undefined);
  return pinned.filter(isProxmoxNode).flatMap((node) => {
    const line = keptDisksWithoutNode(draft, node.provider).find(
      (kept) => plainValue(kept.value) === String(node.vmId?.value) && isHere(draft, kept),
    );
    if (line === undefined) return [];
    const place = { span: node.vmId?.span, who: whoIs(node) };
    const holder = { span: line.span, who: 'infraflux.lock' };
    const message = `VM ID ${node.vmId?.value} is reserved for the holder of disk ${nameOfValue(line.value)} of ${lockOwner(line)}`;
    const free = nextFreeId(draft, [node]);
    const help = `${free === undefined ? '' : `${free.words}; or, `}to release that disk, delete the line "${formatLockLine(line)}" from infraflux.lock`;
    return [
      blame('vmid/in-use', place, [holder], message, {
        help,
        fix: free?.fix,
      }),
    ];
  });
}

/** Lines of kept disks that are on the hypervisor, or may be, and whose own node is not: their ids are reserved. */
function keptDisksWithoutNode(draft: Draft, provider: ProxmoxNode['provider']): readonly LockLine[] {
  return draft.nextLock.lines.filter(({ kind, tombstone, scope }) => {
    if (kind !== 'keep' || !tombstone) return false;
    const key = scopeKey(draft.scopes, kind, scope);
    return key === undefined || key === hypervisorOf(provider);
  });
}

/** Where several providers are there, a line that names none may be of another one: then the pin is believed to be right. */
function isHere({ scopes }: Draft, { scope }: LockLine): boolean {
  return scope === undefined ? !scopes.named.keep : scopeKey(scopes, 'keep', scope) !== undefined;
}

function isInside(ranges: readonly { readonly first: number; readonly last: number }[], id: number): boolean {
  return ranges.some(({ first, last }) => first <= id && id <= last);
}

/** Machines have one, and so has each machine that owns a kept disk. */
export function idClaims(draft: Draft): readonly IdClaim[] {
  const claims: IdClaim[] = [];
  for (const node of draft.clusters.flatMap((cluster) => cluster.nodes)) {
    if (!isProxmoxNode(node)) continue;
    if (node.vmId !== undefined) {
      const { value: id, span: pinned } = node.vmId;
      const place = { span: pinned ?? allocatedAt(draft, node, 'vm-id'), who: whoIs(node) };
      claims.push({ node, id, pinned, place });
    }
    for (const [disk, id] of node.holders) {
      const place = { span: allocatedAt(draft, node, 'keep', disk), who: `holder of disk ${disk} of ${whoIs(node)}` };
      claims.push({ node, id, pinned: undefined, place });
    }
  }
  return claims;
}

function nextFreeId(
  draft: Draft,
  written: readonly ProxmoxNode[],
): { readonly words: string; readonly fix: Fix | undefined } | undefined {
  const blamed = written
    .map((node) => ({ node, span: node.vmId?.span, who: whoIs(node) }))
    .sort(byPlace)
    .at(-1)?.node;
  const provider = blamed?.provider;
  if (provider === undefined || !isWritten(provider.tree, 'vmIds')) return undefined;
  const there = idClaims(draft).filter(({ node }) => hypervisorOf(node.provider) === hypervisorOf(provider));
  const taken = new Set(there.map(({ id }) => id));
  for (const { value } of keptDisksWithoutNode(draft, provider)) taken.add(Number(plainValue(value)));
  for (const range of parseNumberRanges(provider.settings.vmIds ?? '') ?? []) {
    for (let id = range.first; id <= range.last; id += 1) {
      if (!taken.has(id)) {
        const words = `the next free VM ID of provider ${provider.name} is ${id}`;
        return { words, fix: replace(blamed?.vmId?.span, String(id)) };
      }
    }
  }
  return undefined;
}
