import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft } from '../draft.ts';
import { blame, clusterPlace, isUsers, whoIs, writtenAt, writtenNodes } from './places.ts';
import { inList } from './range-overlap.ts';

/** Machines of a network with DHCP whose address nothing tells: what needs one uses their hostname. */
export function addressesNotKnown(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    if (cluster.network?.settings.addressing !== 'dhcp') return [];
    const nodes = cluster.nodes.filter((node) => node.address === undefined);
    const [first] = nodes;
    if (first === undefined) return [];
    const span = [writtenAt(cluster.config.tree, 'network', 'attach'), clusterPlace(cluster).span].find(isUsers);
    const addressing = { span: writtenAt(cluster.network.tree, 'addressing'), who: `network ${cluster.network.name}` };
    const name = first.name.value;
    const names = inList(nodes.map((node) => node.value.hostname ?? node.name.value));
    const message = `no address of ${names} is known: Terraform, talosctl and etcd's endpoints reach them by these names`;
    const help = `reserve an address${first.mac === undefined ? '' : ` for ${first.mac.value}`} and write it: nodes: {${name}: {address: ...}}`;
    return [
      blame('address/not-known', { span, who: whoIs(first) }, [addressing], message, { help, cluster: cluster.id }),
    ];
  });
}

/** A range that nothing is allocated from. */
export function rangesNotUsed(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    const { network, nodeRange } = cluster;
    if (network?.settings.addressing !== 'dhcp' || nodeRange?.span === undefined) return [];
    const place = { span: nodeRange.span, who: `node addresses of ${cluster.id}` };
    const addressing = { span: writtenAt(network.tree, 'addressing'), who: `network ${network.name}` };
    const message = `no address is allocated from the range: network ${network.name} has addressing: dhcp`;
    return [blame('range/unused', place, [addressing], message, { cluster: cluster.id })];
  });
}

/** Ports of a static network without an address: they are up and reach nothing. */
export function portsWithoutAddress(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    for (const node of writtenNodes(cluster.nodes)) {
      const interfaces = Object.entries(node.value.interfaces ?? {});
      const used = new Set(
        interfaces.flatMap(([, { vlan, bond, bridge }]) => [
          vlan?.parent,
          ...(bond?.links ?? []),
          ...(bridge?.links ?? []),
        ]),
      );
      for (const [name, settings] of interfaces) {
        const network = settings.network === undefined ? undefined : draft.networks.get(settings.network);
        if (network === undefined || network === cluster.network || network.settings.addressing === 'dhcp') continue;
        const hasOwn =
          settings.address !== undefined || (settings.addresses ?? []).length > 0 || settings.dhcp === true;
        if (hasOwn || used.has(name)) continue;
        const owner = cluster.nodes.find(({ tree }) => tree === node.tree) ?? node;
        const place = { span: writtenAt(node.tree, 'interfaces', name), who: whoIs(owner) };
        const message = `${name} of ${owner.name.value} has no address in network ${network.name}`;
        const help = `write one for each machine: nodes: {${owner.name.value}: {interfaces: {${name}: {address: ...}}}}`;
        found.push(blame('interface/no-address', place, [], message, { help, cluster: cluster.id }));
      }
    }
  }
  return found;
}
