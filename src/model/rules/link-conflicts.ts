import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftNode } from '../draft.ts';
import { addressedLink, defaultLink } from '../link-names.ts';
import { linksOf, linkSpan, type NodeLink } from './node-links.ts';
import { blame, whoIs, writtenNodes } from './places.ts';

/** Interfaces of one machine that cannot be together, or that Talos would not make as they are described. */
export function linksInConflict(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) =>
    writtenNodes(cluster.nodes).flatMap((node) => {
      const links = linksOf(cluster, node, draft.networks);
      const faults = [kinds, names, vlans, masters, loops, mtus, listenPorts].flatMap((rule) => [...rule(links, node)]);
      return faults.map(({ link, path, message, help }) => {
        const place = { span: linkSpan(node, link, path), who: whoIs(node) };
        return blame('interface/conflict', place, [], message, { help });
      });
    }),
  );
}

interface Fault {
  /** The interface to blame, and the key in it. */
  readonly link: string;
  readonly path: readonly string[];
  readonly message: string;
  readonly help?: string;
}

const virtualKinds = ['bond', 'bridge', 'vlan', 'wireguard'] as const;

/** An interface is one thing. */
function* kinds(links: readonly NodeLink[]): Generator<Fault> {
  for (const { name, settings } of links) {
    const [first, second] = virtualKinds.filter((kind) => settings?.[kind] !== undefined);
    if (first !== undefined && second !== undefined) {
      const message = `${name} is both a ${first} and a ${second}`;
      yield { link: name, path: [second], message, help: 'describe each as an interface of its own' };
    } else if (first !== undefined && settings?.match !== undefined) {
      const message = `${name} is a ${first}, so no port is selected by \`match\``;
      yield { link: name, path: ['match'], message };
    }
  }
}

/** The port on the cluster's network has a name that no other link may have. */
function* names(links: readonly NodeLink[]): Generator<Fault> {
  const seen = new Set<string>();
  for (const { name, settings, vlan } of links) {
    if (seen.has(name)) {
      const message = `${name} is what the port on the cluster's network is called`;
      const help = name === defaultLink ? `use another name, for example net${links.length}` : 'use another name';
      yield { link: name, path: [], message, help };
    }
    seen.add(name);
    if (vlan !== undefined && settings?.vlan === undefined) seen.add(addressedLink(name, vlan.id));
  }
}

/** One tag on one link is one VLAN. */
function* vlans(links: readonly NodeLink[]): Generator<Fault> {
  const owners = new Map<string, string>();
  for (const { name, settings, vlan } of links) {
    if (vlan === undefined) continue;
    const key = `${vlan.parent} ${vlan.id}`;
    const other = owners.get(key);
    owners.set(key, name);
    if (other === undefined) continue;
    const message = `${name} and ${other} are both VLAN ${vlan.id} on ${vlan.parent}`;
    const path = settings?.vlan === undefined ? ['network'] : ['vlan', 'id'];
    yield { link: name, path, message, help: 'use one interface with several addresses, or another id' };
  }
}

/** A port belongs to one bond or bridge, and its addresses are those of what it belongs to. */
function* masters(links: readonly NodeLink[]): Generator<Fault> {
  const owners = new Map<string, string>();
  for (const { name, below, settings } of links) {
    if (settings?.vlan !== undefined) continue;
    for (const { link, path } of below) {
      const other = owners.get(link);
      owners.set(link, name);
      if (other === undefined) continue;
      const message =
        other === name ? `${name} has the port ${link} twice` : `${link} is a port of ${other} and of ${name}`;
      yield { link: name, path, message };
    }
  }
  for (const { name, settings } of links) {
    const owner = owners.get(name);
    if (owner === undefined || owner === name || settings === undefined) continue;
    const own = (['address', 'addresses', 'dhcp', 'routes'] as const).find((field) => isSet(settings[field]));
    if (own === undefined) continue;
    const message = `${name} is a port of ${owner}, so it has no ${own === 'dhcp' ? 'DHCP' : own} of its own`;
    yield { link: name, path: [own], message, help: `move it to ${owner}` };
  }
}

function isSet(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined && value !== false;
  return Object.keys(value).length > 0;
}

/** A link does not lie on itself. */
function* loops(links: readonly NodeLink[]): Generator<Fault> {
  const below = new Map(links.map(({ name, below: ports }) => [name, ports]));
  for (const { name, below: ports } of links) {
    for (const { link, path } of ports) {
      const reached = new Set([link]);
      for (const each of reached) for (const next of below.get(each) ?? []) reached.add(next.link);
      if (!reached.has(name)) continue;
      const message = link === name ? `${name} lies on itself` : `${name} lies on ${link}, which lies on ${name}`;
      yield { link: name, path, message };
      break;
    }
  }
}

/** A VLAN cannot carry larger packets than the link that it is on (Linux, net/8021q/vlan_dev.c: ERANGE). */
function* mtus(links: readonly NodeLink[], node: DraftNode): Generator<Fault> {
  const byName = new Map(links.map((link) => [link.name, link]));
  for (const { name, settings, vlan, mtu } of links) {
    if (settings?.vlan === undefined || vlan === undefined || mtu === undefined) continue;
    const parent = byName.get(vlan.parent);
    // A port of a virtual machine has the MTU of its bridge unless it is set; others have that of Ethernet.
    const known = parent?.mtu ?? (node.provider?.traits?.makesMachines === false ? 1500 : undefined);
    if (known === undefined || mtu <= known) continue;
    const message = `${name} has an MTU of ${mtu}, and ${vlan.parent} below it one of ${known}`;
    yield {
      link: name,
      path: ['mtu'],
      message,
      help: `set mtu of ${vlan.parent} to ${mtu}, or that of ${name} to ${known}`,
    };
  }
}

function* listenPorts(links: readonly NodeLink[]): Generator<Fault> {
  const owners = new Map<number, string>();
  for (const { name, settings } of links) {
    const port = settings?.wireguard?.listenPort;
    if (port === undefined) continue;
    const other = owners.get(port);
    owners.set(port, name);
    if (other === undefined) continue;
    yield {
      link: name,
      path: ['wireguard', 'listenPort'],
      message: `${name} and ${other} both listen on port ${port}`,
    };
  }
}
