import type { ResolvedInterface } from '../../../schema/config.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import { addressedLink, defaultLink } from '../link-names.ts';
import type { DraftCluster, DraftNetwork, DraftNode } from '../draft.ts';
import { writtenAt } from './places.ts';

/** A link that a machine will have, as far as it is described. */
export interface NodeLink {
  readonly name: string;
  /** Undefined for the port on the cluster's network where no interface describes it. */
  readonly settings: ResolvedInterface | undefined;
  readonly network: DraftNetwork | undefined;
  readonly isMain: boolean;
  /** Links that it lies on: the parent of a VLAN, the ports of a bond or a bridge. With the key that lists them. */
  readonly below: readonly { readonly link: string; readonly path: readonly string[] }[];
  /** Tag of a VLAN of its own, or of the network where the machine tags its packets. */
  readonly vlan: { readonly id: number; readonly parent: string } | undefined;
  readonly mtu: number | undefined;
}

/** Links of a machine in the order in which they are written; the port on the cluster's network first. */
export function linksOf(
  cluster: DraftCluster,
  node: DraftNode,
  networks: ReadonlyMap<string, DraftNetwork>,
): readonly NodeLink[] {
  const written = Object.entries(node.value.interfaces ?? {});
  const main = mainInterface(cluster, node);
  const tagsItself = node.provider?.traits?.vlanTag === 'machine';
  const links = written.map(([name, settings]): NodeLink => {
    const network = settings.network === undefined ? undefined : networks.get(settings.network);
    return { name, settings, network, isMain: name === main, ...derived(name, settings, network, tagsItself) };
  });
  if (main !== undefined) return links;
  const network = cluster.network;
  const undescribed = { name: defaultLink, settings: undefined, network, isMain: true };
  return [{ ...undescribed, ...derived(defaultLink, undefined, network, tagsItself) }, ...links];
}

/** The interface that describes the port on the cluster's network: the first that names it. */
export function mainInterface({ network: own }: DraftCluster, { value }: DraftNode): string | undefined {
  const written = Object.entries(value.interfaces ?? {});
  return written.find(([, { network }]) => network !== undefined && network === own?.name)?.[0];
}

/** Where a key of an interface was written; where it was not, the interface itself. */
export function linkSpan(node: DraftNode, link: string, path: readonly string[]): Span | undefined {
  return writtenAt(node.tree, 'interfaces', link, ...path) ?? writtenAt(node.tree, 'interfaces', link);
}

/** Names that may be used as a parent or a port: what is described, and the VLANs that networks make. */
export function namesOf(links: readonly NodeLink[]): ReadonlySet<string> {
  return new Set(
    links.flatMap(({ name, settings, vlan }) =>
      vlan === undefined || settings?.vlan !== undefined ? [name] : [name, addressedLink(name, vlan.id)],
    ),
  );
}

function derived(
  name: string,
  settings: ResolvedInterface | undefined,
  network: DraftNetwork | undefined,
  tagsItself: boolean,
): Pick<NodeLink, 'below' | 'vlan' | 'mtu'> {
  const tag = network?.settings.vlan;
  const own = settings?.vlan;
  const isTagged = tagsItself && tag !== undefined && own === undefined && settings?.wireguard === undefined;
  const ports = (kind: 'bond' | 'bridge') =>
    (settings?.[kind]?.links ?? []).map((link, index) => ({ link, path: [kind, 'links', String(index)] }));
  return {
    below: [
      ...(own?.parent === undefined ? [] : [{ link: own.parent, path: ['vlan', 'parent'] }]),
      ...ports('bond'),
      ...ports('bridge'),
    ],
    vlan: own?.id !== undefined && own.parent !== undefined ? own : isTagged ? { id: tag, parent: name } : undefined,
    mtu: settings?.mtu ?? network?.settings.mtu,
  };
}
