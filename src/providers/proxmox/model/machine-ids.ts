import { parseNumberRanges } from '../../../config/addresses.ts';
import { count } from '../../../diagnostics/count.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Draft } from '../../../model/draft.ts';
import { keptDisks } from '../../../model/hand-out.ts';
import { handedOutAt } from '../../../model/rules/claims.ts';
import { add } from '../../../model/rules/node-names.ts';
import { blame, byPlace, conflict, isWritten, type Place, whoIs, writtenAt } from '../../../model/rules/places.ts';
import { isProxmoxNode, nodesByProvider, type ProxmoxNode } from './settings.ts';

/** Enough VM ids for the machines of all clusters that the provider makes. */
export function vmIdsTooFew(draft: Draft): readonly Diagnostic[] {
  return [...nodesByProvider(draft).values()].flatMap((nodes) => {
    const { provider } = nodes[0];
    if (parseNumberRanges(provider.settings.vmIds ?? '') === undefined) return [];
    const waiting = nodes.filter((node) => node.vmId?.span === undefined && !isWritten(node.tree, 'vmId'));
    const kept = nodes.reduce((sum, node) => sum + keptDisks(node.value).length, 0);
    const wanted = waiting.length + kept;
    const served =
      waiting.filter((node) => node.vmId !== undefined).length +
      nodes.reduce((sum, node) => sum + node.holders.size, 0);
    if (served >= wanted) return [];
    const place = { span: writtenAt(provider.tree, 'vmIds'), who: `provider ${provider.name}` };
    const what = kept === 0 ? '' : ` (${kept} for kept disks)`;
    const message = `provider ${provider.name} needs ${count(wanted, 'VM id')}${what}, and ${provider.settings.vmIds} has ${served} to give`;
    return [blame('range/too-small', place, [], message)];
  });
}

interface IdClaim {
  readonly node: ProxmoxNode;
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
    if (!isProxmoxNode(node)) continue;
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

/** Providers with one endpoint are one hypervisor, by whatever names. */
function hypervisor(node: ProxmoxNode): string {
  return node.provider.settings.endpoint ?? node.provider.name;
}

function nextFreeId(draft: Draft, written: readonly ProxmoxNode[]): string | undefined {
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
