import { formatAddress, parsePrefixed } from '../../config/addresses.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftNode } from '../draft.ts';
import { blame, whoIs, writtenAt } from './places.ts';
import { holderOf } from './claims.ts';

/**
 * One line that gives several machines the same address, outside of the networks that are described (within them, every address
 * has its claim). Tunnels and link-local addresses are no matter of others.
 */
export function addressesOfSeveral(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    const owners = new Map<string, { readonly first: DraftNode; readonly count: number }>();
    for (const node of cluster.nodes) {
      for (const [name, { addresses, wireguard }] of Object.entries(node.value.interfaces ?? {})) {
        for (const [index, text] of (wireguard === undefined ? (addresses ?? []) : []).entries()) {
          const address = parsePrefixed(text)?.address;
          if (address === undefined || isLocal(text) || holderOf(draft, cluster, address) !== undefined) continue;
          const path = ['interfaces', name, 'addresses'];
          const span = writtenAt(node.tree, ...path, String(index)) ?? writtenAt(node.tree, ...path);
          const key = JSON.stringify([span?.file, span?.start, text]);
          const before = owners.get(key);
          owners.set(key, { first: before?.first ?? node, count: (before?.count ?? 0) + 1 });
          if (before?.count !== 1) continue;
          const place = { span, who: whoIs(before.first) };
          const message = `${formatAddress(address)} would be an address of ${before.first.name.value}, ${node.name.value} and all other machines of ${node.group.name}`;
          const help = `write it under nodes: {${before.first.name.value}: {interfaces: {${name}: ...}}}, or name a network and an \`address\` for each`;
          found.push(blame('address/in-use', place, [], message, { help }));
        }
      }
    }
  }
  return found;
}

function isLocal(text: string): boolean {
  return /^(?:127\.|169\.254\.|fe[89ab][0-9a-f]:|::1\/)/i.test(text);
}
